import { decide } from "../domain/decide.ts";
import type { Work } from "./ports.ts";
import { applyCommand } from "./tap-ticket.ts";

/** Its customer says that they have it. What the board said itself comes back this way too, and changes nothing. */
export async function handOverIfPossible(work: Work, orderId: string, now: number): Promise<void> {
  const ticket = await work.ticketOfOrder(orderId);
  if (!ticket || "refused" in decide(ticket, { kind: "handOver" }, now)) return;
  await applyCommand(work, ticket, { kind: "handOver" }, now);
}
