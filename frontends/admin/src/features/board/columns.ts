import type { TicketView } from "@siren/contracts/barista";
import type { Board } from "./board-state.ts";
import { expected } from "./expected.ts";
import type { Tapped, TapsByTicket } from "./taps.ts";

/** A cancelled ticket stays in sight for so long: somebody may have a hand on the cup already. */
const cancelledStaysMs = 20_000;

export const columnNames = ["new", "making", "ready"] as const;
export type ColumnName = (typeof columnNames)[number];
export type Columns = Record<ColumnName, TicketView[]>;

/** As it will be once the taps that are on their way have arrived; the same object while nothing of it changes. */
export function createShownTickets() {
  const shown = new WeakMap<TicketView, { taps: readonly Tapped[]; ticket: TicketView }>();
  return (ticket: TicketView, taps: readonly Tapped[] | undefined): TicketView => {
    if (!taps) return ticket;
    const before = shown.get(ticket);
    if (before?.taps === taps) return before.ticket;
    const after = expected(ticket, taps);
    shown.set(ticket, { taps, ticket: after });
    return after;
  };
}

/** What waits for an answer, what has to be made, and what has to be called: oldest first. */
export function columnsOf(
  board: Board,
  taps: TapsByTicket,
  now: number,
  shownAs: ReturnType<typeof createShownTickets> = createShownTickets(),
): Columns {
  const columns: Columns = { new: [], making: [], ready: [] };
  for (const { ticket: told, heardAt = 0 } of board.tickets.values()) {
    const ticket = shownAs(told, taps.get(told.ticketId));
    if (ticket.state === "VOIDED") {
      if (now - Math.max(ticket.changedAt, heardAt) <= cancelledStaysMs) columns.new.push(ticket);
    } else if (ticket.state === "QUEUED") columns.new.push(ticket);
    else if (ticket.state === "READY") columns.ready.push(ticket);
    else if (ticket.state === "ACCEPTED" || ticket.state === "MAKING") columns.making.push(ticket);
  }
  const byPlacing = (a: TicketView, b: TicketView) => dueFrom(a) - dueFrom(b) || a.number - b.number;
  columns.new.sort(byPlacing);
  columns.making.sort(byPlacing);
  columns.ready.sort((a, b) => a.changedAt - b.changedAt || a.number - b.number);
  return columns;
}

/** One that is for later takes its place when the board shows it. */
const dueFrom = ({ pickUpAt, placedAt, releaseAt }: TicketView) => (pickUpAt === null ? placedAt : releaseAt);
