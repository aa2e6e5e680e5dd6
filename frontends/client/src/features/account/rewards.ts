import type { CouponView, StarAccount } from "@siren/contracts/wallet";
import { seoulDay } from "./ledger-lines.ts";

/** The stamps of the next free drink: how many of them are filled. A refund may have left fewer than none. */
export const stampsOf = ({ stars, starsForCoupon }: Pick<StarAccount, "stars" | "starsForCoupon">) => ({
  filled: Math.min(starsForCoupon, Math.max(0, stars)),
  of: starsForCoupon,
  missing: Math.max(0, starsForCoupon - stars),
});

/** How far this year's stars are on the way to the next tier, from 0 to 1. */
export function tierShare({ earnedThisYear, nextTier }: Pick<StarAccount, "earnedThisYear" | "nextTier">) {
  if (nextTier === null) return 1;
  const earned = Math.max(0, earnedThisYear);
  return earned + nextTier.missing === 0 ? 0 : earned / (earned + nextTier.missing);
}

const rank = { AVAILABLE: 0, USED: 1, EXPIRED: 2 } as const;

/** What can be used first, and of that what runs out first; then the newest of what is over. */
export function couponsInOrder(coupons: readonly CouponView[]): CouponView[] {
  return coupons.toSorted(
    (a, b) =>
      rank[a.state] - rank[b.state] ||
      (a.state === "AVAILABLE" ? a.expiresAt - b.expiresAt : b.grantedAt - a.grantedAt),
  );
}

const soonDays = 7;

/** Whole days of Seoul that are left, where they are few; 0 is today. */
export function daysLeft({ state, expiresAt }: Pick<CouponView, "state" | "expiresAt">, now: number) {
  const days = seoulDay(expiresAt) - seoulDay(now);
  return state === "AVAILABLE" && days >= 0 && days <= soonDays ? days : undefined;
}

const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const daysOf = (month: number): number => longestMonth[month - 1] ?? 31;

/** As member takes it: month and day. Another month may be shorter than the day that was picked. */
export const birthdayOf = (month: number, day: number): string =>
  `${String(month).padStart(2, "0")}-${String(Math.min(day, daysOf(month))).padStart(2, "0")}`;
