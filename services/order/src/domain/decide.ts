import type { OrderState } from "@siren/contracts/order";
import type { ProblemCode } from "@siren/contracts/problems";
import { chargeable_krw, type Order, type OrderEvent, remaining_krw } from "./order.ts";
import { type Reduce, reducedBy } from "./reduce.ts";
import { type OrderCommandName, orderCell, type PaymentCommandName, paymentCell } from "./transitions.ts";

/** What is asked of an order by its owner, the store or the clock. */
export type OrderCommand =
  | { name: Exclude<OrderCommandName, "refuse-payment" | "reject" | "estimate" | "reduce" | "delay"> }
  | Reduce
  | { name: "delay"; minutes: number }
  | { name: "refuse-payment"; code: ProblemCode }
  | { name: "reject"; reason: string }
  | { name: "estimate"; place: number; etaAt: number };

/** What is told about its money by member or the till. */
export type PaymentCommand =
  | { name: "capture"; shortfall_krw: number }
  | { name: "release" }
  | { name: "take-at-counter" }
  | { name: "refund"; amount_krw: number };

export type Moved = { order: Order; events: OrderEvent[] };
export type Decision = Moved | { refused: ProblemCode };

export function decide(order: Order, command: OrderCommand, now: number): Decision {
  const target = orderCell(order.state, command.name);
  if ("refuse" in target) return { refused: target.refuse };
  const money = moneyCommand(order, command.name);
  const payment = money === null ? { to: order.payment } : paymentCell(order.payment, money);
  if ("refuse" in payment) return { refused: payment.refuse };
  if (command.name === "reduce") return reduce(order, command, now);
  const events = [...eventsOf(order, command), ...moneyEvents(order, money)];
  const moved = {
    ...order,
    ...changesOf(command),
    payment: payment.to,
    captureWanted: order.captureWanted || events.some((event) => event.kind === "capture-wanted"),
  };
  return { order: grown(order, moved, target.to, events, now), events };
}

export function decidePayment(order: Order, command: PaymentCommand, now: number): Decision {
  const refunded_krw = order.refunded_krw + (command.name === "refund" ? command.amount_krw : 0);
  const target = paymentCell(order.payment, paymentName(order, command, refunded_krw));
  if ("refuse" in target) return { refused: target.refuse };
  const events: OrderEvent[] = [{ kind: "payment-changed" }];
  const moved = { ...order, payment: target.to, refunded_krw };
  return { order: grown(order, moved, order.state, events, now), events };
}

function reduce(order: Order, command: Reduce, now: number): Moved {
  const { reductions, events } = reducedBy(order, command);
  const moved = { ...order, reductions: [...order.reductions, ...reductions] };
  return { order: grown(order, moved, order.state, events, now), events };
}

function paymentName(order: Order, command: PaymentCommand, refunded_krw: number): PaymentCommandName {
  if (command.name === "capture") return command.shortfall_krw > 0 ? "fall-short" : "capture";
  if (command.name === "refund") return refunded_krw >= chargeable_krw(order) ? "refund-all" : "refund-part";
  return command.name;
}

/** Which row of the payment table a command of the order goes through; null leaves the money alone. */
function moneyCommand(order: Order, name: OrderCommandName): PaymentCommandName | null {
  switch (name) {
    case "authorise":
      return "hold";
    case "refuse-payment":
      return "fail";
    case "defer":
      return "defer";
    case "pay-at-counter":
      return "to-counter";
    case "cancel":
    case "void":
    case "expire":
    case "reject":
      return order.captureWanted ? "give-back" : "call-off";
    case "reduce":
      return order.captureWanted ? "give-back" : null;
    case "start":
      if (order.state !== "EXPIRED") return "start";
      // A counter order that was made after its expiry is shown as made and unpaid.
      return order.choice.method === "card" ? "revive" : null;
    default:
      return null;
  }
}

function changesOf(command: OrderCommand): Partial<Order> {
  switch (command.name) {
    case "refuse-payment":
      return { reason: command.code };
    case "reject":
      return { reason: command.reason, cancelRequested: false };
    case "request-cancel":
      return { cancelRequested: true };
    case "start":
    case "void":
    case "expire":
      return { cancelRequested: false };
    case "pay-at-counter":
      return { choice: { method: "counter" } };
    case "estimate":
      return { place: command.place, etaAt: command.etaAt };
    case "delay":
      return { delayMinutes: command.minutes };
    case "finish":
      return { place: null };
    default:
      return {};
  }
}

function eventsOf(order: Order, command: Exclude<OrderCommand, Reduce>): OrderEvent[] {
  switch (command.name) {
    case "authorise":
      return [{ kind: "authorised" }];
    case "refuse-payment":
      return [{ kind: "payment-failed", code: command.code }];
    case "defer":
      return [{ kind: "deferred" }];
    case "pay-at-counter":
      return [{ kind: "counter-due" }];
    case "request-cancel":
      return order.cancelRequested ? [{ kind: "position-changed" }] : [{ kind: "cancel-requested" }];
    case "cancel":
    case "void":
      return [{ kind: "cancelled" }];
    case "expire":
      return [{ kind: "expired" }];
    case "accept":
      return [{ kind: "accepted" }];
    case "reject":
      return [{ kind: "rejected", reason: command.reason }];
    case "start":
      return [{ kind: "making" }];
    case "finish":
      return [{ kind: "ready" }];
    case "delay":
      return [{ kind: command.minutes > 0 ? "delayed" : "position-changed" }];
    case "recall":
      return [{ kind: "recalled" }];
    case "hand-over":
      return [{ kind: "picked-up" }];
    case "leave-unclaimed":
      return [{ kind: "unclaimed" }];
    case "estimate":
      return [{ kind: "position-changed" }];
  }
}

/** What member has to do about it. A hold that nobody knows of is released too: that leaves the tombstone. */
function moneyEvents(order: Order, money: PaymentCommandName | null): OrderEvent[] {
  if (order.choice.method !== "card") return [];
  const { cardId } = order.choice;
  switch (money) {
    case "to-counter":
    case "call-off":
      return [{ kind: "release-wanted", cardId }];
    case "start":
      return [{ kind: "capture-wanted", cardId, deferred: order.payment === "DEFERRED" }];
    case "revive":
      return [{ kind: "capture-wanted", cardId, deferred: true }];
    case "give-back":
      return [{ kind: "refund-wanted", cardId, part: "all", amount_krw: remaining_krw(order) }];
    default:
      return [];
  }
}

function grown(before: Order, moved: Order, state: OrderState, events: OrderEvent[], now: number): Order {
  const version = before.version + 1;
  // Replicas' clocks differ; an order's own time never runs back.
  const changedAt = Math.max(now, before.changedAt);
  const history =
    state === before.state ? before.history : [...before.history, { version, state, at: changedAt }];
  return { ...moved, state, version, changedAt, history, published: before.published + events.length };
}
