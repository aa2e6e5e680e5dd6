import { contestants } from "./contestants.ts";
import { pacedLoad } from "./paced-load.ts";
import { announce, type Bench, makeHot, measureOne, warmUp } from "./pairs.ts";

const connections = 32;

/** What the way through the gateway adds, when it has half as much to do as it can: direct and through, in turns. */
export async function measureOverhead(bench: Bench, seconds: number): Promise<string> {
  const [ours] = contestants;
  if (!ours) throw new Error("nobody is there to be measured");
  await announce(bench);
  await using child = await ours.start(bench);
  await warmUp(bench, ours, child);
  await makeHot(bench, ours, child, "small");
  const { perSecond } = await measureOne(bench, ours, child, {
    kind: "small",
    rounds: 1,
    seconds,
    connections,
  });
  const half = Math.floor(perSecond / 2);
  const direct: number[] = [];
  const through: number[] = [];
  const asked = { perSecond: half, connections, headers: bench.headers, seconds: Math.min(2, seconds) };
  for (let turn = 0; turn < 6; turn++) {
    const isDirect = turn % 2 === 0;
    const url = `${isDirect ? bench.backend.url : child.url}${isDirect ? "" : ours.prefix}/small`;
    (isDirect ? direct : through).push(...(await pacedLoad({ ...asked, url })));
  }
  const at = (all: number[], share: number) =>
    all.sort((a, b) => a - b)[Math.floor((all.length - 1) * share)] ?? NaN;
  const row = (name: string, all: number[]) =>
    `| ${name} | ${at(all, 0.5).toFixed(2)} | ${at(all, 0.95).toFixed(2)} | ${at(all, 0.99).toFixed(2)} | ${all.length} |`;
  const added = (share: number) => (at(through, share) - at(direct, share)).toFixed(2);
  return [
    `GET 502 B at ${half} a second, half of what it can do, ${connections} connections`,
    "",
    "| | p50 ms | p95 ms | p99 ms | requests |",
    "|---|---|---|---|---|",
    row("the backend itself", direct),
    row("through the gateway", through),
    `| added | ${added(0.5)} | ${added(0.95)} | ${added(0.99)} | |`,
  ].join("\n");
}
