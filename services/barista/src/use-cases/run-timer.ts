import { decide } from "../domain/decide.ts";
import { endOfForgotten } from "./keep-timers.ts";
import type { Work } from "./ports.ts";
import { applyCommand } from "./tap-ticket.ts";

/** A drink that nobody came for. Handed over meanwhile: then there is nothing left to do. */
export async function markUnclaimed(work: Work, ticketId: string, now: number): Promise<void> {
  const ticket = await work.ticket(ticketId);
  if (!ticket || "refused" in decide(ticket, { kind: "unclaim" }, now)) return;
  await applyCommand(work, ticket, { kind: "unclaim" }, now);
}

export type EndedClaim = { ticketId: string; unitId: string; by: string };

/** A cup that was claimed and neither made nor given back is up for whoever is free, who is asked about it. */
export async function endClaim(work: Work, { ticketId, unitId, by }: EndedClaim, now: number): Promise<void> {
  const ticket = await work.ticket(ticketId);
  const command = { kind: "lapse", unitId, by } as const;
  if (!ticket || "refused" in decide(ticket, command, now)) return;
  await applyCommand(work, ticket, command, now);
}

/** A ticket that was accepted or begun, and that nobody has touched since. */
export async function endForgotten(work: Work, ticketId: string, now: number): Promise<void> {
  const ticket = await work.ticket(ticketId);
  const end = ticket && (await endOfForgotten(work, ticket, now));
  if (!end) return;
  if ("kind" in end) return void (await applyCommand(work, ticket, end, now));
  const timer = { id: `forgotten:${ticketId}`, kind: "ticket.forgotten", data: { ticketId } };
  await work.remindAt({ ...timer, dueAt: end.dueAt });
}
