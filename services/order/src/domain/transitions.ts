import type { OrderState, PaymentState } from "@siren/contracts/order";
import type { ProblemCode } from "@siren/contracts/problems";

/**
 * The two state machines as data. A cell that is not written here is refused with ILLEGAL_TRANSITION;
 * `orderCell` and `paymentCell` are total, and a test walks every pair.
 */
export const orderCommands = [
  "authorise",
  "refuse-payment",
  "defer",
  "pay-at-counter",
  "cancel",
  "request-cancel",
  "void",
  "expire",
  "accept",
  "reject",
  "start",
  "finish",
  "hand-over",
  "leave-unclaimed",
  "estimate",
  "refund",
  "request-move",
  "move",
  "stay",
  "recall",
  "reduce",
  "delay",
] as const;
export type OrderCommandName = (typeof orderCommands)[number];

export const paymentCommands = [
  "hold",
  "fail",
  "defer",
  "to-counter",
  "call-off",
  "give-back",
  "start",
  "revive",
  "revive-at-counter",
  "capture",
  "fall-short",
  "release",
  "take-at-counter",
  "refund-part",
  "refund-all",
] as const;
export type PaymentCommandName = (typeof paymentCommands)[number];

export type Cell<State> = { to: State } | { refuse: ProblemCode };
type Row<Command extends string, State> = Partial<Record<Command, State | { refuse: ProblemCode }>>;

const tooLate = { refuse: "ALREADY_STARTED" } as const;

/** From here on the ticket decides: a plain cancel is refused, because a cup may be started meanwhile. */
const withTheStore = {
  "request-cancel": "same",
  void: "CANCELLED",
  reject: "REJECTED",
  estimate: "same",
  reduce: "same",
  delay: "same",
} as const;

const waiting = {
  ...withTheStore,
  accept: "ACCEPTED",
  expire: "EXPIRED",
  "request-move": "same",
  move: "same",
  stay: "same",
} as const;

type OrderTarget = OrderState | "same";

const orderTable: Record<OrderState, Row<OrderCommandName, OrderTarget>> = {
  PLACED: {
    authorise: "AUTHORISED",
    "refuse-payment": "PAYMENT_FAILED",
    defer: "DEFERRED",
    "pay-at-counter": "COUNTER_DUE",
    cancel: "CANCELLED",
    expire: "EXPIRED",
  },
  AUTHORISED: waiting,
  DEFERRED: waiting,
  COUNTER_DUE: waiting,
  ACCEPTED: { ...withTheStore, start: "MAKING" },
  MAKING: {
    finish: "READY",
    reject: "REJECTED",
    estimate: "same",
    reduce: "same",
    delay: "same",
    cancel: tooLate,
    "request-cancel": tooLate,
    void: tooLate,
    expire: tooLate,
    "request-move": tooLate,
  },
  READY: {
    "hand-over": "PICKED_UP",
    "leave-unclaimed": "UNCLAIMED",
    recall: "MAKING",
    cancel: tooLate,
    "request-cancel": tooLate,
    void: tooLate,
    expire: tooLate,
    "request-move": tooLate,
  },
  PAYMENT_FAILED: {},
  PICKED_UP: { refund: "same" },
  UNCLAIMED: { refund: "same" },
  // What the till took for one that came to nothing is given back by hand.
  REJECTED: { refund: "same" },
  CANCELLED: { refund: "same" },
  // A ticket that was started before the expiry reached the store wins, without what it had rejected by then.
  EXPIRED: { start: "MAKING", reduce: "same", refund: "same" },
};

type PaymentTarget = PaymentState | "same";

const paymentTable: Record<PaymentState, Row<PaymentCommandName, PaymentTarget>> = {
  NONE: { "to-counter": "COUNTER_DUE" },
  HOLD_PENDING: {
    hold: "HELD",
    fail: "FAILED",
    defer: "DEFERRED",
    "to-counter": "COUNTER_DUE",
    // Nobody knows yet whether there is a hold: it stays so until member says that it is released.
    "call-off": "same",
    revive: "DEFERRED",
    release: "RELEASED",
  },
  HELD: {
    "call-off": "same",
    // The capture is on its way and so is the refund behind it: member answers both.
    "give-back": "same",
    start: "same",
    revive: "DEFERRED",
    capture: "CAPTURED",
    "fall-short": "ARREARS",
    release: "RELEASED",
  },
  DEFERRED: {
    // Member is back before the first cup was begun.
    hold: "HELD",
    "call-off": "VOID",
    "give-back": "same",
    start: "same",
    capture: "CAPTURED",
    "fall-short": "ARREARS",
    // An answer to a release that was wanted before the order was revived.
    release: "same",
  },
  ARREARS: { "give-back": "same", capture: "CAPTURED", "refund-part": "ARREARS", "refund-all": "REFUNDED" },
  CAPTURED: { "give-back": "same", "refund-part": "PARTLY_REFUNDED", "refund-all": "REFUNDED" },
  PARTLY_REFUNDED: {
    "give-back": "same",
    // These of the till: a cup that was not made may have been given back before the others are begun.
    ...{ start: "same", "revive-at-counter": "same", release: "same" },
    "refund-part": "PARTLY_REFUNDED",
    "refund-all": "REFUNDED",
  },
  COUNTER_DUE: {
    "call-off": "VOID",
    start: "same",
    "take-at-counter": "PAID_AT_COUNTER",
    // The tombstone of a hold that was given up for the counter.
    release: "same",
  },
  // It is in the till, whatever becomes of the order; what is given back over the counter is noted.
  PAID_AT_COUNTER: {
    start: "same",
    "revive-at-counter": "same",
    release: "same",
    "refund-part": "PARTLY_REFUNDED",
    "refund-all": "REFUNDED",
  },
  RELEASED: { revive: "DEFERRED" },
  // What the till took just before the expiry was heard of is told late.
  VOID: {
    revive: "DEFERRED",
    "revive-at-counter": "COUNTER_DUE",
    release: "same",
    "take-at-counter": "PAID_AT_COUNTER",
  },
  FAILED: {},
  REFUNDED: { "revive-at-counter": "same", release: "same" },
};

function cell<State extends string>(
  from: State,
  entry: State | "same" | { refuse: ProblemCode } | undefined,
): Cell<State> {
  if (entry === undefined) return { refuse: "ILLEGAL_TRANSITION" };
  if (typeof entry === "object") return entry;
  return { to: entry === "same" ? from : entry };
}

export function orderCell(state: OrderState, command: OrderCommandName): Cell<OrderState> {
  return cell<OrderState>(state, orderTable[state][command]);
}

export function paymentCell(payment: PaymentState, command: PaymentCommandName): Cell<PaymentState> {
  return cell<PaymentState>(payment, paymentTable[payment][command]);
}
