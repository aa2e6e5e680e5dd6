import type { OrderState, PaymentState } from "@siren/contracts/order";
import type { ProblemCode } from "@siren/contracts/problems";
import { moneyCommand, moneyEvents, refundBy } from "./decide-money.ts";
import {
  chargeable_krw,
  hasSlipped,
  isCaptureDue,
  isInTheTill,
  type Order,
  type OrderEvent,
} from "./order.ts";
import type { OrderCommand, PaymentCommand } from "./order-command.ts";
import { type Reduce, reducedBy } from "./reduce.ts";
import { orderCell, type PaymentCommandName, paymentCell } from "./transitions.ts";

export type Moved = { order: Order; events: OrderEvent[] };
export type Decision = Moved | { refused: ProblemCode };

export function decide(order: Order, command: OrderCommand, now: number): Decision {
  const target = orderCell(order.state, command.name);
  if ("refuse" in target) return { refused: target.refuse };
  if (!mayMove(order, command)) return { refused: "ILLEGAL_TRANSITION" };
  const money = moneyCommand(order, command);
  const payment = money === null ? { to: order.payment } : paymentCell(order.payment, money);
  if ("refuse" in payment) return { refused: payment.refuse };
  if (command.name === "reduce")
    return reduce(order, command, { target: target.to, payment: payment.to, now });
  const back = refundBy(order, command, money, now);
  const events = [...eventsOf(order, command, now), ...moneyEvents(order, money, back)];
  const moved = {
    ...order,
    ...changesOf(order, command),
    ...(back && {
      refunds: [...order.refunds, back],
      refunded_krw: order.refunded_krw + (back.doneAt === null ? 0 : back.amount_krw),
    }),
    payment: payment.to,
    captureWanted: order.captureWanted || events.some((event) => event.kind === "capture-wanted"),
  };
  return { order: grown(order, moved, target.to, events, now), events };
}

export function decidePayment(order: Order, command: PaymentCommand, now: number): Decision {
  const isDone = order.refunds.some(({ part, doneAt }) => doneAt !== null && isRefundOf(command, part));
  if (isDone) return { refused: "ILLEGAL_TRANSITION" };
  const refunded_krw = order.refunded_krw + (command.name === "refund" ? command.amount_krw : 0);
  const change = paymentName(order, command, refunded_krw);
  const target = paymentCell(order.payment, change);
  if ("refuse" in target) return { refused: target.refuse };
  const events: OrderEvent[] = [{ kind: "payment-changed", ...(pays.has(change) && { isPaid: true }) }];
  const refunds = order.refunds.map((refund) =>
    isRefundOf(command, refund.part) ? { ...refund, doneAt: now } : refund,
  );
  const shortfall_krw = command.name === "capture" ? command.shortfall_krw : order.shortfall_krw;
  const paid = { ...order, payment: target.to, refunded_krw, refunds, shortfall_krw };
  const moved = isCaptureDue(paid) ? paid : { ...paid, captureLateAt: null };
  return { order: grown(order, moved, order.state, events, now), events };
}

/** With these the whole of it is paid. */
const pays: ReadonlySet<PaymentCommandName> = new Set(["capture", "take-at-counter"]);

const isRefundOf = (command: PaymentCommand, part: string) =>
  command.name === "refund" && command.part === part;

/** A request for a move that changes nothing else: it is where it is wanted, or on its way. */
export function noteMove(order: Order, by: Order["moves"][number], now: number): Moved {
  const moved = { ...order, moves: [...order.moves, by] };
  return { order: grown(order, moved, order.state, [], now), events: [] };
}

/** Nothing of it is seen by its customer: it is told to those who look after the services. */
export function noteLateCapture(order: Order, now: number): Moved {
  return { order: grown(order, { ...order, captureLateAt: now }, order.state, [], now), events: [] };
}

