import type { CartLine } from "@siren/contracts/order";
import { ApiProblem } from "@siren/web/failures";
import * as z from "zod/mini";
import { isCouponUnchecked } from "../../shared/placing-answers.ts";

/** What a customer can do about a refusal, the likeliest first. Each is one tap on the checkout. */
export type WayOn =
  /** The total that stands there now. */
  | { kind: "agree" }
  | { kind: "remove"; itemIds: string[]; choiceIds: string[]; left: Record<string, number> }
  /** Not before `from`; the first time that is offered where nothing is named. */
  | { kind: "later"; from: number | undefined }
  | { kind: "other-store" }
  | { kind: "without-coupon" }
  | { kind: "take-out" }
  | { kind: "top-up" }
  | { kind: "counter" }
  | { kind: "sign-in" }
  | { kind: "orders" }
  | { kind: "cart" };

const missing = z.object({
  itemIds: z._default(z.array(z.string()), []),
  choiceIds: z._default(z.array(z.string()), []),
  left: z._default(z.record(z.string(), z.number()), {}),
});
const otherTime = z.object({
  nextPickUpAt: z.optional(z.number()),
  earliestAt: z.optional(z.number()),
  latestAt: z.optional(z.number()),
  until: z.optional(z.number()),
});

export type Situation = {
  isGuest: boolean;
  /** Something of the cart is not on the store's menu any more. */
  hasGone: boolean;
  isHandOverOffered: boolean;
};

export function waysOn(error: unknown, { isGuest, hasGone, isHandOverOffered }: Situation): WayOn[] {
  if (isCouponUnchecked(error)) return [{ kind: "without-coupon" }];
  if (!(error instanceof ApiProblem)) return [];
  const { problem, code } = error;
  const told = z.safeParse(otherTime, problem).data;
  const later = (from?: number): WayOn => ({ kind: "later", from });
  switch (code) {
    case "PRICE_CHANGED":
      return [{ kind: "agree" }];
    case "SOLD_OUT":
      return [
        {
          kind: "remove",
          ...(z.safeParse(missing, problem).data ?? { itemIds: [], choiceIds: [], left: {} }),
        },
        { kind: "other-store" },
      ];
    case "OPTION_INVALID":
      if (!isHandOverOffered) return [{ kind: "take-out" }];
      return [hasGone ? { kind: "remove", itemIds: [], choiceIds: [], left: {} } : { kind: "cart" }];
    case "STORE_CLOSED":
      return [{ kind: "other-store" }, later()];
    case "STORE_PAUSED":
      return [{ kind: "other-store" }, later(told?.until)];
    case "STORE_AT_CAPACITY":
      return told?.nextPickUpAt === undefined
        ? [{ kind: "other-store" }, later()]
        : [later(told.nextPickUpAt), { kind: "other-store" }];
    case "NOT_FOUND":
      return [{ kind: "other-store" }];
    case "BAD_REQUEST":
      return told?.earliestAt === undefined ? [{ kind: "cart" }] : [later(told.earliestAt)];
    case "COUPON_INVALID":
    case "COUPON_USED":
      return [{ kind: "without-coupon" }];
    case "INSUFFICIENT_BALANCE":
      return [{ kind: "top-up" }, { kind: "counter" }];
    case "PAYMENT_DECLINED":
    case "CARD_LOCKED":
    case "HOLD_RELEASED":
      return [{ kind: "counter" }];
    case "FORBIDDEN":
      return isGuest ? [{ kind: "orders" }, { kind: "sign-in" }] : [{ kind: "cart" }];
    case "TOO_MANY_REQUESTS":
      return isGuest ? [{ kind: "sign-in" }] : [];
    case "UNAUTHENTICATED":
    case "TOKEN_EXPIRED":
      // Who is nobody gets a new cookie with the quote, and taps again.
      return isGuest ? [] : [{ kind: "sign-in" }];
    case "KEY_REUSED":
      return [{ kind: "orders" }];
    default:
      return [];
  }
}

/** What is left of the cart without what cannot be had, with as many as there are of what runs out. */
export function withoutMissing(
  lines: readonly CartLine[],
  { itemIds, choiceIds, left }: Pick<Extract<WayOn, { kind: "remove" }>, "itemIds" | "choiceIds" | "left">,
  isGone: (line: CartLine) => boolean = () => false,
): CartLine[] {
  const free = new Map(Object.entries(left));
  return lines.flatMap((line) => {
    if (isGone(line) || line.choiceIds.some((each) => choiceIds.includes(each))) return [];
    if (!itemIds.includes(line.itemId)) return [line];
    const quantity = Math.min(line.quantity, free.get(line.itemId) ?? 0);
    free.set(line.itemId, (free.get(line.itemId) ?? 0) - quantity);
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
}
