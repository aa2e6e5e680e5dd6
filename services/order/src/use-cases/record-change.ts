import { finalStates } from "@siren/contracts/order";
import type { Moved } from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import type { Deadlines, Work } from "./ports.ts";
import { timerChanges, timerIds } from "./timers-of.ts";

export const slots = {
  deferred: (cardId: string) => `deferred:${cardId}`,
  /** Of the ledger, in the gauges. */
  booked: (orderId: string, what: string) => `booked:${orderId}:${what}`,
  guest: (guestHash: string) => `guest:${guestHash}`,
  /** Of which the gauge says how many there are. */
  lateCapture: (orderId: string) => `late-capture:${orderId}`,
} as const;

/** Saves what was decided and, in the same unit of work, what follows from it: events, timers, slots. */
export async function recordChange(
  work: Work,
  before: Order | null,
  { order, events }: Moved,
  deadlines: Deadlines,
): Promise<Order> {
  if (before === null) await work.add(order, events);
  else await work.save(before, order, events);
  await keepTimers(work, before, order, deadlines);
  await keepSlots(work, before, order);
  await keepPush(work, before, order, deadlines);
  if (order.state === "PICKED_UP" && before?.state !== "PICKED_UP") {
    const itemIds = [...new Set(order.lines.map(({ itemId }) => itemId))];
    if (itemIds.length > 1) await work.countTogether(order.storeId, itemIds);
  }
  return order;
}

async function keepTimers(work: Work, before: Order | null, order: Order, deadlines: Deadlines) {
  const { begun, ended } = timerChanges(before, order, deadlines);
  for (const timer of begun) await work.schedule(timer);
  for (const id of ended) await work.cancelTimer(id);
}

/** Beside the other timers: most people have no browser that is told so, and it looks for itself whether it is late. */
async function keepPush(work: Work, before: Order | null, order: Order, { pushAfterMs }: Deadlines) {
  const { orderId, owner, state, changedAt } = order;
  if (owner.kind === "guest" && finalStates.has(state)) await work.endPush(owner.id);
  if (state !== "READY" || before?.state === "READY" || !(await work.hasPush(owner.id))) return;
  const dueAt = changedAt + pushAfterMs;
  await work.schedule({ id: timerIds.push(orderId), kind: "push", dueAt, orderId });
}

async function keepSlots(work: Work, before: Order | null, order: Order) {
  const { orderId, owner, choice } = order;
  if (owner.kind === "guest") {
    if (before === null) await work.takeSlot(slots.guest(owner.id), orderId);
    else if (finalStates.has(order.state)) await work.freeSlot(slots.guest(owner.id), orderId);
  }
  if (choice.method !== "card") return;
  const [wasLate, isLate] = [(before?.captureLateAt ?? null) !== null, order.captureLateAt !== null];
  if (isLate && !wasLate) await work.takeSlot(slots.lateCapture(orderId), orderId);
  if (wasLate && !isLate) await work.freeSlot(slots.lateCapture(orderId), orderId);
  if (before?.state === "PLACED" && order.state === "DEFERRED") {
    await work.takeSlot(slots.deferred(choice.cardId), orderId);
  }
  // A revived order is captured at once and takes no slot; freeing one that is not held changes nothing.
  if (before?.payment === "DEFERRED" && order.payment !== "DEFERRED") {
    await work.freeSlot(slots.deferred(choice.cardId), orderId);
  }
}
