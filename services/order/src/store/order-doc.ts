import type { Order } from "../domain/order.ts";
import type { OrderDoc } from "./models.ts";

export function docOf({ orderId, owner, ...rest }: Order): OrderDoc {
  return { _id: orderId, ownerKind: owner.kind, ownerId: owner.id, ...rest };
}

export function orderOf({ _id, ownerKind, ownerId, ...rest }: OrderDoc): Order {
  // Orders of an older program were never reduced.
  return {
    ...{ orderId: _id, owner: { kind: ownerKind, id: ownerId }, ...rest },
    ...{ reductions: rest.reductions ?? [], delayMinutes: rest.delayMinutes ?? 0 },
  };
}
