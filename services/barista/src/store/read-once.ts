import type { StoreProfile } from "@siren/contracts/menu";
import type { Tx } from "@siren/store/unit-of-work";
import type { Stock } from "../domain/stock.ts";
import type { Ticket } from "../domain/ticket.ts";
import type { DelayDoc, LoadDoc } from "./floor-models.ts";

/** What one open transaction has read of each store, kept in step with what it writes. */
export type ReadOnce = {
  openTickets: Map<string, Ticket[]>;
  /** When the list that they come of was read. */
  openReadAtMs: Map<string, number>;
  /** The count of changes of a store's tickets before this transaction's own. */
  moves: Map<string, number>;
  /** Stores whose tickets this transaction changes: counted once. */
  moved: Set<string>;
  /** The count of changes of a store's floor, and the stores of which this transaction changes it. */
  floors: Map<string, number>;
  floorMoved: Set<string>;
  delays: Map<string, DelayDoc | undefined>;
  /** When each of those who may be at work tapped last. */
  hands: Map<string, number[]>;
  profiles: Map<string, StoreProfile | undefined>;
  /** By store and item; undefined where nothing is known of it. */
  stock: Map<string, Stock | undefined>;
  loads: Map<string, LoadDoc | undefined>;
  /** All tickets of an order, one a move. */
  ofOrder: Map<string, Ticket[]>;
  /** Saved and not sent yet: a query does not find them as they are. */
  unsent: Map<string, Ticket>;
};

const kept = new WeakMap<Tx, ReadOnce>();

/**
 * A page of the feed is taken in one transaction, and each of its orders asks the same of its store. Nobody else's
 * writes show within a transaction, so what it has read stays true until it writes itself.
 */
export function readOnceIn(tx: Tx): ReadOnce {
  const known = kept.get(tx);
  if (known) return known;
  const fresh: ReadOnce = {
    openTickets: new Map(),
    openReadAtMs: new Map(),
    moves: new Map(),
    moved: new Set(),
    floors: new Map(),
    floorMoved: new Set(),
    delays: new Map(),
    hands: new Map(),
    profiles: new Map(),
    stock: new Map(),
    loads: new Map(),
    ofOrder: new Map(),
    unsent: new Map(),
  };
  kept.set(tx, fresh);
  return fresh;
}

export async function once<K, V>(known: Map<K, V>, key: K, read: () => Promise<V>): Promise<V> {
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found as V;
  const value = await read();
  known.set(key, value);
  return value;
}

/** A ticket was written: among the open ones of its store it is now as it was saved, or gone. */
export function noteTicket({ openTickets, ofOrder, unsent }: ReadOnce, saved: Ticket, isOpen: boolean): void {
  unsent.set(saved.ticketId, saved);
  const moves = ofOrder.get(saved.orderId)?.filter(({ ticketId }) => ticketId !== saved.ticketId);
  if (moves) ofOrder.set(saved.orderId, [...moves, saved]);
  const known = openTickets.get(saved.storeId);
  if (!known) return;
  const others = known.filter(({ ticketId }) => ticketId !== saved.ticketId);
  const all = isOpen ? [...others, saved] : others;
  openTickets.set(
    saved.storeId,
    all.toSorted((a, b) => a.placedAt - b.placedAt),
  );
}
