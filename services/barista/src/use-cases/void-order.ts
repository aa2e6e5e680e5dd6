import type { IdPrefix } from "@siren/contracts/ids";
import { decide } from "../domain/decide.ts";
import { tombstone } from "../domain/ticket.ts";
import type { Work } from "./ports.ts";
import { applyCommand } from "./tap-ticket.ts";

type Parts = { newId: (prefix: IdPrefix) => string; now: number };

/** The ticket decides the race between cancelling and starting. A void that comes first leaves a tombstone. */
export async function voidOrder(work: Work, orderId: string, { newId, now }: Parts): Promise<void> {
  const ticket = await work.ticketOfOrder(orderId);
  if (ticket) await applyCommand(work, ticket, { kind: "void" }, now);
  else await work.save(tombstone(orderId, newId("tkt"), now), []);
}

/** By event: the order is over, and whether its drink was begun is known from the ticket's own events. */
export async function voidIfPossible(work: Work, orderId: string, parts: Parts): Promise<void> {
  const ticket = await work.ticketOfOrder(orderId);
  if (ticket && "refused" in decide(ticket, { kind: "void" }, parts.now)) return;
  await voidOrder(work, orderId, parts);
}
