import type { TicketView } from "@siren/contracts/barista";
import type { Board } from "./board-state.ts";

/** What of a change has to be heard by somebody who looks at a cup and not at the board. */
export type News = { queued: number; changed: number; voided: number };

/** `isOwn`: tapped here a moment ago, which nobody has to be told. */
export function newsOf(before: Board, after: Board, isOwn: (ticketId: string) => boolean): News {
  const news: News = { queued: 0, changed: 0, voided: 0 };
  if (before.tickets === after.tickets) return news;
  for (const [ticketId, { ticket }] of after.tickets) {
    const known = before.tickets.get(ticketId)?.ticket;
    if (known === ticket) continue;
    if (!known) news.queued += ticket.state === "QUEUED" ? 1 : 0;
    else if (ticket.state === "VOIDED") news.voided += known.state === "VOIDED" ? 0 : 1;
    else if (!isOwn(ticketId) && isOtherWork(known, ticket)) news.changed += 1;
  }
  return news;
}

/** Another payment, a cup more or less to make: not that a colleague goes on with it. */
function isOtherWork(before: TicketView, after: TicketView): boolean {
  if (before.payment === "COUNTER_DUE" && after.payment !== "COUNTER_DUE") return true;
  if (before.state === "READY" && after.state === "MAKING") return true;
  return after.units.some((unit, at) => {
    const known = before.units[at];
    if (!known || known.unitId !== unit.unitId) return false;
    return unit.remakes !== known.remakes || (unit.state === "REJECTED" && known.state !== "REJECTED");
  });
}
