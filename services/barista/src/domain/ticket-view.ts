import type { TicketView } from "@siren/contracts/barista";
import type { Ticket } from "./ticket.ts";

/** What the staff is shown: not whose order it is, nor what it cost. */
export function viewOf(ticket: Ticket): TicketView {
  const { ownerId: _owner, total_krw: _total, units, ...shown } = ticket;
  return {
    ...shown,
    units: units.map(({ unitId, line, n, name, choices, state, claimedBy }) => ({
      unitId,
      line,
      n,
      name,
      choices,
      state,
      claimedBy,
    })),
  };
}
