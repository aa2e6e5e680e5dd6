import { Refusal } from "@siren/contracts/refusal";
import { withCoupon } from "../domain/pricing.ts";
import type { CouponAnswer, MemberDesk } from "./ports.ts";
import type { PricedCart } from "./price-cart.ts";

export type CouponWish = { memberId: string; couponId: string };
export type AppliedCoupon = Extract<CouponAnswer, { kind: "applied" }>;

/** For a quote: where member cannot be asked the cart is priced without it, and the quote says so. */
export async function withCouponOf(
  member: Pick<MemberDesk, "quoteCoupon">,
  priced: PricedCart,
  wish: CouponWish | undefined,
): Promise<{ priced: PricedCart; state: "APPLIED" | "UNCHECKED" | null }> {
  if (!wish) return { priced, state: null };
  const answer = await member.quoteCoupon({ ...wish, lines: priced.lines });
  if (answer.kind === "unknown") return { priced, state: "UNCHECKED" };
  return { priced: withCoupon(priced, applied(answer)), state: "APPLIED" };
}

/** For an order there is no going on without it: the customer agreed to another total. */
export function applied(answer: CouponAnswer): AppliedCoupon {
  if (answer.kind === "applied") return answer;
  if (answer.kind === "refused") throw new Refusal(answer.code, answer.detail);
  throw new Refusal("UPSTREAM_TIMEOUT", "The coupon cannot be checked just now; it works without", {
    degraded: ["member"],
  });
}
