import type { TicketView } from "@siren/contracts/barista";
import { due_krw, type Ticket } from "./ticket.ts";

/** What the staff is shown: not whose order it is, nor what it cost, but for what the counter has yet to take. */
export function viewOf(ticket: Ticket): TicketView {
  const { ownerId: _owner, total_krw: _total, off_krw: _off, less_krw: _less, units, ...rest } = ticket;
  const { businessDay: _day, startedAt: _started, readyAt: _ready, ...more } = rest;
  const { place: _place, etaAt: _told, stockItems: _kept, touchedAt: _touched, ...shown } = more;
  return {
    ...shown,
    due_krw: ticket.payment === "COUNTER_DUE" ? due_krw(ticket) : null,
    units: units.map(
      ({ unitId, line, n, itemId, name, choices, choiceIds, state, claimedBy, leftBy, remakes }) => ({
        unitId,
        line,
        n,
        itemId,
        name,
        choices,
        choiceIds,
        state,
        claimedBy,
        leftBy,
        remakes: remakes.length,
      }),
    ),
  };
}
