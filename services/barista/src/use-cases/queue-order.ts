import type { RejectReason } from "@siren/contracts/barista";
import type { TicketOrder } from "@siren/contracts/events";
import type { IdPrefix } from "@siren/contracts/ids";
import { closesAt } from "../domain/hours.ts";
import { placeIn } from "../domain/queue.ts";
import { cupsOf, isShown, queueTicket, type Ticket, type TicketEvent } from "../domain/ticket.ts";
import { reserveFor } from "./keep-stock.ts";
import { releaseTimer } from "./keep-timers.ts";
import type { Work } from "./ports.ts";
import { noteWork } from "./tell-load.ts";

/** An order that may be made becomes a ticket, once: a repeat and a voided order find the ticket that is there. */
export async function queueOrder(
  work: Work,
  order: TicketOrder,
  newId: (prefix: IdPrefix) => string,
  now: number,
): Promise<void> {
  if (await work.ticketOfOrder(order.orderId, order.moveNo)) return;
  const { storeId } = order;
  const unitIds = Array.from({ length: cupsOf(order) }, () => newId("unt"));
  const ticket = queueTicket(order, { ticketId: newId("tkt"), unitIds }, now);
  const pace = await work.pace(storeId, now);
  const place = placeIn(await work.openTickets(storeId), ticket, pace, now);
  const queued: TicketEvent = { type: "TicketQueued", data: place };
  const refuse = (reason: RejectReason) => {
    const rejected: Ticket = { ...ticket, ...place, state: "REJECTED" };
    return work.save(rejected, [queued, { type: "TicketRejected", data: { reason } }]);
  };
  const hours = await work.profile(storeId);
  if (hours && place.etaAt > closesAt(hours, Math.max(now, ticket.pickUpAt ?? 0)))
    return void (await refuse("CLOSING"));
  const reserved = await reserveFor(work, order, now);
  if (reserved === "short") return void (await refuse("SOLD_OUT"));
  await work.save({ ...ticket, ...reserved, ...place, promisedAt: place.etaAt }, [queued]);
  await noteWork(work, storeId, now);
  if (isShown(ticket, now)) return;
  await work.remindAt({ ...releaseTimer(ticket), dueAt: ticket.releaseAt, inTrace: true });
}

/** Its time has come: the board shows it, with the place that it has by now. Voided meanwhile, it never does. */
export async function releaseTicket(work: Work, due: ToRelease, now: number): Promise<void> {
  const ticket = await openTicket(work, due);
  if (ticket?.state !== "QUEUED") return;
  const { storeId, releaseAt } = ticket;
  const pace = await work.pace(storeId, now);
  const place = placeIn(await work.openTickets(storeId), ticket, pace, now);
  const released: Ticket = { ...ticket, ...place, changedAt: Math.max(now, releaseAt) };
  await work.save(released, [{ type: "EtaChanged", data: place, isRelease: true }]);
  await noteWork(work, storeId, now);
}

/** A timer of an older program does not name the store, whose open tickets are at hand. */
export type ToRelease = { ticketId: string; storeId?: string | undefined };

async function openTicket(work: Work, { ticketId, storeId }: ToRelease): Promise<Ticket | undefined> {
  if (storeId === undefined) return work.ticket(ticketId);
  return (await work.openTickets(storeId)).find((ticket) => ticket.ticketId === ticketId);
}
