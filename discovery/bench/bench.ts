import { execFileSync } from "node:child_process";
import { cpus, loadavg, release } from "node:os";
import { parseArgs } from "node:util";
import { pipelinedLoad } from "./pipelined-load.ts";
import { type RegistryProcess, startRegistryProcess } from "./registry-process.ts";
import { instanceAt, registrationOf, request } from "./sample-instances.ts";
import { watcherDelays } from "./watchers.ts";

/**
 * `npm run bench -w discovery`: what the registry bears, in a process of its own on the real sockets. Each rate is
 * told twice: as it was on the clock, which other work on the machine spoils, and per second of the registry's own
 * processor time, which hardly depends on it. The second one is "per core".
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    sizes: { type: "string", default: "100,1000,10000" },
    only: { type: "string", default: "" },
    "cpu-prof": { type: "string", default: "" },
    /** Node's own, as `npm start` gives them; `--flags=` for none. */
    flags: {
      type: "string",
      default: "--max-semi-space-size=1 --memory-saver-mode --heap-growing-percent=20 --v8-pool-size=1",
    },
  },
});
const seconds = Number(values.seconds);
const sizes = values.sizes.split(",").map(Number);
const CONNECTIONS = 16;
const IN_FLIGHT = 8;
const OF_INTEREST = 1_000;
const WATCHERS = 1_000;
const CHANGES = 40;

const say = (line: string) => process.stdout.write(`${line}\n`);
const thousands = (n: number) => Math.round(n).toLocaleString("en");

const gzip = { "Accept-Encoding": "gzip" };
const json = { Accept: "application/json" };
const xml = { Accept: "application/xml" };
const compact = { "X-Eureka-Accept": "compact" };
const READS: ReadonlyArray<readonly [name: string, path: string, headers: Record<string, string>]> = [
  ["full, JSON, gzip", "/eureka/v2/apps", { ...json, ...gzip }],
  ["full, JSON, plain", "/eureka/v2/apps", json],
  ["full, XML, gzip", "/eureka/v2/apps", { ...xml, ...gzip }],
  ["full, XML, plain", "/eureka/v2/apps", xml],
  ["full, compact JSON, gzip", "/eureka/v2/apps", { ...json, ...gzip, ...compact }],
  ["delta, JSON, gzip", "/eureka/v2/apps/delta", { ...json, ...gzip }],
  ["delta, JSON, plain", "/eureka/v2/apps/delta", json],
  ["one service, JSON, gzip", "/eureka/v2/apps/SERVICE-3", { ...json, ...gzip }],
  ["one vip, JSON, gzip", "/eureka/v2/vips/service-3", { ...json, ...gzip }],
];

async function fill(registry: RegistryProcess, size: number): Promise<void> {
  const asked = Array.from({ length: size }, (_, i) => registrationOf(registry.port, i));
  for (let at = 0; at < asked.length; at += 50)
    await Promise.all(
      asked.slice(at, at + 50).map(async (send) => {
        const status = await send();
        if (status !== 204) throw new Error(`a registration was answered ${status}`);
      }),
    );
}

async function measure(registry: RegistryProcess, what: string, requests: readonly Buffer[]): Promise<void> {
  if (values.only !== "" && !what.includes(values.only)) return;
  const load = { port: registry.port, requests, connections: CONNECTIONS, inFlight: IN_FLIGHT };
  await pipelinedLoad({ ...load, seconds: Math.min(1, seconds) });
  const before = await registry.cpuMs();
  const { answers, tookMs, answerBytes } = await pipelinedLoad({ ...load, seconds });
  const spentMs = (await registry.cpuMs()) - before;
  say(
    `| ${what} | ${thousands((answers / spentMs) * 1000)} | ${thousands((answers / tookMs) * 1000)} | ${((spentMs / answers) * 1000).toFixed(1)} | ${thousands(answerBytes)} |`,
  );
}

