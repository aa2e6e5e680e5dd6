import type { Child } from "../src/testing/child-process.ts";
import { type Contestant, contestants } from "./contestants.ts";
import { pacedLoad } from "./paced-load.ts";
import { announce, type Bench, makeHot, measureOne, median, warmUp } from "./pairs.ts";

const connections = 32;
const rounds = 9;
const windowS = 1;
const shares = [0.5, 0.95, 0.99] as const;

type Way = { name: string; url: string; windows: number[][] };

/** Beside ours: the least that a proxy on Node can be, and the one that the ratios are told against. */
const isMeasured = ({ name, isReference }: Contestant, place: number) =>
  place === 0 || isReference || name.includes("undici");

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

/**
 * What the way through the gateway adds when it has half as much to do as it can, and what others add at the same
 * rate: each asked for a short while, in turns, and of these whiles the middle one. A machine that stops for 10 ms
 * every now and then does so in one of them, and is seen at the backend itself, too.
 */
export async function measureOverhead(bench: Bench, seconds: number): Promise<string> {
  const measured = contestants.filter(isMeasured);
  await announce(bench);
  const children: Child[] = [];
  try {
    const ways: Way[] = [{ name: "the backend itself", url: `${bench.backend.url}/small`, windows: [] }];
    let half = 0;
    for (const one of measured) {
      const child = await one.start(bench);
      children.push(child);
      await warmUp(bench, one, child);
      await makeHot(bench, one, child, "small");
      ways.push({ name: one.name, url: `${new URL(child.url).origin}${one.prefix}/small`, windows: [] });
      if (half > 0) continue;
      const plan = { kind: "small", rounds: 1, seconds, connections } as const;
      const most: number[] = [];
      for (let i = 0; i < 3; i++) most.push((await measureOne(bench, one, child, plan)).perSecond);
      half = Math.floor(median(most) / 2);
    }
    const { bodyBytes } = await firstAnswer(bench);
    const asked = { perSecond: half, connections, headers: bench.headers, seconds: windowS, bodyBytes };
    for (let round = 0; round < rounds; round++) {
      const turned = round % 2 === 0 ? ways : ways.toReversed();
      for (const way of turned) {
        const took = (await pacedLoad({ ...asked, url: way.url })).toSorted((a, b) => a - b);
        way.windows.push(shares.map((share) => at(took, share)));
      }
    }
    return tableOf(ways, half);
  } finally {
    for (const child of children) await child[Symbol.asyncDispose]();
  }
}

async function firstAnswer({ backend }: Bench) {
  const answer = await fetch(`${backend.url}/small`);
  return { bodyBytes: (await answer.arrayBuffer()).byteLength };
}

function tableOf([direct, ...proxies]: Way[], perSecond: number): string {
  const middle = ({ windows }: Way, i: number) => median(windows.map((one) => one[i] as number));
  const row = (way: Way) => {
    const own = shares.map((_, i) => middle(way, i).toFixed(2));
    const added = shares.map((_, i) => (middle(way, i) - middle(direct as Way, i)).toFixed(2));
    const all = way.windows.map((one) => (one[2] as number).toFixed(1)).join(", ");
    return `| ${way.name} | ${own.join(" | ")} | ${way === direct ? "" : added.join(", ")} | ${all} |`;
  };
  return [
    `GET 502 B at ${perSecond} a second, half of what this gateway can do, ${connections} connections; ` +
      `${rounds} windows of ${windowS} s each in turns, the middle one of each figure`,
    "",
    "| | p50 ms | p95 ms | p99 ms | added to the backend's own | p99 of each window |",
    "|---|---|---|---|---|---|",
    ...[direct as Way, ...proxies].map(row),
  ].join("\n");
}
