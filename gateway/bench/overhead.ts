import type { Child } from "../src/testing/child-process.ts";
import { type Contestant, contestants } from "./contestants.ts";
import { pacedLoad } from "./paced-load.ts";
import { announce, type Bench, makeHot, measureOne, median, warmUp } from "./pairs.ts";

const connections = 32;
const rounds = 9;
const windowS = 1;
const shares = [0.5, 0.95, 0.99] as const;

/**
 * Of what wrk gets out of it, whose requests come in heaps: one at a time each of them wakes the process, and costs it
 * half as much again. At a quarter it has idle moments on two cores that it shares with whoever asks and answers.
 */
const loads = { "a quarter": 0.25, half: 0.5 } as const;

type Way = { name: string; url: string };
type Windows = Map<Way, number[][]>;

/** Beside ours: the least that a proxy on Node can be, and the one that the ratios are told against. */
const isMeasured = ({ name, isReference }: Contestant, place: number) =>
  place === 0 || isReference || name.includes("undici");

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

/**
 * What the way through the gateway adds when it has a part of that to do which it can, and what others add at the same
 * rate: each asked for a short while, in turns, and of these whiles the middle one. A machine that stops for 10 ms
 * every now and then does so in one of them, and is seen at the backend itself, too.
 */
export async function measureOverhead(bench: Bench, seconds: number): Promise<string> {
  const measured = contestants.filter(isMeasured);
  await announce(bench);
  const children: Child[] = [];
  try {
    const ways: Way[] = [{ name: "the backend itself", url: `${bench.backend.url}/small` }];
    let most = 0;
    for (const one of measured) {
      const child = await one.start(bench);
      children.push(child);
      await warmUp(bench, one, child);
      await makeHot(bench, one, child, "small");
      ways.push({ name: one.name, url: `${new URL(child.url).origin}${one.prefix}/small` });
      if (most > 0) continue;
      const plan = { kind: "small", rounds: 1, seconds, connections } as const;
      const looks: number[] = [];
      for (let i = 0; i < 3; i++) looks.push((await measureOne(bench, one, child, plan)).perSecond);
      most = median(looks);
    }
    const tables: string[] = [];
    for (const [part, share] of Object.entries(loads)) {
      const perSecond = Math.floor(most * share);
      tables.push(tableOf(part, perSecond, await inTurns(bench, ways, perSecond)));
    }
    return tables.join("\n\n");
  } finally {
    for (const child of children) await child[Symbol.asyncDispose]();
  }
}

async function inTurns(bench: Bench, ways: readonly Way[], perSecond: number): Promise<Windows> {
  const { bodyBytes } = await firstAnswer(bench);
  const asked = { perSecond, connections, headers: bench.headers, seconds: windowS, bodyBytes };
  const windows: Windows = new Map(ways.map((way) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    const turned = round % 2 === 0 ? ways : ways.toReversed();
    for (const way of turned) {
      const took = (await pacedLoad({ ...asked, url: way.url })).toSorted((a, b) => a - b);
      windows.get(way)?.push(shares.map((share) => at(took, share)));
    }
  }
  return windows;
}

async function firstAnswer({ backend }: Bench) {
  const answer = await fetch(`${backend.url}/small`);
  return { bodyBytes: (await answer.arrayBuffer()).byteLength };
}

function tableOf(part: string, perSecond: number, windows: Windows): string {
  const middleOf = (of: readonly number[][]) =>
    shares.map((_, i) => median(of.map((one) => one[i] as number)));
  const [direct = []] = windows.values();
  const directly = middleOf(direct);
  const rows = [...windows].map(([{ name }, of]) => {
    const own = middleOf(of);
    const added =
      of === direct ? "" : own.map((ms, i) => (ms - (directly[i] as number)).toFixed(2)).join(", ");
    const all = of.map((one) => (one[2] as number).toFixed(1)).join(", ");
    return `| ${name} | ${own.map((ms) => ms.toFixed(2)).join(" | ")} | ${added} | ${all} |`;
  });
  return [
    `GET 502 B at ${perSecond} a second, ${part} of what this gateway can do, ${connections} connections; ` +
      `${rounds} windows of ${windowS} s each in turns, the middle one of each figure`,
    "",
    "| | p50 ms | p95 ms | p99 ms | added to the backend's own | p99 of each window |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
