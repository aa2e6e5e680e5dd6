import type { RejectReason } from "@siren/contracts/barista";
import { decide, type TicketCommand } from "../domain/decide.ts";
import { closesAt, type Hours } from "../domain/hours.ts";
import { isOver, type Ticket } from "../domain/ticket.ts";
import type { Work } from "./ports.ts";

/** How long a finished drink waits on the counter. */
export const unclaimedAfterMs = 60 * 60_000;
/** How long an accepted ticket waits for its first cup, and a begun one for anybody's next tap. */
export const forgottenAfterMs = 60 * 60_000;
/** Who is there at closing time may still begin what waits. */
export const afterClosingMs = 10 * 60_000;

/** What ends a ticket in the state that it has come to, whatever becomes of those who stand at the board. */
export async function keepTimers(work: Work, before: Ticket, after: Ticket, now: number): Promise<void> {
  if (before.state === after.state) return;
  const [was, is] = [endOf(before), endOf(after)];
  if (is) {
    const hours = after.state === "ACCEPTED" ? await work.profile(after.storeId) : undefined;
    await work.remindAt({ ...is, dueAt: endsAt(after, hours, now) });
  }
  if (was && was.id !== is?.id) await work.forget(was.id);
}

/** The timer that ends a ticket by itself in the state in which it is. */
function endOf({ ticketId, state }: Ticket) {
  const data = { ticketId };
  if (state === "READY") return { id: `unclaimed:${ticketId}`, kind: "ticket.unclaimed", data };
  return state === "ACCEPTED" || state === "MAKING"
    ? { id: `forgotten:${ticketId}`, kind: "ticket.forgotten", data }
    : null;
}

/** Everything that a ticket waits for by itself, as it stands: what a data folder of an older program may lack. */
export function timersOf(ticket: Ticket, hours: Hours | undefined) {
  const { ticketId, state, releaseAt, touchedAt, units } = ticket;
  const end = endOf(ticket);
  const claims = units.flatMap(({ unitId, claimedBy, claimUntil, state: cup }) =>
    cup === "CLAIMED" && claimedBy !== null && claimUntil !== null
      ? [{ ...claimTimer(ticketId, unitId, claimedBy), dueAt: claimUntil }]
      : [],
  );
  return [
    ...(end ? [{ ...end, dueAt: endsAt(ticket, hours, touchedAt) }] : []),
    ...(state === "QUEUED" && releaseAt > ticket.changedAt
      ? [{ ...releaseTimer(ticket), dueAt: releaseAt }]
      : []),
    ...claims,
  ];
}

export const releaseTimer = ({ ticketId, storeId }: Pick<Ticket, "ticketId" | "storeId">) => ({
  ...{ id: `release:${ticketId}`, kind: "ticket.release", data: { ticketId, storeId } },
});
export const claimTimer = (ticketId: string, unitId: string, by: string) => ({
  ...{ id: `claim:${unitId}`, kind: "unit.claim-ended", data: { ticketId, unitId, by } },
});

function endsAt({ state, pickUpAt }: Ticket, hours: Hours | undefined, from: number): number {
  // Who said when they would come is waited for from then on.
  if (state === "READY") return Math.max(from, pickUpAt ?? 0) + unclaimedAfterMs;
  if (state === "MAKING") return from + forgottenAfterMs;
  const wanted = Math.max(from, pickUpAt ?? 0);
  const closes = hours ? closesAt(hours, wanted) : Number.POSITIVE_INFINITY;
  return Math.min(wanted + forgottenAfterMs, closes + afterClosingMs);
}

/**
 * The time of `ticket.forgotten` is over: what nobody began or went on with is called off, so that no order stays
 * open, and no money held, for ever. Null where it moved on; a later moment where somebody has touched it since.
 */
export async function endOfForgotten(
  work: Work,
  ticket: Ticket,
  now: number,
): Promise<TicketCommand | { dueAt: number } | null> {
  if (ticket.state === "MAKING") {
    const dueAt = ticket.touchedAt + forgottenAfterMs;
    if (dueAt > now) return { dueAt };
    // Called back and then left: everything is made.
    if (ticket.units.every(isOver)) return { kind: "finish" };
  } else if (ticket.state !== "ACCEPTED") return null;
  const hours = await work.profile(ticket.storeId);
  const isClosed = hours !== undefined && closesAt(hours, now) <= now;
  const reason: RejectReason = isClosed ? "CLOSING" : "OTHER";
  const command = { kind: "reject", reason } as const;
  return "refused" in decide(ticket, command, now) ? null : command;
}
