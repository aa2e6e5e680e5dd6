import { decide } from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import type { SagaParts, Work } from "./ports.ts";
import { recordChange } from "./record-change.ts";
import { timerIds } from "./timers-of.ts";

const isAsked = (order: Order | null, now: number): order is Order =>
  order?.cancelRequested === true && "order" in decide(order, { name: "request-cancel" }, now);

export async function rearmCancelTimer(parts: SagaParts, work: Work, orderId: string): Promise<boolean> {
  if (!isAsked(await work.order(orderId), parts.now())) return false;
  const dueAt = parts.now() + parts.deadlines.cancelAgainMs;
  await work.schedule({ id: timerIds.cancel(orderId), kind: "cancel", dueAt, orderId });
  return true;
}

/**
 * The request for a cancel went by the feed, and its answer comes by an event. A void whose answer was lost
 * makes none the second time, so the ticket is also asked until it has said what became of it.
 */
export async function pursueCancel(parts: SagaParts, orderId: string): Promise<void> {
  const asked = await parts.orders.byId(orderId);
  if (!isAsked(asked, parts.now())) return;
  if ((await parts.barista.voidTicket(asked)) !== "voided") return;
  await parts.unit(async (work) => {
    const order = await work.order(orderId);
    if (order?.moveNo !== asked.moveNo) return;
    const decision = decide(order, { name: "void" }, parts.now());
    if ("order" in decision) await recordChange(work, order, decision, parts.deadlines);
  });
}
