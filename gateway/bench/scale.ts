import { contestants } from "./contestants.ts";
import { everythingOn } from "./everything-on.ts";
import { announce, type Bench, type Figure, makeHot, measureOne, median, warmUp } from "./pairs.ts";

const connections = 32;
const steps = [
  { routes: 10, instances: 10 },
  { routes: 1_000, instances: 10 },
  { routes: 10, instances: 1_000 },
  { routes: 1_000, instances: 1_000 },
];

/** Whether a request becomes dearer by routes it does not take and by instances it does not go to. */
export async function measureScale(bench: Bench, seconds: number, rounds: number): Promise<string> {
  const [ours] = contestants;
  if (!ours) throw new Error("nobody is there to be measured");
  const rows: string[] = [];
  let first: number | undefined;
  for (const { routes, instances } of steps) {
    await announce(bench, instances);
    const config = await everythingOn(bench.edge.folder, routes);
    await using child = await ours.start({ ...bench, config });
    await warmUp(bench, ours, child);
    await makeHot(bench, ours, child, "small");
    const figures: Figure[] = [];
    const plan = { kind: "small", rounds, seconds, connections } as const;
    for (let round = 0; round < rounds; round++) figures.push(await measureOne(bench, ours, child, plan));
    const cpuUs = median(figures.map((one) => one.cpuUs));
    first ??= cpuUs;
    const p99Ms = median(figures.map((one) => one.p99Ms));
    const residentMb = median(figures.map((one) => one.residentMb));
    rows.push(
      `| ${routes} | ${instances} | ${cpuUs.toFixed(0)} | ${(cpuUs / first).toFixed(2)} | ${p99Ms.toFixed(1)} | ${residentMb.toFixed(0)} |`,
    );
  }
  return [
    `GET 502 B, ${connections} connections, ${rounds} rounds of ${seconds} s each`,
    "",
    "| further routes | instances | processor µs per request | ratio | p99 ms | resident MB |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
