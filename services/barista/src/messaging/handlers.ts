import type { Failpoints } from "@siren/chassis/failpoints";
import type { EventHandlers } from "@siren/chassis/messaging/consumer";
import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import type { FeedSnapshot } from "@siren/contracts/envelope";
import type { TicketOrder } from "@siren/contracts/events";
import type { IdPrefix } from "@siren/contracts/ids";
import type { OrderState } from "@siren/contracts/order";
import { menuState, orderSnapshot } from "@siren/contracts/snapshots";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import { handOverIfPossible } from "../use-cases/hand-over-order.ts";
import { noteRefund } from "../use-cases/note-refund.ts";
import type { StoreFloor, Work } from "../use-cases/ports.ts";
import { queueOrder, releaseTicket } from "../use-cases/queue-order.ts";
import { endClaim, endForgotten, markUnclaimed } from "../use-cases/run-timer.ts";
import { tellLoad } from "../use-cases/tell-load.ts";
import { voidIfPossible } from "../use-cases/void-order.ts";

type Parts = {
  floor: StoreFloor<Tx>;
  workIn: (tx: Tx) => Work;
  failpoints: Failpoints;
  newId: (prefix: IdPrefix) => string;
  now: () => number;
};

const ofTicket = z.object({ ticketId: z.string() });
const ofRelease = z.object({ ticketId: z.string(), storeId: z.optional(z.string()) });
const ofStore = z.object({ storeId: z.string() });
const ofVersion = z.object({ storeId: z.string(), version: z.number() });
const ofClaim = z.object({ ticketId: z.string(), unitId: z.string(), by: z.string() });

/** What barista does when order says so. */
export function orderHandlers({ workIn, failpoints, newId, now }: Omit<Parts, "floor">): EventHandlers<Tx> {
  const queue = async ({ data }: { data: TicketOrder }, tx: Tx) => {
    await queueOrder(workIn(tx), data, newId, now());
    await failpoints.reach("barista.ticket-queued");
  };
  const end = ({ data }: { data: { orderId: string } }, tx: Tx) =>
    voidIfPossible(workIn(tx), data.orderId, { newId, now: now() });
  return {
    OrderAuthorised: queue,
    OrderDeferred: queue,
    OrderCounterDue: queue,
    OrderMoved: queue,
    OrderCancelRequested: end,
    OrderCancelled: end,
    OrderExpired: end,
    OrderRefundGiven: ({ data }, tx) => noteRefund(workIn(tx), data),
    OrderPickedUp: ({ data }, tx) => handOverIfPossible(workIn(tx), data.orderId, now()),
  };
}

const toBeMade: ReadonlySet<OrderState> = new Set(["AUTHORISED", "DEFERRED", "COUNTER_DUE", "ACCEPTED"]);

/**
 * After order came back from a backup, or was not heard for too long: what it wants made and has no ticket yet gets
 * one. Tickets that it does not know any more stay: somebody waits for them at the counter.
 */
export const takeOrders =
  ({ workIn, newId, now }: Pick<Parts, "workIn" | "newId" | "now">) =>
  async ({ state }: FeedSnapshot, tx: Tx): Promise<void> => {
    const wanted = orderSnapshot.parse(state).open.filter((one) => toBeMade.has(one.state));
    for (const { order } of wanted.toSorted((a, b) => a.order.placedAt - b.order.placedAt))
      await queueOrder(workIn(tx), order, newId, now());
  };

/** Of a store barista knows when it closes; prices are order's business. */
export function menuHandlers({ workIn }: Pick<Parts, "workIn">): EventHandlers<Tx> {
  return { StorePublished: ({ data }, tx) => workIn(tx).putProfile(data) };
}

export const takeMenu =
  ({ workIn }: Pick<Parts, "workIn">) =>
  async ({ state }: FeedSnapshot, tx: Tx): Promise<void> => {
    for (const store of menuState.parse(state).stores) await workIn(tx).putProfile(store);
  };

/** One comes with each order. */
export const timersTogether = ["ticket.release"];

type TimerParts = Pick<Parts, "workIn" | "floor" | "now">;

export function timerHandlers({ workIn, floor, now }: TimerParts): TimerHandlers<Tx> {
  return {
    "store.load": ({ data }, tx) => tellLoad(workIn(tx), ofStore.parse(data).storeId, now()),
    "store.state-ended": ({ data }, tx) => floor.endState(tx, ofVersion.parse(data)),
    "store.delay-ended": ({ data }, tx) => floor.endDelay(tx, ofVersion.parse(data)),
    "ticket.unclaimed": ({ data }, tx) => markUnclaimed(workIn(tx), ofTicket.parse(data).ticketId, now()),
    "ticket.forgotten": ({ data }, tx) => endForgotten(workIn(tx), ofTicket.parse(data).ticketId, now()),
    "ticket.release": ({ data }, tx) => releaseTicket(workIn(tx), ofRelease.parse(data), now()),
    "unit.claim-ended": ({ data }, tx) => endClaim(workIn(tx), ofClaim.parse(data), now()),
  };
}
