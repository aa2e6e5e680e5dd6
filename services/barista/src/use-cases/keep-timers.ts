import type { RejectReason } from "@siren/contracts/barista";
import { decide, type TicketCommand } from "../domain/decide.ts";
import { closesAt } from "../domain/hours.ts";
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
  const { ticketId } = after;
  const [unclaimed, forgotten] = [`unclaimed:${ticketId}`, `forgotten:${ticketId}`];
  const data = { ticketId };
  if (after.state === "READY") {
    const dueAt = now + unclaimedAfterMs;
    await work.remindAt({ id: unclaimed, kind: "ticket.unclaimed", dueAt, data });
  } else if (before.state === "READY") await work.forget(unclaimed);
  const dueAt = await forgottenAt(work, after, now);
  if (dueAt !== null) await work.remindAt({ id: forgotten, kind: "ticket.forgotten", dueAt, data });
  else if (before.state === "ACCEPTED" || before.state === "MAKING") await work.forget(forgotten);
}

async function forgottenAt(work: Work, { state, storeId, pickUpAt }: Ticket, now: number) {
  if (state === "MAKING") return now + forgottenAfterMs;
  if (state !== "ACCEPTED") return null;
  const wanted = Math.max(now, pickUpAt ?? 0);
  const hours = await work.profile(storeId);
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
    const dueAt = ticket.changedAt + forgottenAfterMs;
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
