import { CallFailed, type ServiceClient } from "@siren/chassis/client";
import type { Caller } from "@siren/chassis/identity/caller";
import { holdView } from "@siren/contracts/member";
import type { PricedLine } from "@siren/contracts/order";
import { problem } from "@siren/contracts/problems";
import { type CouponLine, couponQuote } from "@siren/contracts/wallet";
import type { CouponAnswer, HoldAnswer, MemberDesk } from "../use-cases/ports.ts";

/** A "no" of member itself. Whatever else comes back says nothing about the hold. */
const refusals: ReadonlySet<number> = new Set([400, 402, 403, 404, 409, 422, 423]);

export type MemberTimeouts = { holdTimeoutMs: number; couponTimeoutMs: number };

export function createMemberDesk(
  client: ServiceClient<Caller>,
  { holdTimeoutMs, couponTimeoutMs }: MemberTimeouts,
): MemberDesk {
  return {
    async placeHold({ orderId, couponId, ...hold }): Promise<HoldAnswer> {
      const body = couponId === null ? hold : { ...hold, couponId };
      try {
        const answer = await client.call({
          service: "member",
          method: "PUT",
          path: `/internal/holds/${orderId}`,
          body,
          timeoutMs: holdTimeoutMs,
          key: orderId,
          retry: "keyed",
          schema: holdView,
        });
        if (answer.ok) {
          return answer.body.state === "RELEASED"
            ? { kind: "refused", code: "HOLD_RELEASED" }
            : { kind: "held" };
        }
        const told = problem.safeParse(answer.body);
        if (!refusals.has(answer.status) || !told.success)
          return { kind: "unknown", why: String(answer.status) };
        return { kind: "refused", code: told.data.code };
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        return { kind: "unknown", why: error.kind };
      }
    },

    async quoteCoupon({ memberId, couponId, lines }): Promise<CouponAnswer> {
      try {
        const answer = await client.call({
          service: "member",
          method: "POST",
          path: "/internal/coupons/quote",
          body: { memberId, couponId, lines: lines.map(couponLineOf) },
          timeoutMs: couponTimeoutMs,
          // It changes nothing: asking again is as good as asking once.
          key: `coupon:${couponId}`,
          retry: "keyed",
          schema: couponQuote,
        });
        if (answer.ok) {
          const { name, discount_krw } = answer.body;
          return { kind: "applied", name, discount_krw };
        }
        const told = problem.safeParse(answer.body);
        if (!refusals.has(answer.status) || !told.success)
          return { kind: "unknown", why: String(answer.status) };
        return { kind: "refused", code: told.data.code, detail: told.data.detail };
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        return { kind: "unknown", why: error.kind };
      }
    },
  };
}

/** Bottles and food are counted, also where warming them up is work. */
const couponLineOf = ({ itemId, unit_krw, quantity, isCounted }: PricedLine): CouponLine => ({
  ...{ itemId, unit_krw, quantity, isDrink: !isCounted },
});
