import type { BoardView, CallBoard } from "@siren/contracts/barista";
import type { Ticket, TicketEvent } from "../domain/ticket.ts";

/** An open unit of work; what is saved and told in it stands or falls together. */
export type Work = {
  ticket(ticketId: string): Promise<Ticket | undefined>;
  /** The one of that move; of the last when none is named. */
  ticketOfOrder(orderId: string, moveNo?: number): Promise<Ticket | undefined>;
  ticketOfUnit(unitId: string): Promise<Ticket | undefined>;
  openTickets(storeId: string): Promise<Ticket[]>;
  /** Writes over the version that was read; throws a VERSION_CONFLICT otherwise. Tells the events. */
  save(ticket: Ticket, events: readonly TicketEvent[]): Promise<Ticket>;
  remindAt(timer: { id: string; kind: string; dueAt: number; data: unknown }): Promise<void>;
  forget(timerId: string): Promise<void>;
  /** The same tap sent twice has one effect and one answer. */
  once<T>(command: { scope: string; key: string; body: unknown }, work: () => Promise<T>): Promise<T>;
};

export type Transact = <T>(work: (work: Work) => Promise<T>) => Promise<T>;

/** A barista, as far as a tap is concerned. */
export type Tapper = { sub: string; stores: readonly string[] };

/** What the boards and the auditor are shown. */
export type Reads = {
  board(storeId: string): Promise<BoardView>;
  callBoard(storeId: string): Promise<CallBoard>;
  audit(since: string, limit: number): Promise<object>;
};

export type StoreStateChange = {
  state: "OPEN" | "BUSY" | "PAUSED";
  until: number | null;
  note: string | null;
};
type Key = { scope: string; key: string };

/** What a store has just now. */
export type StoreFloor = {
  setState(storeId: string, change: StoreStateChange, key: Key): Promise<void>;
  setSoldOut(storeId: string, itemId: string, soldOut: boolean, key: Key): Promise<void>;
};
