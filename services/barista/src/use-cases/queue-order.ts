import type { TicketOrder } from "@siren/contracts/events";
import type { IdPrefix } from "@siren/contracts/ids";
import { placeIn } from "../domain/queue.ts";
import { cupsOf, isShown, queueTicket } from "../domain/ticket.ts";
import type { Work } from "./ports.ts";

/** An order that may be made becomes a ticket, once: a repeat and a voided order find the ticket that is there. */
export async function queueOrder(
  work: Work,
  order: TicketOrder,
  newId: (prefix: IdPrefix) => string,
  now: number,
): Promise<void> {
  if (await work.ticketOfOrder(order.orderId, order.moveNo)) return;
  const unitIds = Array.from({ length: cupsOf(order) }, () => newId("unt"));
  const ticket = queueTicket(order, { ticketId: newId("tkt"), unitIds }, now);
  const place = placeIn(await work.openTickets(order.storeId), ticket, now);
  await work.save(ticket, [{ type: "TicketQueued", data: place }]);
  if (isShown(ticket, now)) return;
  const { ticketId, releaseAt } = ticket;
  const data = { ticketId };
  await work.remindAt({ id: `release:${ticketId}`, kind: "ticket.release", dueAt: releaseAt, data });
}

/** Its time has come: the board shows it, with the place that it has by now. Voided meanwhile, it never does. */
export async function releaseTicket(work: Work, ticketId: string, now: number): Promise<void> {
  const ticket = await work.ticket(ticketId);
  if (ticket?.state !== "QUEUED") return;
  const changedAt = Math.max(now, ticket.releaseAt);
  const place = placeIn(await work.openTickets(ticket.storeId), ticket, now);
  await work.save({ ...ticket, changedAt }, [{ type: "EtaChanged", data: place }]);
}
