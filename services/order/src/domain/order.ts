import type { LocalText } from "@siren/contracts/menu";
import type {
  Adjustment,
  HandOver,
  OrderState,
  PaymentState,
  PricedLine,
  RejectedUnits,
} from "@siren/contracts/order";
import type { ProblemCode } from "@siren/contracts/problems";
import type { Allowance } from "./allowance.ts";

/** A guest's id is the hash of the guest cookie. */
export type Owner = { kind: "member" | "guest"; id: string };

export type PaymentChoice = { method: "card"; cardId: string } | { method: "counter" };

export type HistoryEntry = { version: number; state: OrderState; at: number };

/** Some of the money on its way back, or all that was left of it. */
export type OrderRefund = {
  /** Its name at member's: unique within the order. */
  part: string;
  /** Of the request that asked for it; null where the order itself did. */
  key: string | null;
  bodyHash: string | null;
  lines: { line: number; quantity: number }[] | null;
  amount_krw: number;
  reason: string;
  wantedAt: number;
  doneAt: number | null;
};

/** What the order becomes once the store that has its ticket has let it go. */
export type Move = Pick<
  Order,
  | "storeId"
  | "storeName"
  | "businessDay"
  | "lines"
  | "adjustments"
  | "releaseAt"
  | "quotedPlace"
  | "quotedEtaAt"
>;

export type Reduction = RejectedUnits & {
  /** The money was wanted before, or is in the till: this part goes back. Otherwise it is never taken. */
  isRefund: boolean;
};

export type Order = {
  orderId: string;
  owner: Owner;
  idempotencyKey: string;
  bodyHash: string;
  storeId: string;
  /** As it was called then; null in orders from before it was kept. */
  storeName: LocalText | null;
  number: number;
  businessDay: string;
  nickname: string;
  /** Where a guest ordered from, unreadable. */
  guestAddress: string | null;
  lines: PricedLine[];
  adjustments: Adjustment[];
  /** Lines and adjustments together. */
  total_krw: number;
  /** Taken with the hold, and given back by member when the order comes to nothing. */
  couponId: string | null;
  handOver: HandOver;
  choice: PaymentChoice;
  state: OrderState;
  payment: PaymentState;
  /** Why it was rejected, or the code with which the payment was refused. */
  reason: string | null;
  cancelRequested: boolean;
  /** How many stores it has left behind. */
  moveNo: number;
  /** Wanted and not done; null is none. */
  moving: Move | null;
  /** The requests for a move that were heard: each counts once. */
  moves: { key: string; bodyHash: string }[];
  /** Once told to member, a call-off has to be a refund and no longer a release. */
  captureWanted: boolean;
  refunded_krw: number;
  refunds: OrderRefund[];
  /** What the card lacked when it was charged, and has not paid since. */
  shortfall_krw: number;
  /** What the store did not make. */
  reductions: Reduction[];
  place: number | null;
  etaAt: number | null;
  /** What the store said it is late; its estimates have it in them. */
  delayMinutes: number;
  placedAt: number;
  /** The store sees it from here on: calling it off before cannot race with anybody. */
  releaseAt: number;
  /** When its customer wants to come; null is as soon as possible. */
  pickUpAt: number | null;
  changedAt: number;
  /** Grows by one with everything that can be seen of the order. */
  version: number;
  /** How many events of it were published: the gap-free `aggregateVersion` of the last one. */
  published: number;
  history: HistoryEntry[];
  /** The total that its customer had agreed to; null in orders from before it was kept. */
  quoted_krw: number | null;
  /** The place and the moment that its customer was told before paying; null where nothing was known, or meant. */
  quotedPlace: number | null;
  quotedEtaAt: number | null;
  /** It became so late that its customer was told to be free to call it off. */
  freeCancel: boolean;
  /** When somebody was called because the money for what is made does not come. */
  captureLateAt: number | null;
  /** How the payment stood when the first cup was begun. */
  madeOn: PaymentState | null;
  /** What member had announced when order went on without it. */
  promise: Promised | null;
};

/** An allowance, as it was used. */
export type Promised = Pick<Allowance, "amount_krw" | "version" | "expiresAt"> & { at: number };

