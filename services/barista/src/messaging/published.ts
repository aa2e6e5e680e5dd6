import type { OutgoingEvent } from "@siren/chassis/messaging/ports";
import { type BoardLiveName, type LiveName, streams } from "@siren/contracts/live";
import { maskedNickname } from "../domain/queue.ts";
import { isShown, type Ticket, type TicketEvent } from "../domain/ticket.ts";
import { viewOf } from "../domain/ticket-view.ts";

type Note = { stream: string; name: LiveName; data: unknown };

function boardName({ state }: Ticket, events: readonly TicketEvent[]): BoardLiveName {
  const isNew = ({ type, isRelease }: TicketEvent) => type === "TicketQueued" || isRelease;
  if (state === "QUEUED" && events.some(isNew)) return "ticket.queued";
  return events.some(({ type }) => type === "TicketVoided") ? "ticket.voided" : "ticket.changed";
}

/** The public board learns of what is ready and what has left, and of nobody's name. */
function callNotes(ticket: Ticket, events: readonly TicketEvent[]): Note[] {
  const { number, nickname } = ticket;
  const stream = streams.call(ticket.storeId);
  const types = new Set(events.map(({ type }) => type));
  if (types.has("TicketReady")) {
    return [{ stream, name: "call.ready", data: { number, nickname: maskedNickname(nickname) } }];
  }
  const hasLeft = types.has("TicketPickedUp") || types.has("TicketUnclaimed") || types.has("TicketRecalled");
  return hasLeft ? [{ stream, name: "call.cleared", data: { number } }] : [];
}

/** Domain events as the contract has them, numbered in a row; the last carries what the boards show. */
export function outgoing(ticket: Ticket, events: readonly TicketEvent[]): OutgoingEvent[] {
  const { ticketId, orderId, moveNo, storeId, version, changedAt } = ticket;
  const board: Note = {
    stream: streams.store(storeId),
    name: boardName(ticket, events),
    data: { ticket: viewOf(ticket) },
  };
  const first = version - events.length + 1;
  return events.map((event, index) => ({
    type: event.type,
    aggregateId: ticketId,
    aggregateVersion: first + index,
    at: changedAt,
    data: { ticketId, orderId, moveNo, storeId, ...event.data },
    ...(index === events.length - 1 &&
      isShown(ticket, changedAt) && { live: [board, ...callNotes(ticket, events)] }),
  }));
}
