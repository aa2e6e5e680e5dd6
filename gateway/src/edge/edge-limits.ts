import type { BlockList } from "node:net";
import { isWithin } from "@siren/chassis/config";
import { Refusal } from "@siren/contracts/refusal";
import type { Limiter, Rule, Taken } from "./limiter.ts";

export const limitNames = ["member", "guest", "address", "attempt", "newcomers"] as const;
export type LimitName = (typeof limitNames)[number];
export type LimitNumbers = Readonly<Record<LimitName, Rule>>;

/** Why these: decision 0029. */
export const defaultLimits: LimitNumbers = {
  /** No page asks twenty times a second; a board that was offline tells all its taps at once. */
  member: { max: 200, windowMs: 4_000 },
  guest: { max: 100, windowMs: 5_000 },
  /** A cafe is one address, with everybody in it who has not signed in. */
  address: { max: 200, windowMs: 2_000 },
  /** Signing in to one account from one address: member itself slows down after ten. */
  attempt: { max: 20, windowMs: 300_000 },
  /** Signing in and registering from one address, to whichever account: an opening day's queue. */
  newcomers: { max: 120, windowMs: 60_000 },
};

/** So much more for the networks where it is we ourselves who ask: tests, benches, a proxy nobody told us of. */
const looseFactor = 100;

export type EdgeLimits = {
  /** What counts from now on: ops may change it while we run. */
  numbers(): LimitNumbers;
  replace(numbers: LimitNumbers): void;
  /** Takes one of it, or refuses; answers what is left. */
  take(name: LimitName, key: string, address: string): Told | Promise<Told>;
  onRefused(listener: (name: LimitName) => void): void;
};

export type Told = Taken & { name: LimitName; windowS: number };

const mostRemembered = 1_000;

/** The networks stay what they are, and an address asks many times. */
function remembered(judge: (address: string) => boolean): (address: string) => boolean {
  const known = new Map<string, boolean>();
  return (address) => {
    const found = known.get(address);
    if (found !== undefined) return found;
    if (known.size >= mostRemembered) known.clear();
    const judged = judge(address);
    known.set(address, judged);
    return judged;
  };
}

export function createEdgeLimits(
  limiter: Limiter,
  start: LimitNumbers,
  looseNetworks: BlockList,
): EdgeLimits {
  let numbers = start;
  let onRefused: (name: LimitName) => void = () => {};
  const isLoose = remembered((address: string) => isWithin(looseNetworks, address));

  function tell(name: LimitName, rule: Rule, taken: Taken): Told {
    if (taken.allowed) return { ...taken, name, windowS: Math.ceil(rule.windowMs / 1_000) };
    onRefused(name);
    const retryAfterS = Math.max(1, Math.ceil(taken.retryMs / 1_000));
    throw new Refusal("TOO_MANY_REQUESTS", undefined, { retryAfterS });
  }

  return {
    numbers: () => numbers,
    replace(next) {
      numbers = next;
    },
    take(name, key, address) {
      const given = numbers[name];
      const rule = isLoose(address) ? { ...given, max: given.max * looseFactor } : given;
      const taken = limiter.take(`${name} ${key}`, rule);
      return taken instanceof Promise ? taken.then((one) => tell(name, rule, one)) : tell(name, rule, taken);
    },
    onRefused(listener) {
      onRefused = listener;
    },
  };
}

/** draft-ietf-httpapi-ratelimit-headers, as most clients of it read it. */
export function rateLimitHeaders({ name, limit, windowS, remaining, resetMs }: Told): [string, string] {
  return [`"${name}";q=${limit};w=${windowS}`, `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1_000)}`];
}
