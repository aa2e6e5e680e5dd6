import * as z from "zod/mini";
import { decide } from "../domain/decide.ts";
import type { Work } from "./ports.ts";
import { applyCommand } from "./tap-ticket.ts";

const ofTicket = z.object({ ticketId: z.string() });
const ofClaim = z.object({ ticketId: z.string(), unitId: z.string(), by: z.string() });

/** A drink that nobody came for. Handed over meanwhile: then there is nothing left to do. */
export async function markUnclaimed(work: Work, data: unknown, now: number): Promise<void> {
  const ticket = await work.ticket(ofTicket.parse(data).ticketId);
  if (!ticket || "refused" in decide(ticket, { kind: "unclaim" }, now)) return;
  await applyCommand(work, ticket, { kind: "unclaim" }, now);
}

/** A cup that was claimed and neither made nor given back goes back to whoever is free. */
export async function endClaim(work: Work, data: unknown, now: number): Promise<void> {
  const { ticketId, unitId, by } = ofClaim.parse(data);
  const ticket = await work.ticket(ticketId);
  const command = { kind: "release", unitId, by } as const;
  if (!ticket || "refused" in decide(ticket, command, now)) return;
  await applyCommand(work, ticket, command, now);
}
