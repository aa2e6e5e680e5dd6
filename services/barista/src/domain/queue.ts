import type { Ticket } from "./ticket.ts";

const hands = 2;
const waiting = new Set(["QUEUED", "ACCEPTED", "MAKING"]);

export const secondsLeft = (ticket: Ticket) =>
  ticket.units.reduce((sum, unit) => (unit.state === "DONE" ? sum : sum + unit.prepSeconds), 0);

/** One that is for later takes its place when the board shows it. */
const queuedAt = ({ pickUpAt, placedAt, releaseAt }: Ticket) => (pickUpAt === null ? placedAt : releaseAt);

/** Where a ticket stands among those that are still to be made, and when it should be done. */
export function placeIn(
  open: readonly Ticket[],
  ticket: Ticket,
  now: number,
): { place: number; etaAt: number } {
  const ahead = open.filter(
    (one) => waiting.has(one.state) && one.orderId !== ticket.orderId && queuedAt(one) <= queuedAt(ticket),
  );
  const work = ahead.reduce((sum, one) => sum + secondsLeft(one), 0) / hands + secondsLeft(ticket);
  return { place: ahead.length + 1, etaAt: Math.max(now + Math.ceil(work) * 1000, ticket.pickUpAt ?? 0) };
}

/** For the public board: enough to know oneself by, not enough to be known by others. */
export function maskedNickname(nickname: string): string {
  const letters = [...nickname];
  return letters.length <= 1 ? nickname : `${letters[0]}${"*".repeat(Math.min(letters.length - 1, 3))}`;
}
