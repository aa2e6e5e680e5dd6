import type { LocalText, PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import type { PricedLine } from "@siren/contracts/order";
import type { ProblemCode } from "@siren/contracts/problems";
import type { Allowance } from "../domain/allowance.ts";
import type { StoreFloor } from "../domain/floor.ts";
import type { StoreMood } from "../domain/opening.ts";
import type { Order, OrderEvent } from "../domain/order.ts";
import type { Booked } from "../domain/pick-up-slot.ts";
import type { Queue } from "../domain/queue.ts";
import type { ReleaseTerms } from "../domain/release.ts";
import type { PlacingRoom } from "./placing-room.ts";

/** What is known of a store's choices, counts and work. */
export type FloorViews = {
  floor(storeId: string): Promise<StoreFloor>;
  load(storeId: string): Promise<{ work: StoreWork | null; delayMinutes: number }>;
  /** What it has to make for those who want to come then or later. */
  bookedAt(storeId: string, from: number): Promise<Booked[]>;
};
export type StoreWork = { waiting: number; drinkSeconds: number; hands: number };

export type FloorChanges = {
  putOptionOut(storeId: string, choiceId: string, isOut: boolean): Promise<void>;
  /** Null: not counted any more. */
  putStock(storeId: string, itemId: string, free: number | null): Promise<void>;
  putLoad(storeId: string, work: StoreWork): Promise<void>;
  putDelay(storeId: string, minutes: number): Promise<void>;
  /** Before a snapshot, which names only what there is. */
  forgetFloor(): Promise<void>;
  /** The orders of a store that are still to be made. */
  waitingAt(storeId: string): Promise<string[]>;
};

/** What other services told us, as far as it was heard. */
export type Views = FloorViews & {
  store(storeId: string): Promise<StoreProfile | null>;
  menu(storeId: string): Promise<PublishedMenu | null>;
  mood(storeId: string): Promise<StoreMood>;
  soldOut(storeId: string): Promise<ReadonlySet<string>>;
  allowance(cardId: string): Promise<Allowance | null>;
  nickname(memberId: string): Promise<string | null>;
};

/** Older versions of a store, a menu or an allowance are left aside. */
export type ViewChanges = FloorChanges & {
  putStore(store: StoreProfile): Promise<void>;
  putMenu(menu: PublishedMenu): Promise<void>;
  putMood(storeId: string, mood: StoreMood): Promise<void>;
  putSoldOut(storeId: string, itemId: string, soldOut: boolean): Promise<void>;
  putAllowance(allowance: Omit<Allowance, "arrears_krw">): Promise<void>;
  putArrears(card: { cardId: string; memberId: string; arrears_krw: number }): Promise<void>;
  putNickname(memberId: string, nickname: string): Promise<void>;
  /** The name is gone, also from the orders; these stay, under an id that leads to nobody. */
  forgetMember(memberId: string): Promise<void>;
  /** Browsers that were signed in before then are told of nothing any more. */
  forgetBrowsers(memberId: string, notBefore: number): Promise<void>;
};

export type Sale = { checkouts: number; cups: number; amount_krw: number };

export type SagaTimerKind = "hold" | "owed" | "store-ack" | "cancel" | "move" | "capture";
/** `push`: whether a READY has to be told by Web Push. */
export type TimerKind = SagaTimerKind | "push";
export type TimerWish = { id: string; kind: TimerKind; dueAt: number; orderId: string };

/** Everything that one transaction may read and change; nothing of it is seen outside before it ends. */
export type Work = {
  order(orderId: string): Promise<Order | null>;
  orderOfKey(ownerId: string, key: string): Promise<Order | null>;
  /** Ends the unit of work with AlreadyTaken when the owner's key is in use. */
  add(order: Order, events: readonly OrderEvent[]): Promise<void>;
  /** Ends the unit of work with AlreadyTaken when the order is not as it was `before`. */
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
  /** The items were picked up in one order. */
  countTogether(storeId: string, itemIds: readonly string[]): Promise<void>;
  isKnownGuest(guestHash: string): Promise<boolean>;
  /** Whether a browser of theirs is told by Web Push. */
  hasPush(ownerId: string): Promise<boolean>;
  endPush(ownerId: string): Promise<void>;
  /** Of each open order of a guest there: where it came from. */
  openGuestOrders(storeId: string): Promise<{ address: string | null }[]>;
  views: Views & ViewChanges;
};

export type UnitOfWork = <T>(work: (work: Work) => Promise<T>) => Promise<T>;
/** Of what many do at the same moment several may share one commit; what nobody waits for by its turn is not begun. */
export type SharedUnitOfWork = <T>(work: (work: Work) => Promise<T>, isWanted?: () => boolean) => Promise<T>;

/** Something unique was taken by a unit of work that was quicker; nothing of this one was kept. */
export class AlreadyTaken extends Error {}

/** As a log line names it, or as its customer does. */
export type OrderAsked = { orderId: string } | { storeId: string; businessDay: string; number: number };

export type OrderReads = {
  byId(orderId: string): Promise<Order | null>;
  /** The order that an owner's key made. */
  ofKey(ownerId: string, key: string): Promise<Order | null>;
  /** Newest first, older than `before`. */
  ofOwner(ownerId: string, before: string | null, limit: number): Promise<Order[]>;
  /** What the store has been told of and has not handed over: oldest first, younger than `after`. */
  openAt(storeId: string, after: string | null, limit: number): Promise<Order[]>;
  /** Of a business day of the store, newest first, older than `before`; or the one with that number. */
  ofDay(
    storeId: string,
    of: { day: string; number: number | null },
    before: string | null,
    limit: number,
  ): Promise<Order[]>;
  /** Null while nothing trustworthy is known of the store's tickets. */
  queueAt(storeId: string): Promise<Queue | null>;
  /** Whether the store certainly has nothing to make. */
  isIdle(storeId: string): Promise<boolean>;
  /** In how many orders each other item was picked up together with these. */
  orderedWith(storeId: string, itemIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
};

/** Guests to whom a cookie was given, by its hash. */
export type GuestBook = { remember(guestHash: string, until: number): Promise<void> };

export type GuestTerms = { guestMost_krw: number; guestsPerStore: number; guestsPerAddress: number };

export type HoldAnswer =
  | { kind: "held" }
  | { kind: "refused"; code: ProblemCode }
  /** Not reached, or no proper answer: whether there is a hold is not known. */
  | { kind: "unknown"; why: string };

export type CouponQuestion = { memberId: string; couponId: string; lines: PricedLine[] };
export type CouponAnswer =
  | { kind: "applied"; name: LocalText; discount_krw: number }
  | { kind: "refused"; code: ProblemCode; detail: string | undefined }
  | { kind: "unknown"; why: string };

export type MemberDesk = {
  placeHold(hold: {
    orderId: string;
    memberId: string;
    cardId: string;
    amount_krw: number;
    couponId: string | null;
  }): Promise<HoldAnswer>;
  quoteCoupon(asked: CouponQuestion): Promise<CouponAnswer>;
};

export type VoidAnswer = "voided" | "already-started" | "no-ticket" | "unreachable";
/** Which of an order's tickets: one moves from store to store, and each has had its own. */
export type TicketOf = { orderId: string; moveNo: number };
export type WithdrawAnswer = VoidAnswer | "accepted";
export type BaristaDesk = {
  voidTicket(ticket: TicketOf): Promise<VoidAnswer>;
  /** The same, but only for a ticket that nobody has accepted. */
  withdrawTicket(ticket: TicketOf): Promise<WithdrawAnswer>;
};

export type Deadlines = ReleaseTerms & {
  /** After how long a request's own try is taken for dead and the persisted timer takes over. */
  holdResumeMs: number;
  holdAgainMs: number;
  holdAnswerMs: number;
  storeAckMs: number;
  storeAckAgainMs: number;
  cancelAgainMs: number;
  moveAgainMs: number;
  /** After how long without its money what is made is told to those who look after the services, again and again. */
  captureAlarmMs: number;
  /** A little more than the first ring takes: who has seen READY by then is not told by Web Push. */
  pushAfterMs: number;
};

export type SagaParts = {
  unit: UnitOfWork;
  together: SharedUnitOfWork;
  room: PlacingRoom;
  monotonicMs: () => number;
  orders: OrderReads;
  /** As they stand outside of any unit of work. */
  views: Views;
  member: MemberDesk;
  barista: BaristaDesk;
  deadlines: Deadlines;
  guestTerms: GuestTerms;
  now: () => number;
  newOrderId: () => string;
  /** Failpoints: named steps at which a game day may kill this process. */
  reach(step: string): Promise<void>;
};
