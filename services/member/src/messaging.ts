import type { Failpoints } from "@siren/chassis/failpoints";
import { eventsOf } from "@siren/contracts/events";
import type { FeedEvent } from "@siren/contracts/envelope";
import type { Tx } from "@siren/store/unit-of-work";
import type { Cards } from "./cards.ts";

type Handler = (event: FeedEvent, tx: Tx) => Promise<void>;

/** What member does when order says so; each effect commits together with the mark that it was done. */
export function orderHandlers(cards: Cards): Record<string, Handler> {
  const { OrderCaptureWanted, OrderReleaseWanted, OrderRefundWanted } = eventsOf.order;
  return {
    OrderCaptureWanted: (event, tx) => cards.capture(tx, OrderCaptureWanted.parse(event.data)),
    OrderReleaseWanted: (event, tx) => cards.release(tx, OrderReleaseWanted.parse(event.data)),
    OrderRefundWanted: (event, tx) => cards.refund(tx, OrderRefundWanted.parse(event.data)),
  };
}

export const afterCapture = (failpoints: Failpoints) => async (event: FeedEvent) => {
  if (event.type === "OrderCaptureWanted") await failpoints.reach("member.captured");
};
