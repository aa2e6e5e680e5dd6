import type { ExamplesOf } from "./form.ts";
import { at, couponId, memberId, orderId, storeId } from "./golden-ids.ts";
import type * as wallet from "./wallet.ts";

const year = 365 * 86_400_000;
const name = { ko: "무료 음료 쿠폰", en: "A free drink" };
const starEntry = {
  ...{ entryId: "sta_01J9ZK3V5QW8XH2N7TB4RCEDFS", at, stars: 2, because: "order" as const },
  subject: orderId,
};
const couponView: wallet.CouponView = {
  ...{ couponId, kind: "FREE_DRINK", name, state: "USED", grantedAt: at, expiresAt: at + year, orderId },
};
const couponLine = { itemId: "latte", unit_krw: 5_000, quantity: 2, isDrink: true };
const line = { itemId: "latte", choiceIds: ["hot"], quantity: 2 };
const favourite = { name: "아침 라떼", storeId, lines: [line] };
const favouriteView = { favouriteId: "morning", ...favourite, savedAt: at };

export const walletExamples: ExamplesOf<typeof wallet> = {
  starEntry,
  starAccount: {
    ...{ stars: 7, starsForCoupon: 12, earnedThisYear: 7, tier: "GREEN", birthday: "02-29" },
    nextTier: { tier: "GOLD", missing: 23 },
    entries: [starEntry],
  },
  birthdayRequest: { birthday: "02-29" },
  couponView,
  couponList: { coupons: [couponView] },
  couponLine,
  couponQuoteRequest: { memberId, couponId, lines: [couponLine] },
  couponQuote: { couponId, name, discount_krw: 5_000 },
  favouriteRequest: favourite,
  favouriteView,
  favouriteList: { favourites: [favouriteView] },
};
