import { type OrderView, orderView } from "@siren/contracts/order";
import * as z from "zod/mini";
import { dropCopy, keepCopy, keptCopy } from "./kept-copy.ts";

const name = "orders";
const mostOrders = 10;
const kept = z.object({ ownerId: z.string(), orders: z.array(orderView) });

/** How this person's orders stood when they were last told, for when nobody can be asked. */
export const keepOrders = (ownerId: string, orders: readonly OrderView[], now: number): void =>
  keepCopy(name, { ownerId, orders: orders.slice(0, mostOrders) }, now);

/** Of nobody but their owner: another person at this browser finds nothing. */
export function keptOrders(ownerId: string): { at: number; orders: OrderView[] } | undefined {
  const copy = keptCopy(name, kept);
  return copy?.value.ownerId === ownerId ? { at: copy.at, orders: copy.value.orders } : undefined;
}

export const forgetOrders = (): void => dropCopy(name);
