import { randomBytes } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { UsageFault } from "../e2e/harness/command-line.ts";
import { commitNow, machineNow } from "../e2e/harness/machine.ts";
import { type Book, forget, newBook } from "../e2e/harness/measured.ts";
import { seeded } from "../e2e/harness/seeded.ts";
import {
  askAuditor,
  type Check,
  checkNothingLost,
  checkServed,
  everyOrderIsThere,
  everyRuleHolds,
  told,
} from "./afterwards.ts";
import { boutique } from "./boutique.ts";
import { startCrew } from "./crew.ts";
import type { MixRun } from "./mix.ts";
import { rush } from "./rush.ts";
import type { Staff } from "./staff.ts";
import { newTimeline, type Timeline } from "./timeline.ts";
import { walk } from "./walk.ts";

/** What a mix is, where nothing else is asked for. */
export const mixes = {
  walk: {
    run: walk,
    customers: 10,
    seconds: 20,
    hands: 1,
    visitsEach: 0,
    about: "closed loop, one cup after the other",
  },
  boutique: {
    run: boutique,
    customers: 10,
    seconds: 60,
    hands: 1,
    visitsEach: 0,
    about: "the Online Boutique's users",
  },
  rush: {
    run: rush,
    customers: 500,
    seconds: 300,
    hands: 6,
    visitsEach: 1,
    about: "open loop, by a schedule",
  },
} as const;
export type MixName = keyof typeof mixes;
export const isMix = (name: string): name is MixName => Object.hasOwn(mixes, name);

export type LoadOptions = {
  mix: MixName;
  gateways: readonly string[];
  customers: number;
  seconds: number;
  orders: number;
  visits: number;
  /** Baristas' hands in each store. */
  hands: number;
  seed: number;
  staff: Staff;
  reach: Reach;
  signal: AbortSignal;
  say: (line: string) => void;
};

export type LoadResult = {
  options: LoadOptions;
  book: Book;
  timeline: Timeline;
  tookMs: number;
  /** What this command took itself: where it is near a whole core, it was the bottleneck. */
  machine: string;
  driver: { share: number; stallP99Ms: number };
  checks: Check[];
};

/** From inside of a cluster a Service is called by one word. Of two letters it might be a country's. */
const own = {
  machine: /^(localhost|127(\.\d+){3}|\[::1\])$/,
  cluster: /^[a-z][a-z0-9-]{2,62}$/,
};
export type Reach = keyof typeof own;

/** A load is for one's own: pointed at others it would be an attack. */
export function demandOwn(gateway: string, reach: Reach): URL {
  const url = URL.canParse(gateway) ? new URL(gateway) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    throw new UsageFault(`--gateway ${gateway} is not an address like http://localhost:8080`);
  if (!own[reach].test(url.hostname))
    throw new UsageFault(
      `--gateway ${gateway} is not this ${reach}: a load is for ${reach === "machine" ? "loopback addresses" : "a Service of its own namespace"} only`,
    );
  return url;
}

/** Customers and baristas against a running stack, for so long and no longer; then whether anything was lost. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { mix, seed, seconds, signal } = options;
  const gateways = options.gateways.map((gateway) => demandOwn(gateway, options.reach).origin);
  const book = newBook();
  const timeline = newTimeline();
  const crew = await startCrew(gateways, book, options, signal);
  const stall = monitorEventLoopDelay({ resolution: 10 });
  let before = process.cpuUsage();
  const doors = new AbortController();
  const run: MixRun = {
    ...options,
    gateways,
    storeIds: crew.storeIds,
    name: randomBytes(4).toString("hex"),
    ...{ book, timeline, acknowledged: [], random: seeded(seed) },
    until: AbortSignal.any([signal, doors.signal]),
    begin() {
      forget(book);
      timeline.beganAtMs = performance.now();
      before = process.cpuUsage();
      stall.reset();
      stall.enable();
      // An open loop ends with its schedule, a closed one with its time: whoever is due comes also when this command is
      // late, or its own stall would spare the stack.
      if (mix !== "rush") closing = setTimeout(() => doors.abort(), seconds * 1_000 + 100);
    },
  };
  let closing: NodeJS.Timeout | undefined;
  if (mix !== "rush") run.begin();
  try {
    await mixes[mix].run(run);
  } finally {
    timeline.endedAtMs = performance.now();
    clearTimeout(closing);
    await crew.goHome();
  }
  stall.disable();
  const machine = `${machineNow()}, commit ${commitNow()}`;
  const { user, system } = process.cpuUsage(before);
  const tookMs = timeline.endedAtMs - timeline.beganAtMs;
  const driver = { share: (user + system) / 1_000 / tookMs, stallP99Ms: stall.percentile(99) / 1e6 };
  const checks = [checkServed(book, timeline, mix === "rush" ? options.visits : undefined)];
  if (!signal.aborted) {
    checks.push(await told(everyOrderIsThere, () => checkNothingLost(run.acknowledged)));
    const { ops } = options.staff;
    if (ops) checks.push(await told(everyRuleHolds, () => askAuditor(gateways, ops, signal)));
  }
  return { options, book, timeline, tookMs, machine, driver, checks };
}
