import { decide } from "../domain/decide.ts";
import type { SagaParts, Work } from "./ports.ts";
import { recordChange } from "./record-change.ts";
import { settlePayment } from "./settle-payment.ts";
import { awaitsHold, timerIds } from "./timers-of.ts";

/** In the transaction in which the timer fires: it is set anew, so that dying on the way loses nothing. */
export async function rearmHoldTimer(parts: SagaParts, work: Work, orderId: string): Promise<boolean> {
  const order = await work.order(orderId);
  if (!order || !awaitsHold(order)) return false;
  const dueAt = parts.now() + parts.deadlines.holdAgainMs;
  await work.schedule({ id: timerIds.answer(orderId), kind: "hold", dueAt, orderId });
  return true;
}

/** Whoever asked first may be dead: ask again, and give the order up when its time is over. */
export async function pursueHold(parts: SagaParts, orderId: string): Promise<void> {
  const order = await parts.orders.byId(orderId);
  if (!order || !awaitsHold(order)) return;
  if (parts.now() < order.placedAt + parts.deadlines.holdAnswerMs) {
    await settlePayment(parts, order);
    return;
  }
  await parts.unit(async (work) => {
    const current = await work.order(orderId);
    if (!current || !awaitsHold(current)) return;
    const decision = decide(current, { name: "expire", reason: "CARD_SILENT" }, parts.now());
    if ("order" in decision) await recordChange(work, current, decision, parts.deadlines);
  });
}
