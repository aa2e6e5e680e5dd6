import { until } from "@siren/chassis/testing/until";
import type { Child } from "../src/testing/child-process.ts";
import type { Around, Contestant } from "./contestants.ts";
import { type Kind, type Load, type Loaded, pathOf } from "./load.ts";
import { register } from "./registrations.ts";

export type Bench = Around & {
  headers: Readonly<Record<string, string>>;
  load: (load: Load) => Promise<Loaded>;
  say: (line: string) => void;
};
export type Figure = { cpuUs: number; perSecond: number; p99Ms: number; residentMb: number };
type Plan = { kind: Kind; rounds: number; seconds: number; connections: number };

/** The backend under the names that the routes lead to. */
export async function announce({ edge, backend }: Bench, instances = 1): Promise<void> {
  const port = Number(new URL(backend.url).port);
  await register(edge.registry.url, "order", port, instances);
  await register(edge.registry.url, "member", port);
}

/** Until it carries what is asked for, with the token known and all of it warm. */
export async function warmUp(bench: Bench, { prefix, name }: Contestant, child: Child): Promise<void> {
  const url = `${child.url.replace(/\/small$/, "")}${prefix}/small`;
  await until(`${name} answers`, async () => {
    const answer = await fetch(url, { headers: bench.headers }).catch(() => undefined);
    await answer?.arrayBuffer();
    return answer?.status === 200;
  });
}

export async function measureOne(
  bench: Bench,
  contestant: Contestant,
  child: Child,
  plan: Plan,
): Promise<Figure> {
  const { kind, seconds, connections } = plan;
  const url = `${new URL(child.url).origin}${contestant.prefix}${pathOf[kind]}`;
  const sending = { url, kind, connections, headers: bench.headers };
  await bench.load({ ...sending, seconds: 1 });
  const before = child.cpuMs();
  const loaded = await bench.load({ ...sending, seconds });
  const spentMs = child.cpuMs() - before;
  if (loaded.failed > loaded.requests / 100)
    throw new Error(`${contestant.name}: ${loaded.failed} of ${loaded.requests} requests failed`);
  return {
    cpuUs: (spentMs * 1_000) / loaded.requests,
    perSecond: loaded.perSecond,
    p99Ms: loaded.p99Ms,
    residentMb: child.residentMb(),
  };
}

const answerBytes: Record<Kind, number> = { small: 502, post: 502, large: 256 * 1024 };

/** Whoever asks the backend for something else would be measured by that: fast-gateway once was. */
async function mustBeCarried(bench: Bench, one: Contestant, child: Child, kind: Kind): Promise<void> {
  const url = `${new URL(child.url).origin}${one.prefix}${pathOf[kind]}`;
  const method = kind === "post" ? "POST" : "GET";
  const answer = await fetch(url, {
    ...{ method, headers: { ...bench.headers, "accept-encoding": "identity" } },
    ...(kind === "post" && { body: "{}" }),
  });
  const bytes = (await answer.arrayBuffer()).byteLength;
  if (!answer.ok || bytes !== answerBytes[kind])
    throw new Error(`${one.name} answers ${kind} with ${answer.status} and ${bytes} bytes`);
}

/** Node goes on compiling for some tens of thousands of requests, in threads whose time counts, too. */
const warmRequests = 25_000;

export async function makeHot(bench: Bench, contestant: Contestant, child: Child, kind: Kind): Promise<void> {
  const url = `${new URL(child.url).origin}${contestant.prefix}${pathOf[kind]}`;
  const most = kind === "large" ? warmRequests / 10 : warmRequests;
  for (let sent = 0, tries = 0; sent < most && tries < 12; tries++)
    sent += (await bench.load({ url, kind, connections: 32, seconds: 2, headers: bench.headers })).requests;
}

/** Everybody once a round, each round beginning with another and every second one going backwards. */
export async function measurePairs(
  bench: Bench,
  contestants: readonly Contestant[],
  plan: Plan,
): Promise<Map<Contestant, Figure[]>> {
  await announce(bench);
  const figures = new Map<Contestant, Figure[]>(contestants.map((one) => [one, []]));
  const children = new Map<Contestant, Child>();
  try {
    for (const one of contestants) {
      const child = await one.start(bench);
      children.set(one, child);
      await warmUp(bench, one, child);
      await mustBeCarried(bench, one, child, plan.kind);
      await makeHot(bench, one, child, plan.kind);
    }
    for (let round = 0; round < plan.rounds; round++) {
      const turned = [
        ...contestants.slice(round % contestants.length),
        ...contestants.slice(0, round % contestants.length),
      ];
      for (const one of round % 2 === 0 ? turned : turned.reverse()) {
        figures.get(one)?.push(await measureOne(bench, one, children.get(one) as Child, plan));
      }
    }
  } finally {
    for (const child of children.values()) await child[Symbol.asyncDispose]();
  }
  return figures;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

const titles: Record<Kind, string> = { small: "GET 502 B", post: "POST 1 KB", large: "GET 256 KB" };

/** Ratios are taken within each round and told as their median; absolute figures are medians, too. */
export function pairsTable(
  kind: Kind,
  connections: number,
  seconds: number,
  rounds: number,
  measured: ReadonlyMap<Contestant, readonly Figure[]>,
): string {
  const reference = [...measured].find(([{ isReference }]) => isReference)?.[1] ?? [];
  const rows = [...measured].map(([{ name }, figures]) => {
    const ratio = (of: (figure: Figure) => number) =>
      median(figures.map((one, round) => of(one) / of(reference[round] as Figure))).toFixed(2);
    const middle = (of: (figure: Figure) => number) => median(figures.map(of));
    const all = figures.map(({ cpuUs }) => cpuUs.toFixed(0)).join(", ");
    return (
      `| ${name} | ${ratio((one) => one.cpuUs)} | ${middle((one) => one.cpuUs).toFixed(0)} (${all}) | ` +
      `${ratio((one) => one.perSecond)} | ${middle((one) => one.perSecond).toFixed(0)} | ` +
      `${middle((one) => one.p99Ms).toFixed(1)} | ${middle((one) => one.residentMb).toFixed(0)} |`
    );
  });
  return [
    `${titles[kind]}, ${connections} connections, ${rounds} rounds of ${seconds} s each, in turns`,
    "",
    "| | processor per request, ratio | µs (each round) | requests/s, ratio | requests/s | p99 ms | resident MB |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
