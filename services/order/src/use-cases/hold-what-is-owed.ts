import { decidePayment } from "../domain/decide.ts";
import { holdOf } from "../domain/order.ts";
import type { SagaParts, Work } from "./ports.ts";
import { recordChange } from "./record-change.ts";
import { isOwed, timerIds } from "./timers-of.ts";

/** The order goes on without its hold: there is time. */
const pauses = 5;

export async function rearmOwedTimer(parts: SagaParts, work: Work, orderId: string): Promise<boolean> {
  const order = await work.order(orderId);
  if (!order || !isOwed(order)) return false;
  const dueAt = parts.now() + pauses * parts.deadlines.holdAgainMs;
  await work.schedule({ id: timerIds.owed(orderId), kind: "owed", dueAt, orderId });
  return true;
}

/**
 * Member may be back: the same question again settles what was promised, and the card may promise anew. A refusal
 * changes nothing: the order was agreed to, and what the card lacks when it is charged becomes arrears.
 */
export async function holdWhatIsOwed(parts: SagaParts, orderId: string): Promise<void> {
  const order = await parts.orders.byId(orderId);
  if (!order || !isOwed(order)) return;
  const wish = holdOf(order);
  if (!wish || (await parts.member.placeHold(wish)).kind !== "held") return;
  await parts.unit(async (work) => {
    const current = await work.order(orderId);
    // Begun or called off meanwhile: the capture takes what is held, the release gives it back.
    if (!current || !isOwed(current)) return;
    const decision = decidePayment(current, { name: "hold" }, parts.now());
    if ("order" in decision) await recordChange(work, current, decision, parts.deadlines);
  });
}
