import { percentile } from "../e2e/harness/spread.ts";
import type { Exchange } from "./history.ts";
import type { News } from "./ops-watch.ts";
import { isWholeService, type Strike } from "./plan.ts";
import type { Struck } from "./strikes.ts";

export type RunTimes = { beganAtMs: number; quietUntilMs: number; loadUntilMs: number; settledAtMs: number };

export type Phase = {
  seconds: number;
  requests: number;
  /** Of them, the share that was answered, by other than "not now". */
  success: number;
  p50Ms: number;
  p99Ms: number;
  /** Orders that customers wanted, with as many requests as it took: how many were answered for good, and when. */
  wishes: number;
  wishesKept: number;
  wishP99Ms: number;
};

/** In seconds from the strike; null: it did not come to that, or nobody asked. */
export type StrikeFigures = {
  struck: Struck;
  isWhole: boolean;
  breakerOpenS: number | null;
  /** When the breaker that opened first trusted the service again. */
  breakerClosedS: number | null;
  ejectedS: number | null;
  /** The next good answer of the struck service, asked for after the strike. */
  servedS: number | null;
  listensS: number | null;
  inRotationS: number | null;
};

export type Figures = {
  acknowledged: number;
  lost: number;
  doubled: number;
  quiet: Phase;
  struck: Phase;
  strikes: StrikeFigures[];
};

const isWaiting = ({ path }: Exchange) => path.includes("wait_ms=");
const isPlacing = ({ method, path }: Exchange) => method === "POST" && path === "/api/v1/order/orders";
/** Refused for good is an answer: the cafe was there. */
export const isServed = ({ status }: Exchange) => status !== null && status < 500 && status !== 429;
const tookMs = ({ askedAtMs, endedAtMs }: Exchange) => (endedAtMs ?? askedAtMs) - askedAtMs;

export function phaseOf(exchanges: readonly Exchange[], fromMs: number, toMs: number): Phase {
  const asked = exchanges.filter(
    (one) => one.askedAtMs >= fromMs && one.askedAtMs < toMs && one.endedAtMs !== null && !isWaiting(one),
  );
  const times = asked.map(tookMs).sort((a, b) => a - b);
  const wishes = wishesOf(exchanges).filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const kept = wishes.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
  return {
    seconds: (toMs - fromMs) / 1_000,
    requests: asked.length,
    success: asked.length === 0 ? Number.NaN : asked.filter(isServed).length / asked.length,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    wishes: wishes.length,
    wishesKept: wishes.length === 0 ? Number.NaN : kept.length / wishes.length,
    wishP99Ms: percentile(kept, 0.99),
  };
}

/** Each order that was wanted: from the first request for it to the answer that lasts. */
function wishesOf(exchanges: readonly Exchange[]): { atMs: number; tookMs: number | null }[] {
  const wishes = new Map<string, { atMs: number; tookMs: number | null }>();
  for (const exchange of exchanges.filter(isPlacing)) {
    if (exchange.key === null) continue;
    const wish = wishes.get(exchange.key) ?? { atMs: exchange.askedAtMs, tookMs: null };
    if (wish.tookMs === null && isServed(exchange))
      wish.tookMs = (exchange.endedAtMs ?? wish.atMs) - wish.atMs;
    wishes.set(exchange.key, wish);
  }
  return [...wishes.values()];
}

type Measured = {
  plan: readonly Strike[];
  times: RunTimes;
  exchanges: readonly Exchange[];
  gateways: readonly string[];
  struck: readonly Struck[];
  news: readonly News[];
  acknowledged: number;
  lost: number;
  doubled: number;
};

export function figuresOf(run: Measured): Figures {
  const { plan, times, exchanges, gateways, struck, news, acknowledged, lost, doubled } = run;
  return {
    ...{ acknowledged, lost, doubled },
    quiet: phaseOf(exchanges, times.beganAtMs, times.quietUntilMs),
    struck: phaseOf(exchanges, times.quietUntilMs, times.loadUntilMs),
    strikes: struck
      .filter(({ isSpared }) => !isSpared)
      .map((one) => figuresOfStrike(one, plan[one.strike], nextAt(one, struck), exchanges, gateways, news)),
  };
}

/** What a strike causes shows soon after it, or never; what shows after the next one at the same service is of that. */
const consequencesMs = 20_000;

const nextAt = ({ target, atMs }: Struck, struck: readonly Struck[]): number =>
  struck
    .filter((one) => !one.isSpared && one.target.name === target.name && one.atMs > atMs + sameMomentMs)
    .reduce((first, one) => Math.min(first, one.atMs), Number.POSITIVE_INFINITY);

/** Both replicas of a service are struck one right after the other. */
const sameMomentMs = 1_000;

function figuresOfStrike(
  struck: Struck,
  strike: Strike | undefined,
  nextAtMs: number,
  exchanges: readonly Exchange[],
  gateways: readonly string[],
  news: readonly News[],
): StrikeFigures {
  const { target, atMs, backAtMs, wasInstance, instance, how } = struck;
  const until = Math.min((backAtMs ?? atMs) + consequencesMs, nextAtMs);
  const first = (isIt: (news: News) => boolean) =>
    news.find((one) => one.atMs >= atMs && one.atMs < until && isIt(one));
  const isBreaker = (state: string) => (one: News) =>
    one.kind === "breaker" && one.service === target.name && one.what === state;
  const opened = first(isBreaker("open"));
  const closed =
    opened &&
    first((one) => isBreaker("closed")(one) && one.gateway === opened.gateway && one.atMs > opened.atMs);
  const joined = news.filter(
    (one) => one.kind === "joined" && one.what === instance && one.atMs >= atMs && one.atMs < until,
  );
  return {
    struck,
    isWhole: strike !== undefined && isWholeService(strike),
    breakerOpenS: secondsFrom(atMs, opened?.atMs),
    breakerClosedS: secondsFrom(atMs, closed?.atMs),
    ejectedS: secondsFrom(atMs, first(({ kind, what }) => kind === "ejected" && what === wasInstance)?.atMs),
    servedS: secondsFrom(atMs, firstServed(struck, exchanges, gateways)),
    listensS: secondsFrom(atMs, backAtMs ?? undefined),
    inRotationS:
      how === "SIGSTOP"
        ? null
        : secondsFrom(
            atMs,
            joined
              .map((one) => one.atMs)
              .sort()
              .at(-1),
          ),
  };
}

const secondsFrom = (atMs: number, toMs: number | undefined): number | null =>
  toMs === undefined ? null : Math.round((toMs - atMs) / 10) / 100;

/** A gateway is served by what it answers itself; a service by whichever of its replicas. */
function firstServed({ target, atMs }: Struck, exchanges: readonly Exchange[], gateways: readonly string[]) {
  const isOf = (exchange: Exchange) =>
    target.name === "gateway"
      ? exchange.gateway === gateways[target.replica]
      : exchange.path.startsWith(`/api/v1/${target.name}/`);
  const good = exchanges.filter(
    (one) => one.askedAtMs >= atMs && one.endedAtMs !== null && isServed(one) && isOf(one),
  );
  return good.reduce<number | undefined>(
    (first, { endedAtMs }) =>
      Math.min(first ?? Number.POSITIVE_INFINITY, endedAtMs ?? Number.POSITIVE_INFINITY),
    undefined,
  );
}
