import type { IdPrefix } from "@siren/contracts/ids";
import { decide } from "../domain/decide.ts";
import { type Ticket, tombstone } from "../domain/ticket.ts";
import type { Work } from "./ports.ts";
import { applyCommand } from "./tap-ticket.ts";

type Parts = { newId: (prefix: IdPrefix) => string; now: number };
type Which = Pick<Ticket, "orderId" | "moveNo">;

/**
 * The ticket decides the race between calling off and starting, and between moving on (`withdraw`) and accepting.
 * A void that comes first leaves a tombstone.
 */
export async function voidOrder(
  work: Work,
  which: Which,
  { newId, now }: Parts,
  kind: "void" | "withdraw" = "void",
): Promise<void> {
  const ticket = await work.ticketOfOrder(which.orderId, which.moveNo);
  if (ticket) await applyCommand(work, ticket, { kind }, now);
  else await work.save(tombstone(which, newId("tkt"), now), []);
}

/** By event: the order is over, and whether its drink was begun is known from the ticket's own events. */
export async function voidIfPossible(work: Work, orderId: string, parts: Parts): Promise<void> {
  const ticket = await work.ticketOfOrder(orderId);
  if (ticket && "refused" in decide(ticket, { kind: "void" }, parts.now)) return;
  await voidOrder(work, { orderId, moveNo: ticket?.moveNo ?? 0 }, parts);
}
