import type { Failpoints } from "@siren/chassis/failpoints";
import type { EventHandlers, Heard } from "@siren/chassis/messaging/consumer";
import type { ReadAhead } from "@siren/chassis/messaging/ports";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import type { Cards } from "./cards.ts";
import type { OrderLetters } from "./notifications/order-letters.ts";

/** Of all that a batch moves or tells, with one read of each kind. */
export const orderReadAhead =
  (cards: Cards, letters: OrderLetters): ReadAhead<Tx> =>
  async (events, tx) => {
    const moved = events.filter(({ type }) => heard.has(type));
    if (moved.length > 0)
      await cards.readAhead(
        tx,
        moved.flatMap(({ data }) => ofOrder.safeParse(data).data ?? []),
      );
    const members = events.flatMap(({ data }) => {
      const { forMember, paid, ownerId } = ofNews.safeParse(data).data ?? {};
      return forMember?.memberId ?? paid?.memberId ?? ownerId ?? [];
    });
    await letters.readAhead(tx, [...new Set(members)]);
  };

const heard: ReadonlySet<string> = new Set([
  "OrderCaptureWanted",
  "OrderReleaseWanted",
  "OrderRefundWanted",
  "OrderPickedUp",
]);
const ofOrder = z.object({ orderId: z.string(), cardId: z.string(), storeId: z.optional(z.string()) });
const ofMember = z.optional(z.object({ memberId: z.string() }));
const ofNews = z.object({ forMember: ofMember, paid: ofMember, ownerId: z.optional(z.string()) });

/** What member does when order says so; each effect commits together with the mark that it was done. */
export function orderHandlers(
  cards: Cards,
  failpoints: Failpoints,
  letters: OrderLetters,
): EventHandlers<Tx> {
  /** Orders of guests, and of events from before it was told, have nobody to be told. */
  const tell = (moment: "making" | "ready") => async (event: Heard<"OrderMaking" | "OrderReady">, tx: Tx) => {
    const { orderId, forMember } = event.data;
    if (!forMember) return;
    const { memberId, ...order } = forMember;
    await letters.tell(tx, event, { moment, memberId, order: { orderId, ...order } });
  };

  return {
    async OrderCaptureWanted(event, tx) {
      await cards.capture(tx, event.data);
      // Written but not committed: a process that dies here must take the money once, later.
      await failpoints.reach("member.captured");
    },
    OrderMaking: tell("making"),
    OrderReady: tell("ready"),
    async OrderPaymentChanged(event, tx) {
      const { orderId, paid } = event.data;
      if (!paid) return;
      const { memberId, receipt } = paid;
      const { number, storeId, storeName } = receipt;
      const order = { orderId, number, storeId, storeName };
      await letters.tell(tx, event, { moment: "paid", memberId, order, receipt });
    },
    OrderRecalled: ({ data }, tx) => letters.withdraw(tx, data.orderId),
    OrderReleaseWanted: (event, tx) => cards.release(tx, event.data),
    OrderRefundWanted: (event, tx) => cards.refund(tx, event.data),
    async OrderPickedUp({ data, at }, tx) {
      const { orderId, ownerId: memberId, cardId, ownCups } = data;
      // Stars are for what a registered card paid; a guest and the till have none.
      if (cardId !== null) await cards.pickUp(tx, { orderId, memberId, cardId, at, ownCups });
      await letters.withdrawOf(tx, memberId, orderId);
    },
  };
}
