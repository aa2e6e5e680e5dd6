import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type Kind = "small" | "post" | "large";
export type Load = {
  url: string;
  kind: Kind;
  connections: number;
  seconds: number;
  headers: Readonly<Record<string, string>>;
};
export type Loaded = { requests: number; perSecond: number; p99Ms: number; failed: number };

export const pathOf: Record<Kind, string> = { small: "/small", post: "/notes", large: "/large" };
const posted = JSON.stringify({ text: "b".repeat(1024 - '{"text":""}'.length) });

/** wrk where it is installed, which takes least of the machine; autocannon, from the peers' folder, otherwise. */
export async function findLoader(folder: string): Promise<(load: Load) => Promise<Loaded>> {
  const hasWrk = await run("wrk", ["--version"]).then(
    () => true,
    // It prints its version and fails.
    (fault) => fault.code !== "ENOENT",
  );
  return hasWrk ? (load) => byWrk(load, folder) : byAutocannon;
}

async function byWrk({ url, kind, connections, seconds, headers }: Load, folder: string): Promise<Loaded> {
  const script = join(folder, "post.lua");
  await writeFile(
    script,
    `wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = '${posted}'\n`,
  );
  const named = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const { stdout } = await run("wrk", [
    ...["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "--timeout", "10s", ...named],
    ...(kind === "post" ? ["-s", script] : []),
    url,
  ]);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const failed =
    Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0) +
    [...(/Socket errors: (.*)/.exec(stdout)?.[1] ?? "").matchAll(/\d+/g)].reduce(
      (sum, [n]) => sum + Number(n),
      0,
    );
  return {
    requests,
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99Ms: inMs(/99%\s+([\d.]+\w+)/.exec(stdout)?.[1] ?? ""),
    failed,
  };
}

const units: Record<string, number> = { us: 0.001, ms: 1, s: 1_000 };
function inMs(told: string): number {
  const [, value, unit] = /^([\d.]+)(us|ms|s)$/.exec(told) ?? [];
  return Number(value) * (units[unit ?? ""] ?? Number.NaN);
}

async function byAutocannon({ url, kind, connections, seconds, headers }: Load): Promise<Loaded> {
  const cannon = join(import.meta.dirname, "peers", "node_modules", "autocannon", "autocannon.js");
  const named = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}=${value}`]);
  const body = kind === "post" ? ["-m", "POST", "-H", "content-type=application/json", "-b", posted] : [];
  const { stdout } = await run(
    process.execPath,
    [cannon, "-j", "-c", String(connections), "-d", String(seconds), ...named, ...body, url],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  const told = JSON.parse(stdout);
  return {
    requests: told["2xx"],
    perSecond: told.requests.average,
    p99Ms: told.latency.p99,
    failed: told.non2xx + told.errors + told.timeouts,
  };
}
