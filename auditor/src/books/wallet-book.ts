import type { CouponFact, memberAudit } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type * as z from "zod/mini";
import { createBoundedMap } from "../bounded-map.ts";
import { createFaultBook } from "./fault-book.ts";

type Page = Pick<z.infer<typeof memberAudit>, "cards" | "stars" | "coupons">;
const mostCoupons = 20_000;

export type WalletBook = ReturnType<typeof createWalletBook>;

/** What member says of cards, star accounts and coupons; each page is of one moment, so one reading is enough. */
export function createWalletBook() {
  const balances = createFaultBook<Page["cards"][number]>(
    ({ cardId }) => cardId,
    ({ toppedUp_krw, captured_krw, refunded_krw, available_krw, held_krw, arrears_krw }) => {
      const left_krw = toppedUp_krw - (captured_krw - refunded_krw);
      const has_krw = available_krw + held_krw - arrears_krw;
      if (left_krw === has_krw) return undefined;
      return says("card-not-left", {
        toppedUp: toppedUp_krw,
        captured: captured_krw,
        refunded: refunded_krw,
        left: left_krw,
        has: has_krw,
      });
    },
  );
  const holds = createFaultBook<Page["cards"][number]>(
    ({ cardId }) => cardId,
    ({ available_krw, held_krw, openHolds_krw }) => {
      if (Math.min(available_krw, held_krw) < 0)
        return says("card-below-zero", { available: available_krw, held: held_krw });
      if (openHolds_krw === null || openHolds_krw === held_krw) return undefined;
      return says("holds-otherwise", { held: held_krw, open: openHolds_krw });
    },
  );
  const stars = createFaultBook<Page["stars"][number]>(
    ({ memberId }) => memberId,
    ({ stars: has, entered }) => (has === entered ? undefined : says("stars-not-entered", { has, entered })),
  );
  const coupons = createBoundedMap<string, CouponFact>(mostCoupons);
  return {
    seeCards(cards: Page["cards"]): void {
      balances.see(cards);
      holds.see(cards);
    },
    see(page: Page): void {
      this.seeCards(page.cards);
      stars.see(page.stars);
      for (const coupon of page.coupons) coupons.set(coupon.couponId, coupon);
    },
    ...{ balances, holds, stars },
    coupon: coupons.get,
  };
}
