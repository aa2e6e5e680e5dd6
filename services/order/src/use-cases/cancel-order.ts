import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../domain/decide.ts";
import type { Order, Owner } from "../domain/order.ts";
import type { OrderCommand } from "../domain/order-command.ts";
import type { SagaParts } from "./ports.ts";
import { ownOrder } from "./read-orders.ts";
import { recordChange } from "./record-change.ts";

export type Cancelled = { order: Order; isFinal: boolean };

/** Before the store knows of it, at once; after that the ticket's state decides, and is asked. */
export async function cancelOrder(parts: SagaParts, owner: Owner, orderId: string): Promise<Cancelled> {
  const order = await ownOrder(parts.orders, owner, orderId);
  if (order.state === "CANCELLED") return { order, isFinal: true };
  const direct = decide(order, { name: "cancel" }, parts.now());
  if ("order" in direct) {
    const applied = await apply(parts, orderId, { name: "cancel" }, order.moveNo);
    return applied ?? cancelOrder(parts, owner, orderId);
  }
  if ("refused" in decide(order, { name: "request-cancel" }, parts.now())) throw new Refusal(direct.refused);
  const { moveNo } = order;
  const answer = await parts.barista.voidTicket({ orderId, moveNo });
  if (answer === "already-started") throw new Refusal("ALREADY_STARTED");
  // Without a ticket the order may just be on its way there: the request follows it through the feed.
  const command = { name: answer === "voided" ? "void" : "request-cancel" } as const;
  // It went to another store meanwhile, which has a ticket of its own.
  return (await apply(parts, orderId, command, moveNo)) ?? cancelOrder(parts, owner, orderId);
}

async function apply(
  parts: SagaParts,
  orderId: string,
  command: OrderCommand,
  moveNo: number,
): Promise<Cancelled | null> {
  return parts.unit(async (work) => {
    const current = await work.order(orderId);
    if (!current) throw new Refusal("NOT_FOUND");
    // barista's own event may have been quicker than its answer.
    if (current.state === "CANCELLED") return { order: current, isFinal: true };
    if (current.moveNo !== moveNo) return null;
    if (command.name === "request-cancel" && current.cancelRequested)
      return { order: current, isFinal: false };
    const decision = decide(current, command, parts.now());
    if ("refused" in decision) throw new Refusal(decision.refused);
    const order = await recordChange(work, current, decision, parts.deadlines);
    return { order, isFinal: order.state === "CANCELLED" };
  });
}
