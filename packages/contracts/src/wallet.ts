import * as z from "zod/mini";
import { couponId, instant, memberId, slug } from "./ids.ts";
import { localText } from "./menu.ts";
import { krw } from "./money.ts";
import { cartLine } from "./order.ts";

/** PENDING: the payment provider has not said what became of it, and is asked until it does. */
export const topUpStates = ["PENDING", "SETTLED", "DECLINED"] as const;
export const topUpState = z.enum(topUpStates);
export type TopUpState = z.infer<typeof topUpState>;

/** By stars earned in a calendar year of Seoul; what was reached counts in the year after it too. */
export const tiers = ["WELCOME", "GREEN", "GOLD"] as const;
export const tier = z.enum(tiers);
export type Tier = z.infer<typeof tier>;

/** The choice on the menu by which a drink is had in a cup that was brought along. */
export const ownCupChoiceId = "own-cup";

export const starEntry = z.object({
  entryId: z.string(),
  at: instant,
  /** Below zero: taken back with a refund, or spent on a coupon. */
  stars: z.int(),
  because: z.enum(["order", "refund", "coupon"]),
  subject: z.string(),
});

export const starAccount = z.object({
  /** Below zero when stars were spent that a refund took back later. */
  stars: z.int(),
  starsForCoupon: z.int(),
  earnedThisYear: z.int(),
  tier,
  nextTier: z.nullable(z.object({ tier, missing: z.int() })),
  birthday: z.nullable(z.string()),
  entries: z.array(starEntry),
});
export type StarAccount = z.infer<typeof starAccount>;

/** Month and day, `02-29` too: in other years that one is kept on the first of March. */
export const birthdayRequest = z.strictObject({
  birthday: z.string().check(z.regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)),
});

export const couponKinds = ["FREE_DRINK", "BOGO", "BIRTHDAY"] as const;
export const couponView = z.object({
  couponId,
  kind: z.enum(couponKinds),
  name: localText,
  state: z.enum(["AVAILABLE", "USED", "EXPIRED"]),
  grantedAt: instant,
  expiresAt: instant,
  orderId: z.nullable(z.string()),
});
export type CouponView = z.infer<typeof couponView>;
export const couponList = z.object({ coupons: z.array(couponView) });

export const couponLine = z.object({
  itemId: slug,
  unit_krw: krw,
  quantity: z.int().check(z.gte(1), z.lte(20)),
  /** Coupons are for drinks that are made, not for bottles and food. */
  isDrink: z._default(z.boolean(), true),
});
export type CouponLine = z.infer<typeof couponLine>;

/** order -> member, `POST /internal/coupons/quote`: what the coupon would take off this cart. */
export const couponQuoteRequest = z.strictObject({
  memberId,
  couponId,
  lines: z.array(couponLine).check(z.minLength(1), z.maxLength(20)),
});
export const couponQuote = z.object({ couponId, name: localText, discount_krw: krw });
export type CouponQuote = z.infer<typeof couponQuote>;

/** A cart under a name. Nothing of the menu is copied: what is no longer sold is noticed when it is ordered. */
export const favouriteRequest = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(30)),
  storeId: z.nullable(slug),
  lines: z.array(cartLine).check(z.minLength(1), z.maxLength(20)),
});
export const favouriteView = z.object({
  favouriteId: slug,
  name: z.string(),
  storeId: z.nullable(slug),
  lines: z.array(cartLine),
  savedAt: instant,
});
export type FavouriteView = z.infer<typeof favouriteView>;
export const favouriteList = z.object({ favourites: z.array(favouriteView) });
