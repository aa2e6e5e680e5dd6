import type { BoardView, CallBoard, GivenBack, SalesReport, StoreNow } from "@siren/contracts/barista";
import type { StoreProfile } from "@siren/contracts/menu";
import type { Batch } from "../domain/batches.ts";
import type { Load, Pace } from "../domain/queue.ts";
import type { Shift } from "../domain/sales.ts";
import type { Stock } from "../domain/stock.ts";
import type { Ticket, TicketEvent } from "../domain/ticket.ts";

/** What a manager gave back, by the part of the order's money that it is. */
export type Refund = GivenBack & { storeId: string; part: string };

/** What a store has just now, as far as tickets need it. */
export type FloorWork = {
  stockOf(storeId: string, itemIds: readonly string[]): Promise<Stock[]>;
  /** Writes over the version that was read, and tells it. */
  saveStock(stock: Stock, now: number): Promise<Stock>;
  profile(storeId: string): Promise<StoreProfile | undefined>;
  /** An older version is left aside. */
  putProfile(profile: StoreProfile): Promise<void>;
  pace(storeId: string, now: number): Promise<Pace>;
  /** Somebody of the staff has tapped: they are at work. */
  seen(storeId: string, sub: string, now: number): Promise<void>;
  /** What was told last, and when the work is looked at next. */
  load(
    storeId: string,
  ): Promise<(Load & { toldAt: number; dueAt: number | null; next: Batch[] }) | undefined>;
  lookAt(storeId: string, dueAt: number | null): Promise<void>;
  /** Once for each part of an order's money. */
  noteRefund(refund: Refund & { day: string }): Promise<void>;
  /** `next` is null where it is as it was told before. */
  tellLoad(storeId: string, load: Load, next: Batch[] | null, now: number): Promise<void>;
};

/** An open unit of work; what is saved and told in it stands or falls together. */
export type Work = FloorWork & {
  ticket(ticketId: string): Promise<Ticket | undefined>;
  /** The one of that move; of the last when none is named. */
  ticketOfOrder(orderId: string, moveNo?: number): Promise<Ticket | undefined>;
  ticketOfUnit(unitId: string): Promise<Ticket | undefined>;
  openTickets(storeId: string): Promise<Ticket[]>;
  /** Writes over the version that was read; throws a VERSION_CONFLICT otherwise. Tells the events. */
  save(ticket: Ticket, events: readonly TicketEvent[]): Promise<Ticket>;
  /** `inTrace`: what it does belongs to what is done now. */
  remindAt(timer: { id: string; kind: string; dueAt: number; data: unknown; inTrace?: true }): Promise<void>;
  forget(timerId: string): Promise<void>;
  /** The same tap sent twice has one effect and one answer. */
  once<T>(command: { scope: string; key: string; body: unknown }, work: () => Promise<T>): Promise<T>;
};

export type Transact = <T>(work: (work: Work) => Promise<T>) => Promise<T>;

/** A barista, as far as a tap is concerned. */
export type Tapper = { sub: string; stores: readonly string[] };

/** What the boards, the manager and the auditor are shown. */
export type Reads = {
  board(storeId: string): Promise<BoardView>;
  callBoard(storeId: string): Promise<CallBoard>;
  storeNow(storeId: string): Promise<StoreNow>;
  /** Without a day, the business day of this moment, or that in which the shift began. */
  sales(storeId: string, day: string | undefined, shift: Shift | null): Promise<SalesReport>;
  audit(since: string, limit: number): Promise<object>;
};

export type StoreStateChange = {
  state: "OPEN" | "BUSY" | "PAUSED";
  until: number | null;
  note: string | null;
};
export type SoldOut = { itemId: string; soldOut: boolean } | { choiceId: string; soldOut: boolean };
export type Delay = { minutes: number; until: number };
/** One tap; `saidAt` where it comes late, so that it does not undo what was said since. */
export type Key = { scope: string; key: string; saidAt?: number | undefined };
type Ended = { storeId: string; version: number };

/** What a store says about itself. */
export type StoreFloor<Tx> = {
  setState(storeId: string, change: StoreStateChange, key: Key): Promise<void>;
  setSoldOut(storeId: string, of: SoldOut, key: Key): Promise<void>;
  postDelay(storeId: string, delay: { minutes: number; until: number | undefined }, key: Key): Promise<Delay>;
  endState(tx: Tx, ended: Ended): Promise<void>;
  endDelay(tx: Tx, ended: Ended): Promise<void>;
};
