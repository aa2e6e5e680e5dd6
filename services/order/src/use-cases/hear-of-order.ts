import type { ProblemCode } from "@siren/contracts/problems";
import {
  type Decision,
  decide,
  decidePayment,
  type OrderCommand,
  type PaymentCommand,
} from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import type { Deadlines, Work } from "./ports.ts";
import { recordChange } from "./record-change.ts";

export type HearingParts = { deadlines: Deadlines; now: () => number };
export type Heard = { order: Order } | { refused: ProblemCode; order: Order } | { refused: "NOT_FOUND" };

/** A fact from barista or member, applied in the transaction that also moves the feed's cursor. */
export function hearOfTicket(parts: HearingParts, work: Work, orderId: string, command: OrderCommand) {
  return hear(parts, work, orderId, (order) => decide(order, command, parts.now()));
}

export function hearOfPayment(parts: HearingParts, work: Work, orderId: string, command: PaymentCommand) {
  return hear(parts, work, orderId, (order) => decidePayment(order, command, parts.now()));
}

async function hear(
  parts: HearingParts,
  work: Work,
  orderId: string,
  decideOn: (order: Order) => Decision,
): Promise<Heard> {
  const order = await work.order(orderId);
  if (!order) return { refused: "NOT_FOUND" };
  const decision = decideOn(order);
  if ("refused" in decision) return { refused: decision.refused, order };
  return { order: await recordChange(work, order, decision, parts.deadlines) };
}
