import { Refusal } from "@siren/contracts/refusal";
import type { Order, Owner } from "../domain/order.ts";
import type { OrderReads } from "./ports.ts";

const pageSize = 20;

/** A store's staff read the orders of their stores, beside what is their own. */
export type Reader = { owner: Owner; staffOf: readonly string[] | null };

/** Somebody else's order is not told apart from one that does not exist. */
export async function ownOrder(orders: OrderReads, owner: Owner, orderId: string): Promise<Order> {
  const order = await orders.byId(orderId);
  if (!order || !isOwn(order, owner)) throw new Refusal("NOT_FOUND");
  return order;
}

export async function readOrder(orders: OrderReads, reader: Reader, orderId: string): Promise<Order> {
  if (reader.staffOf === null) return ownOrder(orders, reader.owner, orderId);
  const order = await orders.byId(orderId);
  if (!order) throw new Refusal("NOT_FOUND");
  if (!isOwn(order, reader.owner) && !reader.staffOf.includes(order.storeId))
    throw new Refusal("WRONG_STORE");
  return order;
}

export async function listOrders(
  orders: OrderReads,
  owner: Owner,
  before: string | null,
): Promise<{ orders: Order[]; next: string | null }> {
  return pageOf(await orders.ofOwner(owner.id, before, pageSize + 1));
}

function pageOf(found: readonly Order[]): { orders: Order[]; next: string | null } {
  const page = found.slice(0, pageSize);
  return { orders: page, next: found.length > pageSize ? (page.at(-1)?.orderId ?? null) : null };
}

/** Oldest first, and further on from `after`. Whoever works at no store at all has no such list. */
export async function openOrdersAt(
  orders: OrderReads,
  { staffOf }: Reader,
  storeId: string,
  after: string | null,
): Promise<{ orders: Order[]; next: string | null }> {
  if (staffOf === null) throw new Refusal("FORBIDDEN");
  if (!staffOf.includes(storeId)) throw new Refusal("WRONG_STORE");
  return pageOf(await orders.openAt(storeId, after, pageSize + 1));
}

/** Of a business day of a store, for its staff: the newest first, or the one with that number. */
export async function ordersOfDay(
  orders: OrderReads,
  { staffOf }: Reader,
  { store, day, number }: { store: string; day: string; number: number | undefined },
  before: string | null,
): Promise<{ orders: Order[]; next: string | null }> {
  if (staffOf === null) throw new Refusal("FORBIDDEN");
  if (!staffOf.includes(store)) throw new Refusal("WRONG_STORE");
  return pageOf(await orders.ofDay(store, { day, number: number ?? null }, before, pageSize + 1));
}

function isOwn(order: Order, owner: Owner): boolean {
  return order.owner.id === owner.id && order.owner.kind === owner.kind;
}
