import { finalStates } from "@siren/contracts/order";
import { awaitingStore, isCaptureDue, type Order } from "../domain/order.ts";
import type { Deadlines, TimerWish } from "./ports.ts";

export const timerIds = {
  /** Of the hold first, then of the store: an order awaits one answer at a time. */
  answer: (orderId: string) => `answer:${orderId}`,
  owed: (orderId: string) => `owed:${orderId}`,
  cancel: (orderId: string) => `cancel:${orderId}`,
  move: (orderId: string) => `move:${orderId}`,
  capture: (orderId: string) => `capture:${orderId}`,
  push: (orderId: string) => `push:${orderId}`,
} as const;

export const awaitsHold = (order: Order) => order.state === "PLACED" && order.payment === "HOLD_PENDING";
/** Promised against the allowance, and nothing of it is asked of the card yet. */
export const isOwed = (order: Order) =>
  order.payment === "DEFERRED" && !order.captureWanted && !finalStates.has(order.state);

/** Everything that an order as it stands waits for, each with the moment at which somebody looks after it. */
export function timersOf(order: Order, deadlines: Deadlines): TimerWish[] {
  const { orderId, changedAt, placedAt, releaseAt } = order;
  const wishes: TimerWish[] = [];
  const wish = (kind: TimerWish["kind"], id: string, dueAt: number) =>
    wishes.push({ id, kind, dueAt, orderId });
  if (awaitsHold(order)) wish("hold", timerIds.answer(orderId), placedAt + deadlines.holdResumeMs);
  // A store cannot say yes to what it does not see yet.
  if (awaitingStore.has(order.state))
    wish("store-ack", timerIds.answer(orderId), Math.max(changedAt, releaseAt) + deadlines.storeAckMs);
  if (isOwed(order)) wish("owed", timerIds.owed(orderId), changedAt + deadlines.holdAgainMs);
  if (order.cancelRequested) wish("cancel", timerIds.cancel(orderId), changedAt + deadlines.cancelAgainMs);
  if (order.moving) wish("move", timerIds.move(orderId), changedAt + deadlines.moveAgainMs);
  if (isCaptureDue(order)) wish("capture", timerIds.capture(orderId), changedAt + deadlines.captureAlarmMs);
  return wishes;
}

/** What a change begins to wait for, and what it waits for no more. One that goes on waiting keeps its moment. */
export function timerChanges(before: Order | null, order: Order, deadlines: Deadlines) {
  const was = before === null ? [] : timersOf(before, deadlines);
  const is = timersOf(order, deadlines);
  const isElsewhere = before !== null && before.moveNo !== order.moveNo;
  const goesOn = ({ id, kind }: TimerWish) =>
    was.some((one) => one.id === id && one.kind === kind) && !(isElsewhere && kind === "store-ack");
  return {
    begun: is.filter((one) => !goesOn(one)),
    // One that takes another's place is written over it.
    ended: was.map(({ id }) => id).filter((id) => is.every((one) => one.id !== id)),
  };
}
