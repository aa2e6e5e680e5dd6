import type { HoldView } from "@siren/contracts/member";
import type { ProblemCode } from "@siren/contracts/problems";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import { createTogether } from "@siren/store/together";
import type { Cards } from "./cards.ts";
import type { HoldOrder } from "./holds.ts";
import { keyedWrite } from "./keyed-write.ts";

/** A "no" that the same question would get again: of the card, or of the coupon. */
const ofTheCard: ReadonlySet<ProblemCode> = new Set([
  ...(["INSUFFICIENT_BALANCE", "CARD_LOCKED", "NOT_FOUND", "COUPON_USED", "COUPON_INVALID"] as const),
]);

type Parts = {
  store: Pick<Store, "unitOfWork" | "once">;
  cards: Pick<Cards, "hold" | "readAhead">;
  now: () => number;
};

/**
 * What order asks for at once. A refusal is told by the feed as well: the answer may be lost, or whoever asked be
 * dead, and its customer would wait for the order to run out of time.
 */
export function createHoldDesk({ store, cards, now }: Parts) {
  const together = createTogether<HoldOrder>({ ...store, readAhead: cards.readAhead });

  /** Once for each order, however often it asks. */
  function tellRefused(orderId: string, code: ProblemCode): Promise<void> {
    const told = { scope: "member.hold-refused", key: orderId };
    return keyedWrite(store, told, {}, async (tx) => {
      const head = { type: "HoldRefused" as const, aggregateId: `${orderId}/refusal`, aggregateVersion: 1 };
      tx.publish({ ...head, at: now(), data: { orderId, code } });
    });
  }

  return async (order: HoldOrder): Promise<{ view: HoldView; isNew: boolean }> => {
    try {
      return await together(order, (tx) => cards.hold(tx, order));
    } catch (error) {
      if (error instanceof Refusal && ofTheCard.has(error.code)) await tellRefused(order.orderId, error.code);
      throw error;
    }
  };
}