export type OrderEvent =
  | { kind: "placed" }
  | { kind: "authorised" }
  | { kind: "deferred" }
  | { kind: "counter-due" }
  | { kind: "payment-failed"; code: ProblemCode }
  | { kind: "cancel-requested" }
  | { kind: "cancelled" }
  | { kind: "expired" }
  | { kind: "rejected"; reason: string }
  | { kind: "accepted" }
  | { kind: "making" }
  | { kind: "ready" }
  | { kind: "recalled" }
  | { kind: "reduced"; reason: string; amount_krw: number }
  | { kind: "picked-up" }
  | { kind: "unclaimed" }
  | { kind: "capture-wanted"; cardId: string; deferred: boolean }
  | { kind: "release-wanted"; cardId: string }
  | { kind: "refund-wanted"; cardId: string; part: string; amount_krw: number }
  | { kind: "moved" }
  | { kind: "delayed" }
  | { kind: "position-changed" }
  | { kind: "payment-changed"; isPaid?: true }
  | { kind: "refund-given"; part: string; amount_krw: number; reason: string; at: number };

const sumOf = (reductions: readonly Reduction[]) =>
  reductions.reduce((sum, { amount_krw }) => sum + amount_krw, 0);

/** What is to be taken for the order, or was: the total without what was known not to be made by then. */
export const chargeable_krw = ({ total_krw, reductions }: Order): number =>
  total_krw - sumOf(reductions.filter(({ isRefund }) => !isRefund));

/** What is left of it to be given back when the whole order comes to nothing. */
export const remaining_krw = ({ total_krw, reductions }: Order): number => total_krw - sumOf(reductions);

/** What is asked of member for it; null at the counter. The same each time, so that it is one hold. */
export function holdOf({ orderId, owner, choice, total_krw, couponId }: Order) {
  if (choice.method !== "card") return null;
  return { orderId, memberId: owner.id, cardId: choice.cardId, amount_krw: total_krw, couponId };
}

/** The till has money for it, whatever became of the order: only a person can give that back. */
export const isInTheTill = ({ choice, payment }: Order): boolean =>
  choice.method === "counter" && (payment === "PAID_AT_COUNTER" || payment === "PARTLY_REFUNDED");

/** The store has been told and has not said yes or no. */
export const awaitingStore: ReadonlySet<OrderState> = new Set(["AUTHORISED", "DEFERRED", "COUNTER_DUE"]);

/** The store has it, and no cup is begun. */
export const isUnbegun = ({ state }: Order): boolean => awaitingStore.has(state) || state === "ACCEPTED";

/** Member was told to take the money, and has not said that it did. */
export const isCaptureDue = ({ captureWanted, choice, payment }: Order): boolean =>
  captureWanted && choice.method === "card" && (payment === "HELD" || payment === "DEFERRED");

const slipMs = 5 * 60_000;

/** So much later than it was promised, and nothing is made yet: whoever does not want to wait need not. */
export function hasSlipped(order: Order, etaAt: number): boolean {
  const { quotedEtaAt } = order;
  return isUnbegun(order) && quotedEtaAt !== null && etaAt - quotedEtaAt > slipMs;
}

export type Draft = Pick<
  Order,
  | "orderId"
  | "owner"
  | "idempotencyKey"
  | "bodyHash"
  | "storeId"
  | "storeName"
  | "number"
  | "businessDay"
  | "nickname"
  | "guestAddress"
  | "lines"
  | "adjustments"
  | "total_krw"
  | "couponId"
  | "handOver"
  | "choice"
  | "releaseAt"
  | "pickUpAt"
  | "quoted_krw"
  | "quotedPlace"
  | "quotedEtaAt"
>;

export function placed(draft: Draft, now: number): { order: Order; events: OrderEvent[] } {
  const order: Order = {
    ...draft,
    state: "PLACED",
    payment: draft.choice.method === "card" ? "HOLD_PENDING" : "NONE",
    reason: null,
    cancelRequested: false,
    moveNo: 0,
    moving: null,
    moves: [],
    captureWanted: false,
    refunded_krw: 0,
    refunds: [],
    shortfall_krw: 0,
    reductions: [],
    place: null,
    etaAt: null,
    delayMinutes: 0,
    freeCancel: false,
    captureLateAt: null,
    placedAt: now,
    changedAt: now,
    version: 1,
    published: 0,
    history: [{ version: 1, state: "PLACED", at: now }],
    madeOn: null,
    promise: null,
  };
  return { order: { ...order, published: 1 }, events: [{ kind: "placed" }] };
}
