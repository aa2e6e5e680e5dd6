import type { ProblemCode } from "@siren/contracts/problems";
import { type Decision, decide, decidePayment } from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import type { OrderCommand, PaymentCommand } from "../domain/order-command.ts";
import type { Deadlines, Work } from "./ports.ts";
import { finishMove } from "./pursue-move.ts";
import { recordChange } from "./record-change.ts";

export type HearingParts = { deadlines: Deadlines; now: () => number };
export type Heard = { order: Order } | { refused: ProblemCode; order: Order } | { refused: "NOT_FOUND" };

/** A fact from barista or member, applied in the transaction that also moves the feed's cursor. */
export async function hearOfTicket(
  parts: HearingParts,
  work: Work,
  { orderId, moveNo = 0 }: { orderId: string; moveNo?: number | undefined },
  command: OrderCommand,
): Promise<Heard | { left: Order }> {
  const order = await work.order(orderId);
  // The ticket of a store that the order has left.
  if (order && order.moveNo !== moveNo) return { left: order };
  if (order?.moving && command.name === "void") return { order: await finishMove(work, order, parts) };
  return hear(parts, work, order, (found) => decide(found, command, parts.now()));
}

export async function hearOfPayment(
  parts: HearingParts,
  work: Work,
  orderId: string,
  command: PaymentCommand,
): Promise<Heard> {
  const order = await work.order(orderId);
  return hear(parts, work, order, (found) => decidePayment(found, command, parts.now()));
}

async function hear(
  parts: HearingParts,
  work: Work,
  order: Order | null,
  decideOn: (order: Order) => Decision,
): Promise<Heard> {
  if (!order) return { refused: "NOT_FOUND" };
  const decision = decideOn(order);
  if ("refused" in decision) return { refused: decision.refused, order };
  return { order: await recordChange(work, order, decision, parts.deadlines) };
}
