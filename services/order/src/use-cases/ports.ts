import type { PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import type { ProblemCode } from "@siren/contracts/problems";
import type { Allowance } from "../domain/allowance.ts";
import type { StoreMood } from "../domain/opening.ts";
import type { Order, OrderEvent } from "../domain/order.ts";
import type { Queue } from "../domain/queue.ts";

/** What other services told us, as far as it was heard. */
export type Views = {
  store(storeId: string): Promise<StoreProfile | null>;
  menu(storeId: string): Promise<PublishedMenu | null>;
  mood(storeId: string): Promise<StoreMood>;
  soldOut(storeId: string): Promise<ReadonlySet<string>>;
  allowance(cardId: string): Promise<Allowance | null>;
  nickname(memberId: string): Promise<string | null>;
};

/** Older versions of a store, a menu or an allowance are left aside. */
export type ViewChanges = {
  putStore(store: StoreProfile): Promise<void>;
  putMenu(menu: PublishedMenu): Promise<void>;
  putMood(storeId: string, mood: StoreMood): Promise<void>;
  putSoldOut(storeId: string, itemId: string, soldOut: boolean): Promise<void>;
  putAllowance(allowance: Omit<Allowance, "arrears_krw">): Promise<void>;
  putArrears(card: { cardId: string; memberId: string; arrears_krw: number }): Promise<void>;
  putNickname(memberId: string, nickname: string): Promise<void>;
  /** The name is gone, also from the orders; these stay, under an id that leads to nobody. */
  forgetMember(memberId: string): Promise<void>;
};

export type Sale = { checkouts: number; cups: number; amount_krw: number };

export type TimerKind = "hold" | "store-ack" | "cancel";
export type TimerWish = { id: string; kind: TimerKind; dueAt: number; orderId: string };

/** Everything that one transaction may read and change; nothing of it is seen outside before it ends. */
export type Work = {
  order(orderId: string): Promise<Order | null>;
  orderOfKey(ownerId: string, key: string): Promise<Order | null>;
  /** Ends the unit of work with AlreadyTaken when the owner's key is in use. */
  add(order: Order, events: readonly OrderEvent[]): Promise<void>;
  save(before: Order, order: Order, events: readonly OrderEvent[]): Promise<void>;
  nextNumber(storeId: string, businessDay: string): Promise<number>;
  /** A thing of which there may be one at a time: the open order of a guest, the deferred one of a card. */
  slotHolder(slot: string): Promise<string | null>;
  /** Ends the unit of work with AlreadyTaken when another was quicker. */
  takeSlot(slot: string, orderId: string): Promise<void>;
  freeSlot(slot: string, orderId: string): Promise<void>;
  schedule(timer: TimerWish): Promise<void>;
  cancelTimer(id: string): Promise<void>;
  addSale(sale: Sale): Promise<void>;
  views: Views & ViewChanges;
};

export type UnitOfWork = <T>(work: (work: Work) => Promise<T>) => Promise<T>;

/** Something unique was taken by a unit of work that was quicker; nothing of this one was kept. */
export class AlreadyTaken extends Error {}

export type OrderReads = {
  byId(orderId: string): Promise<Order | null>;
  /** Newest first, older than `before`. */
  ofOwner(ownerId: string, before: string | null, limit: number): Promise<Order[]>;
  /** Null while nothing trustworthy is known of the store's tickets. */
  queueAt(storeId: string): Promise<Queue | null>;
};

export type HoldAnswer =
  | { kind: "held" }
  | { kind: "refused"; code: ProblemCode }
  /** Not reached, or no proper answer: whether there is a hold is not known. */
  | { kind: "unknown"; why: string };

export type MemberDesk = {
  placeHold(hold: {
    orderId: string;
    memberId: string;
    cardId: string;
    amount_krw: number;
  }): Promise<HoldAnswer>;
};

export type VoidAnswer = "voided" | "already-started" | "no-ticket" | "unreachable";
export type BaristaDesk = { voidTicket(orderId: string): Promise<VoidAnswer> };

export type Deadlines = {
  /** After how long a request's own try is taken for dead and the persisted timer takes over. */
  holdResumeMs: number;
  holdAgainMs: number;
  holdAnswerMs: number;
  storeAckMs: number;
  storeAckAgainMs: number;
  cancelAgainMs: number;
};

export type SagaParts = {
  unit: UnitOfWork;
  orders: OrderReads;
  member: MemberDesk;
  barista: BaristaDesk;
  deadlines: Deadlines;
  now: () => number;
  newOrderId: () => string;
  /** Failpoints: named steps at which a game day may kill this process. */
  reach(step: string): Promise<void>;
};