function reduce(
  order: Order,
  command: Reduce,
  { target, payment, now }: { target: OrderState; payment: PaymentState; now: number },
): Moved {
  const { reductions, events } = reducedBy(order, command);
  // What was paid at the till is given back there and then; of a card's money member tells when it is back.
  const back_krw = isInTheTill(order) ? reductions.reduce((sum, { amount_krw }) => sum + amount_krw, 0) : 0;
  const moved = {
    ...order,
    ...{ payment, refunded_krw: order.refunded_krw + back_krw },
    reductions: [...order.reductions, ...reductions],
  };
  return { order: grown(order, moved, target, events, now), events };
}

function paymentName(order: Order, command: PaymentCommand, refunded_krw: number): PaymentCommandName {
  if (command.name === "capture") return command.shortfall_krw > 0 ? "fall-short" : "capture";
  if (command.name === "refund") return refunded_krw >= chargeable_krw(order) ? "refund-all" : "refund-part";
  return command.name;
}

const madeStates: ReadonlySet<OrderState> = new Set(["PICKED_UP", "UNCLAIMED"]);

/** What the table cannot see: one thing is wanted at a time, and money in a till stays at its store. */
function mayMove(order: Order, { name }: OrderCommand): boolean {
  const { state, moving, cancelRequested } = order;
  if (name === "move" || name === "stay") return moving !== null;
  if (name === "request-move") return moving === null && !cancelRequested && !isInTheTill(order);
  // A card's money went back by itself when the order came to nothing.
  if (name === "refund") return madeStates.has(state) || isInTheTill(order);
  return true;
}

function changesOf(order: Order, command: OrderCommand): Partial<Order> {
  switch (command.name) {
    case "refuse-payment":
      return { reason: command.code };
    case "reject":
      return { reason: command.reason, cancelRequested: false, moving: null };
    case "request-cancel":
      return { cancelRequested: true, moving: null };
    case "accept":
    case "stay":
      return { moving: null };
    case "start":
    case "void":
      return { cancelRequested: false, moving: null, freeCancel: false };
    case "expire":
      return {
        ...{ cancelRequested: false, moving: null, freeCancel: false },
        ...(command.reason && { reason: command.reason }),
      };
    case "request-move":
      return {
        moving: command.to,
        ...(command.by && { moves: [...order.moves, command.by] }),
      };
    case "move":
      return {
        ...{ storeName: null, ...order.moving },
        ...{ moving: null, moveNo: order.moveNo + 1, number: command.number, place: null, etaAt: null },
        // The new store makes all of it, at its own pace.
        ...{ reductions: [], delayMinutes: 0, freeCancel: false },
      };
    case "pay-at-counter":
      return { choice: { method: "counter" } };
    case "estimate":
      return {
        ...{ place: command.place, etaAt: command.etaAt },
        freeCancel: order.freeCancel || hasSlipped(order, command.etaAt),
      };
    case "delay":
      return { delayMinutes: command.minutes };
    case "finish":
      return { place: null };
    default:
      return {};
  }
}

function eventsOf(order: Order, command: Exclude<OrderCommand, Reduce>, now: number): OrderEvent[] {
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
      return [
        { kind: !order.freeCancel && hasSlipped(order, command.etaAt) ? "delayed" : "position-changed" },
      ];
    case "refund": {
      const { part, amount_krw, reason } = command.refund;
      return [{ kind: "refund-given", part, amount_krw, reason, at: now }];
    }
    case "request-move":
    case "stay":
      return [{ kind: "position-changed" }];
    case "move":
      return [{ kind: "moved" }];
  }
}

function grown(before: Order, moved: Order, state: OrderState, events: OrderEvent[], now: number): Order {
  const version = before.version + 1;
  // Replicas' clocks differ; an order's own time never runs back.
  const changedAt = Math.max(now, before.changedAt);
  const history =
    state === before.state ? before.history : [...before.history, { version, state, at: changedAt }];
  const madeOn = state === "MAKING" ? (before.madeOn ?? moved.payment) : moved.madeOn;
  const published = before.published + events.length;
  return { ...moved, state, version, changedAt, history, madeOn, published };
}
