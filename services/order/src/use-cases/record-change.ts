import { finalStates } from "@siren/contracts/order";
import type { Moved } from "../domain/decide.ts";
import { awaitingStore, type Order } from "../domain/order.ts";
import type { Deadlines, Work } from "./ports.ts";

export const slots = {
  deferred: (cardId: string) => `deferred:${cardId}`,
  /** Of the ledger, in the gauges. */
  booked: (orderId: string, what: string) => `booked:${orderId}:${what}`,
  guest: (guestHash: string) => `guest:${guestHash}`,
} as const;

export const timerIds = {
  /** Of the hold first, then of the store: an order awaits one answer at a time. */
  answer: (orderId: string) => `answer:${orderId}`,
  owed: (orderId: string) => `owed:${orderId}`,
  cancel: (orderId: string) => `cancel:${orderId}`,
  move: (orderId: string) => `move:${orderId}`,
} as const;

export const awaitsHold = (order: Order) => order.state === "PLACED" && order.payment === "HOLD_PENDING";
/** Promised against the allowance, and nothing of it is asked of the card yet. */
export const isOwed = (order: Order) =>
  order.payment === "DEFERRED" && !order.captureWanted && !finalStates.has(order.state);
const awaitsStore = (order: Order) => awaitingStore.has(order.state);

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
  if (order.state === "PICKED_UP" && before?.state !== "PICKED_UP") {
    const itemIds = [...new Set(order.lines.map(({ itemId }) => itemId))];
    if (itemIds.length > 1) await work.countTogether(order.storeId, itemIds);
  }
  return order;
}

async function keepTimers(work: Work, before: Order | null, order: Order, deadlines: Deadlines) {
  const { orderId, changedAt } = order;
  if (awaitsHold(order) && before === null) {
    const dueAt = order.placedAt + deadlines.holdResumeMs;
    await work.schedule({ id: timerIds.answer(orderId), kind: "hold", dueAt, orderId });
  }
  const didAwaitHold = before !== null && awaitsHold(before);
  const didAwaitStore = before !== null && awaitsStore(before);
  const isAtAnotherStore = before !== null && before.moveNo !== order.moveNo;
  const beginsToAwaitStore = awaitsStore(order) && (!didAwaitStore || isAtAnotherStore);
  if (beginsToAwaitStore) {
    // A store cannot say yes to what it does not see yet.
    const dueAt = Math.max(changedAt, order.releaseAt) + deadlines.storeAckMs;
    await work.schedule({ id: timerIds.answer(orderId), kind: "store-ack", dueAt, orderId });
  }
  // The one for the store takes the place of the one for the hold.
  const isAnswered = (didAwaitHold && !awaitsHold(order)) || (didAwaitStore && !awaitsStore(order));
  if (isAnswered && !beginsToAwaitStore) await work.cancelTimer(timerIds.answer(orderId));
  const wasOwed = before !== null && isOwed(before);
  if (isOwed(order) && !wasOwed) {
    const dueAt = changedAt + deadlines.holdAgainMs;
    await work.schedule({ id: timerIds.owed(orderId), kind: "owed", dueAt, orderId });
  }
  if (wasOwed && !isOwed(order)) await work.cancelTimer(timerIds.owed(orderId));
  if (order.cancelRequested && !before?.cancelRequested) {
    const dueAt = changedAt + deadlines.cancelAgainMs;
    await work.schedule({ id: timerIds.cancel(orderId), kind: "cancel", dueAt, orderId });
  }
  if (order.moving && !before?.moving) {
    const dueAt = changedAt + deadlines.moveAgainMs;
    await work.schedule({ id: timerIds.move(orderId), kind: "move", dueAt, orderId });
  }
  if (before?.moving && !order.moving) await work.cancelTimer(timerIds.move(orderId));
  if (before?.cancelRequested && !order.cancelRequested) await work.cancelTimer(timerIds.cancel(orderId));
}

async function keepSlots(work: Work, before: Order | null, order: Order) {
  const { orderId, owner, choice } = order;
  if (owner.kind === "guest") {
    if (before === null) await work.takeSlot(slots.guest(owner.id), orderId);
    else if (finalStates.has(order.state)) await work.freeSlot(slots.guest(owner.id), orderId);
  }
  if (choice.method !== "card") return;
  if (before?.state === "PLACED" && order.state === "DEFERRED") {
    await work.takeSlot(slots.deferred(choice.cardId), orderId);
  }
  // A revived order is captured at once and takes no slot; freeing one that is not held changes nothing.
  if (before?.payment === "DEFERRED" && order.payment !== "DEFERRED") {
    await work.freeSlot(slots.deferred(choice.cardId), orderId);
  }
}
