import type { BlockList } from "node:net";
import { rememberedWithin } from "@siren/chassis/addresses";
import type { Caller } from "@siren/chassis/identity/caller";
import { Refusal } from "@siren/contracts/refusal";
import type { Limiter, Rule, Taken } from "./limiter.ts";
import { addressKey } from "./whence.ts";

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

/** Counted apart: whoever floods us with other keys must not have their tries at a password forgotten. */
const signIns: ReadonlySet<LimitName> = new Set(["attempt", "newcomers"]);

/** So much more for the networks where it is we ourselves who ask: tests, benches, a proxy nobody told us of. */
const looseFactor = 100;

export type EdgeLimits = {
  /** What counts from now on: ops may change it while we run. */
  numbers(): LimitNumbers;
  replace(numbers: LimitNumbers): void;
  /** Takes one of it, or refuses; answers what is left. */
  take(name: LimitName, key: string, address: string): Told | Promise<Told>;
  /** Takes one of what is the asker's: a member's own, anybody else's by their address. */
  takeFor(asker: Asker): Promise<Told>;
  /** The same; nothing to wait for where the counts are in this process. */
  countFor(asker: Asker): Told | Promise<Told>;
  onRefused(listener: (name: LimitName) => void): void;
};

/** Somebody who proved who they are, and is no member of ours, is told from those by `foreign`. */
export type Asker = { caller: Pick<Caller, "kind" | "sub">; foreign?: string | undefined; address: string };

export type Told = Taken & { name: LimitName; windowS: number };

export function createEdgeLimits(
  limiter: Limiter,
  start: LimitNumbers,
  looseNetworks: BlockList,
): EdgeLimits {
  let numbers = start;
  let rules = rulesOf(start);
  let onRefused: (name: LimitName) => void = () => {};
  const isLoose = rememberedWithin(looseNetworks);

  function tell(name: LimitName, rule: Rule, taken: Taken): Told {
    if (taken.allowed) return { ...taken, name, windowS: Math.ceil(rule.windowMs / 1_000) };
    onRefused(name);
    const retryAfterS = Math.max(1, Math.ceil(taken.retryMs / 1_000));
    throw new Refusal("TOO_MANY_REQUESTS", undefined, { retryAfterS });
  }

  function take(name: LimitName, key: string, address: string): Told | Promise<Told> {
    const { usual, loose } = rules[name];
    const rule = isLoose(address) ? loose : usual;
    const taken = limiter.take(`${name} ${key}`, rule);
    return taken instanceof Promise ? taken.then((one) => tell(name, rule, one)) : tell(name, rule, taken);
  }

  function countFor({ caller, foreign, address }: Asker): Told | Promise<Told> {
    if (caller.kind === "member") return take("member", caller.sub, address);
    if (foreign !== undefined) return take("member", `other ${foreign.slice(0, 200)}`, address);
    const byAddress = take("address", addressKey(address), address);
    if (caller.kind !== "guest") return byAddress;
    if (byAddress instanceof Promise)
      return byAddress.then(async (one) => tighter(await take("guest", caller.sub, address), one));
    const asGuest = take("guest", caller.sub, address);
    return asGuest instanceof Promise
      ? asGuest.then((one) => tighter(one, byAddress))
      : tighter(asGuest, byAddress);
  }

  return {
    numbers: () => numbers,
    replace(next) {
      numbers = next;
      rules = rulesOf(next);
    },
    take,
    takeFor: async (asker) => countFor(asker),
    countFor,
    onRefused(listener) {
      onRefused = listener;
    },
  };
}

const tighter = (one: Told, other: Told): Told =>
  one.remaining / one.limit < other.remaining / other.limit ? one : other;

const rulesOf = (numbers: LimitNumbers) =>
  Object.fromEntries(
    limitNames.map((name) => {
      const usual = { ...numbers[name], isApart: signIns.has(name) };
      return [name, { usual, loose: { ...usual, max: usual.max * looseFactor } }];
    }),
  ) as Record<LimitName, { usual: Rule; loose: Rule }>;

/** draft-ietf-httpapi-ratelimit-headers, as most clients of it read it. */
export function rateLimitHeaders({ name, limit, windowS, remaining, resetMs }: Told): [string, string] {
  return [`"${name}";q=${limit};w=${windowS}`, `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1_000)}`];
}
