import type { Failpoints } from "@siren/chassis/failpoints";
import type { EventHandlers } from "@siren/chassis/messaging/consumer";
import type { ReadAhead } from "@siren/chassis/messaging/ports";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import type { Cards } from "./cards.ts";

/** Of all that a batch moves, with one read of each kind. */
export const orderReadAhead =
  (cards: Cards): ReadAhead<Tx> =>
  (events, tx) =>
    cards.readAhead(
      tx,
      events.flatMap(({ type, data }) => (heard.has(type) ? (ofOrder.safeParse(data).data ?? []) : [])),
    );

const heard: ReadonlySet<string> = new Set([
  "OrderCaptureWanted",
  "OrderReleaseWanted",
  "OrderRefundWanted",
  "OrderPickedUp",
]);
const ofOrder = z.object({ orderId: z.string(), cardId: z.string(), storeId: z.optional(z.string()) });

/** What member does when order says so; each effect commits together with the mark that it was done. */
export function orderHandlers(cards: Cards, failpoints: Failpoints): EventHandlers<Tx> {
  return {
    async OrderCaptureWanted(event, tx) {
      await cards.capture(tx, event.data);
      // Written but not committed: a process that dies here must take the money once, later.
      await failpoints.reach("member.captured");
    },
    OrderReleaseWanted: (event, tx) => cards.release(tx, event.data),
    OrderRefundWanted: (event, tx) => cards.refund(tx, event.data),
    async OrderPickedUp({ data, at }, tx) {
      const { orderId, ownerId: memberId, cardId, ownCups } = data;
      // Stars are for what a registered card paid; a guest and the till have none.
      if (cardId !== null) await cards.pickUp(tx, { orderId, memberId, cardId, at, ownCups });
    },
  };
}
