import type { Failpoints } from "@siren/chassis/failpoints";
import type { EventHandlers } from "@siren/chassis/messaging/consumer";
import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import type { TicketOrder } from "@siren/contracts/events";
import type { IdPrefix } from "@siren/contracts/ids";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import { handOverIfPossible } from "../use-cases/hand-over-order.ts";
import type { Work } from "../use-cases/ports.ts";
import { queueOrder, releaseTicket } from "../use-cases/queue-order.ts";
import { endClaim, markUnclaimed } from "../use-cases/run-timer.ts";
import { voidIfPossible } from "../use-cases/void-order.ts";

type Parts = {
  workIn: (tx: Tx) => Work;
  failpoints: Failpoints;
  newId: (prefix: IdPrefix) => string;
  now: () => number;
};

const ofTicket = z.object({ ticketId: z.string() });
const ofClaim = z.object({ ticketId: z.string(), unitId: z.string(), by: z.string() });

/** What barista does when order says so. */
export function orderHandlers({ workIn, failpoints, newId, now }: Parts): EventHandlers<Tx> {
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
    OrderPickedUp: ({ data }, tx) => handOverIfPossible(workIn(tx), data.orderId, now()),
  };
}

export function timerHandlers({ workIn, now }: Pick<Parts, "workIn" | "now">): TimerHandlers<Tx> {
  return {
    "ticket.unclaimed": ({ data }, tx) => markUnclaimed(workIn(tx), ofTicket.parse(data).ticketId, now()),
    "ticket.release": ({ data }, tx) => releaseTicket(workIn(tx), ofTicket.parse(data).ticketId, now()),
    "unit.claim-ended": ({ data }, tx) => endClaim(workIn(tx), ofClaim.parse(data), now()),
  };
}