/** A change, then the first read after it, over and over: what a change costs, with its rendering. */
async function measureChanges(registry: RegistryProcess, size: number): Promise<void> {
  const what = `${thousands(size)}: change + gzip read`;
  if (values.only !== "" && !what.includes(values.only)) return;
  const { app, id } = instanceAt(7);
  const change = (round: number) =>
    fetch(`http://127.0.0.1:${registry.port}/eureka/v2/apps/${app}/${id}/metadata?round=${round}`, {
      method: "PUT",
    });
  const read = () =>
    fetch(`http://127.0.0.1:${registry.port}/eureka/v2/apps`, { headers: { ...json, ...gzip } });
  const rounds = 60;
  const tookMs: number[] = [];
  const before = await registry.cpuMs();
  for (let round = 0; round < rounds; round++) {
    const status = (await change(round)).status;
    if (status !== 200) throw new Error(`a change was answered ${status}`);
    const askedMs = performance.now();
    const answer = await read();
    tookMs.push(performance.now() - askedMs);
    await answer.arrayBuffer();
  }
  const spentMs = ((await registry.cpuMs()) - before) / rounds;
  tookMs.sort((a, b) => a - b);
  say(
    `| ${what} | ${spentMs.toFixed(1)} ms of processor | p50 ${tookMs[rounds / 2]?.toFixed(1)} ms until the answer begins, p95 ${tookMs[Math.floor(rounds * 0.95)]?.toFixed(1)} | | |`,
  );
}

async function measureWatchers(registry: RegistryProcess, size: number): Promise<void> {
  const what = `${thousands(size)}: a change to ${thousands(WATCHERS)} watchers`;
  if (size !== OF_INTEREST || (values.only !== "" && !what.includes(values.only))) return;
  const before = await registry.cpuMs();
  const { firstMs, lastMs, allMs } = await watcherDelays(registry.port, WATCHERS, CHANGES);
  const spentMs = ((await registry.cpuMs()) - before) / CHANGES;
  const at = (list: number[], share: number) =>
    (list.toSorted((a, b) => a - b)[Math.floor((list.length - 1) * share)] ?? 0).toFixed(1);
  say(
    `| ${what} | ${spentMs.toFixed(1)} ms of processor, opening them included | all: p50 ${at(allMs, 0.5)} ms, p95 ${at(allMs, 0.95)} | the first has it after ${at(firstMs, 0.5)} ms | the last after ${at(lastMs, 0.5)} ms (worst ${at(lastMs, 1)}) |`,
  );
}

const commit = execFileSync("git", ["describe", "--always", "--dirty"], { cwd: import.meta.dirname });
say(
  `${new Date().toISOString()}, commit ${commit.toString().trim()}, Linux ${release()}, ${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}, load ${loadavg()
    .map((n) => n.toFixed(1))
    .join(" ")}`,
);
say(
  `${CONNECTIONS} connections, ${IN_FLIGHT} requests on the way on each, ${seconds} s each; node ${values.flags}\n`,
);
say(
  "| what | per core and second | on the clock, per second | processor µs each | bytes each |\n|---|---|---|---|---|",
);
const profile = values["cpu-prof"] === "" ? [] : ["--cpu-prof", `--cpu-prof-dir=${values["cpu-prof"]}`];
const flags = [...values.flags.split(" ").filter(Boolean), ...profile];
for (const size of sizes) {
  await using registry = await startRegistryProcess(flags);
  const emptyMb = await registry.residentMb();
  await fill(registry, size);
  const filledMb = await registry.residentMb();
  const beats = Array.from({ length: size }, (_, i) => {
    const { app, id } = instanceAt(i);
    return request("PUT", `/eureka/v2/apps/${app}/${id}`);
  });
  await measure(registry, `${thousands(size)}: heartbeat`, beats);
  const reads = size === OF_INTEREST ? READS : READS.slice(0, 1);
  for (const [name, path, headers] of reads)
    await measure(registry, `${thousands(size)}: ${name}`, [request("GET", path, headers)]);
  await measureChanges(registry, size);
  await measureWatchers(registry, size);
  say(
    `| ${thousands(size)}: resident | ${emptyMb.toFixed(0)} MB empty | ${filledMb.toFixed(0)} MB filled | ${(await registry.residentMb()).toFixed(0)} MB after the load | |`,
  );
}
