import { decide } from "../domain/decide.ts";
import { awaitingStore } from "../domain/order.ts";
import type { SagaParts, Work } from "./ports.ts";
import { recordChange } from "./record-change.ts";
import { timerIds } from "./timers-of.ts";

export async function rearmStoreAckTimer(parts: SagaParts, work: Work, orderId: string): Promise<boolean> {
  const order = await work.order(orderId);
  if (!order || !awaitingStore.has(order.state)) return false;
  const dueAt = parts.now() + parts.deadlines.storeAckAgainMs;
  await work.schedule({ id: timerIds.answer(orderId), kind: "store-ack", dueAt, orderId });
  return true;
}

/**
 * The store said nothing in time. Its ticket is asked first, because one that was started wins; a store
 * that cannot be asked does not keep the customer's money: should it have started, the order is revived.
 */
export async function expireUnaccepted(parts: SagaParts, orderId: string): Promise<void> {
  const order = await parts.orders.byId(orderId);
  if (!order || !awaitingStore.has(order.state)) return;
  if ((await parts.barista.voidTicket(order)) === "already-started") return;
  await parts.unit(async (work) => {
    const current = await work.order(orderId);
    if (!current || !awaitingStore.has(current.state) || current.moveNo !== order.moveNo) return;
    const decision = decide(current, { name: "expire" }, parts.now());
    if ("order" in decision) await recordChange(work, current, decision, parts.deadlines);
  });
}
