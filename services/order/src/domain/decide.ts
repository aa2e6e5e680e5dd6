import type { OrderState, PaymentState } from "@siren/contracts/order";
import type { ProblemCode } from "@siren/contracts/problems";
import {
  chargeable_krw,
  hasSlipped,
  isCaptureDue,
  isInTheTill,
  type Move,
  type Order,
  type OrderEvent,
  type OrderRefund,
} from "./order.ts";
import { type Reduce, reducedBy } from "./reduce.ts";
import { refundableKrw } from "./refund.ts";
import { type OrderCommandName, orderCell, type PaymentCommandName, paymentCell } from "./transitions.ts";

/** What is asked of an order by its owner, the store or the clock. */
export type OrderCommand =
  | {
      name: Exclude<
        OrderCommandName,
        "refuse-payment" | "reject" | "estimate" | "refund" | "request-move" | "move" | "reduce" | "delay"
      >;
    }
  | Reduce
  | { name: "delay"; minutes: number }
  | { name: "refuse-payment"; code: ProblemCode }
  | { name: "reject"; reason: string }
  | { name: "estimate"; place: number; etaAt: number }
  | { name: "request-move"; to: Move; by?: Order["moves"][number] }
  | { name: "move"; number: number }
  | { name: "refund"; refund: Omit<OrderRefund, "wantedAt" | "doneAt"> };

/** What is told about its money by member or the till. */
export type PaymentCommand =
  | { name: "hold" }
  | { name: "capture"; shortfall_krw: number }
  | { name: "release" }
  | { name: "take-at-counter" }
  | { name: "refund"; amount_krw: number; part?: string };

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
  const target = paymentCell(order.payment, paymentName(order, command, refunded_krw));
  if ("refuse" in target) return { refused: target.refuse };
  const events: OrderEvent[] = [{ kind: "payment-changed" }];
  const refunds = order.refunds.map((refund) =>
    isRefundOf(command, refund.part) ? { ...refund, doneAt: now } : refund,
  );
  const shortfall_krw = command.name === "capture" ? command.shortfall_krw : order.shortfall_krw;
  const paid = { ...order, payment: target.to, refunded_krw, refunds, shortfall_krw };
  const moved = isCaptureDue(paid) ? paid : { ...paid, captureLateAt: null };
  return { order: grown(order, moved, order.state, events, now), events };
}

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

/** Which row of the payment table a command of the order goes through; null leaves the money alone. */
function moneyCommand(order: Order, command: OrderCommand): PaymentCommandName | null {
  switch (command.name) {
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
      // It stays in the till until a manager has given it back.
      if (isInTheTill(order)) return null;
      return order.captureWanted ? "give-back" : "call-off";
    case "reduce":
      if (isInTheTill(order)) return "refund-part";
      return order.captureWanted ? "give-back" : null;
    case "start":
      if (order.state !== "EXPIRED") return "start";
      return order.choice.method === "card" ? "revive" : "revive-at-counter";
    case "refund":
      if (order.choice.method === "card") return "give-back";
      return command.refund.amount_krw < refundableKrw(order) ? "refund-part" : "refund-all";
    default:
      return null;
  }
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
    case "expire":
      return { cancelRequested: false, moving: null, freeCancel: false };
    case "request-move":
      return {
        moving: command.to,
        ...(command.by && { moves: [...order.moves, command.by] }),
      };
    case "move":
      return {
        ...order.moving,
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

/** What goes back with a command: over the counter at once, to a card when member says so. */
function refundBy(
  order: Order,
  command: OrderCommand,
  money: PaymentCommandName | null,
  now: number,
): OrderRefund | null {
  if (command.name === "refund")
    return { ...command.refund, wantedAt: now, doneAt: money === "give-back" ? null : now };
  if (money !== "give-back") return null;
  const reason = command.name === "reject" ? command.reason : command.name;
  return {
    ...{ part: "all", key: null, bodyHash: null, lines: null, reason, wantedAt: now, doneAt: null },
    amount_krw: refundableKrw(order),
  };
}

/** What member has to do about it. A hold that nobody knows of is released too: that leaves the tombstone. */
function moneyEvents(order: Order, money: PaymentCommandName | null, back: OrderRefund | null): OrderEvent[] {
  if (order.choice.method !== "card") return [];
  const { cardId } = order.choice;
  switch (money) {
    // An earlier question for the same hold may still be on its way, and be granted when it arrives.
    case "fail":
    case "to-counter":
    case "call-off":
      return [{ kind: "release-wanted", cardId }];
    case "start":
      return [{ kind: "capture-wanted", cardId, deferred: order.payment === "DEFERRED" }];
    case "revive":
      return [{ kind: "capture-wanted", cardId, deferred: true }];
    case "give-back":
      return back === null
        ? []
        : [{ kind: "refund-wanted", cardId, part: back.part, amount_krw: back.amount_krw }];
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
  const madeOn = state === "MAKING" ? (before.madeOn ?? moved.payment) : moved.madeOn;
  const published = before.published + events.length;
  return { ...moved, state, version, changedAt, history, madeOn, published };
}
