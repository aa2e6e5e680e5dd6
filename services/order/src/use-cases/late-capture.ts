import { noteLateCapture } from "../domain/decide.ts";
import { isCaptureDue } from "../domain/order.ts";
import type { SagaParts, Work } from "./ports.ts";
import { recordChange } from "./record-change.ts";
import { timerIds } from "./timers-of.ts";

/** Member has the order in its feed and takes the money whenever it can: nothing is asked of it here. */
export async function rearmCaptureAlarm(parts: SagaParts, work: Work, orderId: string): Promise<boolean> {
  const order = await work.order(orderId);
  if (!order || !isCaptureDue(order)) return false;
  const now = parts.now();
  if (order.captureLateAt === null)
    await recordChange(work, order, noteLateCapture(order, now), parts.deadlines);
  const dueAt = now + parts.deadlines.captureAlarmMs;
  await work.schedule({ id: timerIds.capture(orderId), kind: "capture", dueAt, orderId });
  return true;
}

/** What those who look after the services are told, until the money is there; null where it came meanwhile. */
export async function lateCapture(parts: SagaParts, orderId: string) {
  const order = await parts.orders.byId(orderId);
  if (!order || !isCaptureDue(order)) return null;
  const { storeId, payment, total_krw, history } = order;
  const begunAt = history.findLast(({ state }) => state === "MAKING")?.at ?? order.changedAt;
  return { orderId, storeId, payment, total_krw, sinceMs: parts.now() - begunAt };
}
