import type { Krw } from "@siren/contracts/money";
import type { CouponLine, Tier } from "@siren/contracts/wallet";
import type { CouponKind } from "./wallet-store.ts";

const visitFrom_krw = 1_000;
const visitPauseMs = 3 * 60_000;
const wonPerStar = 10_000;
export const starsForCoupon = 12;
/** A top-up of this size brings a coupon for a second drink, once in a calendar month. */
export const bogoFrom_krw = 50_000;

export type Visit = { paid_krw: Krw; ownCups: number; isVisit: boolean };

/** What an order is worth in stars; after a refund it is worth what the rest of it would have been. */
export function starsOf({ paid_krw, ownCups, isVisit }: Visit): number {
  if (paid_krw <= 0) return 0;
  const forVisit = isVisit && paid_krw >= visitFrom_krw ? 1 : 0;
  return forVisit + Math.floor(paid_krw / wonPerStar) + ownCups;
}

/** A second cup within three minutes is the same visit. */
export const isNewVisit = (visit: { paid_krw: Krw; at: number }, lastVisitAt: number): boolean =>
  visit.paid_krw >= visitFrom_krw && visit.at - lastVisitAt >= visitPauseMs;

const from: readonly [Tier, number][] = [
  ["GOLD", 30],
  ["GREEN", 5],
  ["WELCOME", 0],
];

const tierFor = (earned: number): number => from.findIndex(([, least]) => earned >= least);

/** What was reached last year is kept through this one. */
export function tierOf(earned: readonly { year: number; stars: number }[], year: number): Tier {
  const reached = [year - 1, year].map((one) => tierFor(Math.max(0, earnedIn(earned, one))));
  return from[Math.min(...reached)]?.[0] ?? "WELCOME";
}

export const earnedIn = (earned: readonly { year: number; stars: number }[], year: number): number =>
  earned.find((one) => one.year === year)?.stars ?? 0;

export function nextTierOf(tier: Tier, earnedThisYear: number): { tier: Tier; missing: number } | null {
  const next = from[from.findIndex(([name]) => name === tier) - 1];
  return next ? { tier: next[0], missing: Math.max(0, next[1] - earnedThisYear) } : null;
}

const dayMs = 24 * 60 * 60_000;
const inSeoul = (at: number) => new Date(at + 9 * 60 * 60_000);
export const seoulYear = (at: number): number => inSeoul(at).getUTCFullYear();
export const seoulMonth = (at: number): string => inSeoul(at).toISOString().slice(0, 7);

/** The next time that it is midnight in Seoul at the beginning of that day. */
export function nextBirthday(birthday: string, now: number): number {
  const [month = 1, day = 1] = birthday.split("-").map(Number);
  const of = (year: number) => Date.UTC(year, month - 1, day) - 9 * 60 * 60_000;
  const year = seoulYear(now);
  return of(year) > now ? of(year) : of(year + 1);
}

export const couponsOf: Record<
  CouponKind,
  { name: { ko: string; en: string }; lastsMs: number; discountOf(drinks_krw: readonly Krw[]): Krw }
> = {
  FREE_DRINK: {
    name: { ko: "별 12개 무료 음료", en: "A free drink for 12 stars" },
    lastsMs: 90 * dayMs,
    discountOf: (drinks_krw) => Math.max(0, ...drinks_krw),
  },
  BIRTHDAY: {
    name: { ko: "생일 축하 무료 음료", en: "A free drink for your birthday" },
    lastsMs: 30 * dayMs,
    discountOf: (drinks_krw) => Math.max(0, ...drinks_krw),
  },
  BOGO: {
    name: { ko: "음료 1+1", en: "Buy one drink, get one" },
    lastsMs: 30 * dayMs,
    discountOf: (drinks_krw) => (drinks_krw.length < 2 ? 0 : Math.min(...drinks_krw)),
  },
};

/** What came back shall not run out before somebody could use it. */
export const returnedForMs = 3 * dayMs;

/** What a coupon takes off a cart; 0 is nothing that it counts for. */
export function discountOf(kind: CouponKind, lines: readonly CouponLine[]): Krw {
  const drinks = lines.filter(({ isDrink, unit_krw }) => isDrink && unit_krw > 0);
  return couponsOf[kind].discountOf(
    drinks.flatMap(({ unit_krw, quantity }) => Array<Krw>(quantity).fill(unit_krw)),
  );
}
