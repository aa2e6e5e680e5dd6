import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { until } from "@siren/chassis/testing/until";
import { type Cup, type KillingWorld, killingWorld } from "./kills/world.ts";

/** `npm run kills -w discovery -- --kills 50`: how long a process that ended stays in anybody's view. */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    drains: { type: "string", default: "20" },
    registries: { type: "string", default: "2" },
    watchers: { type: "string", default: "4" },
    "no-leases": { type: "boolean", default: false },
  },
});

const tookMs: { watchers: number[]; registries: number[] } = { watchers: [], registries: [] };
const withinMs = 40_000;

async function outOfView(world: KillingWorld, { id }: Cup, sinceMs: number, into = tookMs): Promise<void> {
  await until(
    "out of every view",
    () => world.views.every(({ lostAt }) => lostAt.has(id)) && world.goneAt.every((gone) => gone.has(id)),
    withinMs,
  );
  for (const { lostAt } of world.views) into.watchers.push(lostAt.get(id)! - sinceMs);
  for (const gone of world.goneAt) into.registries.push(gone.get(id)! - sinceMs);
}

function row(name: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  const cells = [sorted.length, at(0), at(0.5), at(0.9), at(0.99), at(1)].map((cell) =>
    String(cell).padStart(7),
  );
  console.log(name.padEnd(46) + cells.join(""));
}

async function kills(world: KillingWorld, cups: Cup[], count: number): Promise<void> {
  for (let done = 0; done < count; done++) {
    const cup = cups.shift()!;
    const replacement = world.startCup();
    const sinceMs = Date.now();
    cup.process.kill("SIGKILL");
    await outOfView(world, cup, sinceMs);
    const next = await replacement;
    await world.seen(next);
    cups.push(next);
  }
  row("kill -9, at every watcher", tookMs.watchers);
  row("kill -9, at every registry", tookMs.registries);
}

async function aThird(world: KillingWorld, cups: Cup[]): Promise<void> {
  const into = { watchers: [], registries: [] };
  const dying = cups.splice(0, Math.floor(cups.length / 3));
  const ends: Promise<void>[] = [];
  for (const cup of dying) {
    const sinceMs = Date.now();
    cup.process.kill("SIGKILL");
    ends.push(outOfView(world, cup, sinceMs, into));
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  await Promise.all(ends);
  row(`${dying.length} of ${dying.length + cups.length}, one after another, at every watcher`, into.watchers);
  row("  and at every registry", into.registries);
  for (const cup of await Promise.all(dying.map(() => world.startCup()))) {
    await world.seen(cup);
    cups.push(cup);
  }
}

async function drains(world: KillingWorld, cups: Cup[], count: number): Promise<void> {
  const into: number[] = [];
  const noticed: number[] = [];
  for (let done = 0; done < count; done++) {
    const cup = cups.shift()!;
    const replacement = world.startCup();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const sinceMs = Date.now();
    cup.process.kill("SIGTERM");
    await until("drained", () => world.views.every(({ lostAt }) => lostAt.has(cup.id)), withinMs);
    for (const { lostAt } of world.views) into.push(lostAt.get(cup.id)! - sinceMs);
    await until("it knows", () => cup.lines.some((line) => line.startsWith("noticed")), withinMs);
    noticed.push(Number(cup.lines.find((line) => line.startsWith("noticed"))!.split(" ")[1]));
    const next = await replacement;
    await world.seen(next);
    cups.push(next);
  }
  row("SIGTERM, at every watcher", into);
  row("  and until it knew that everybody had seen it", noticed);
}

/** Neither a frozen process nor one behind dropped packets breaks a stream: the lease of 15 s decides. */
async function leases(world: KillingWorld, cups: Cup[]): Promise<void> {
  const way = await world.proxied();
  const cutOff = await world.startCup(way.urls);
  await world.seen(cutOff);
  const frozen = cups.shift()!;
  const sinceMs = Date.now();
  frozen.process.kill("SIGSTOP");
  way.cut("silent");
  const [stopped, dropped] = [
    { watchers: [], registries: [] },
    { watchers: [], registries: [] },
  ];
  await Promise.all([outOfView(world, frozen, sinceMs, stopped), outOfView(world, cutOff, sinceMs, dropped)]);
  row("SIGSTOP, lease 15 s, at every watcher", stopped.watchers);
  row("packets dropped, lease 15 s, at every watcher", dropped.watchers);
  frozen.process.kill("SIGKILL");
  cutOff.process.kill("SIGKILL");
}

const world = await killingWorld({
  registries: Number(values.registries),
  watchers: Number(values.watchers),
});
try {
  const cups = await Promise.all(Array.from({ length: 12 }, () => world.startCup()));
  for (const cup of cups) await world.seen(cup);
  console.log(
    `${values.registries} registries, ${values.watchers} watchers, 12 instances; ${availableParallelism()} cores of ${cpus()[0]?.model.trim()}, load ${loadavg()[0]?.toFixed(1)}; ms`,
  );
  console.log(
    "".padEnd(46) + ["n", "least", "median", "p90", "p99", "most"].map((cell) => cell.padStart(7)).join(""),
  );
  if (Number(values.kills) > 0) await kills(world, cups, Number(values.kills));
  await aThird(world, cups);
  if (Number(values.drains) > 0) await drains(world, cups, Number(values.drains));
  if (!values["no-leases"]) await leases(world, cups);
} finally {
  await world.close();
}
