import { finalStates, orderStates } from "@siren/contracts/order";
import type { Order } from "../domain/order.ts";
import type { OrderDoc } from "./models.ts";

/** Nothing is left to be done for an order in any other. */
export const openStates = orderStates.filter((state) => !finalStates.has(state));

export function docOf({ orderId, owner, ...rest }: Order): OrderDoc {
  return { _id: orderId, ownerKind: owner.kind, ownerId: owner.id, ...rest };
}

/** What orders lack that were written before there was such a thing. */
const before = ({ placedAt }: Pick<OrderDoc, "placedAt">) => ({
  ...{ adjustments: [], handOver: "take-out" as const, releaseAt: placedAt, pickUpAt: null },
  ...{
    storeName: null,
    moveNo: 0,
    moving: null,
    moves: [],
    guestAddress: null,
    refunds: [],
    shortfall_krw: 0,
  },
  ...{ reductions: [], delayMinutes: 0, quotedPlace: null, quotedEtaAt: null },
  ...{ freeCancel: false, captureLateAt: null },
  ...{ couponId: null, quoted_krw: null, madeOn: null, promise: null },
});

export function orderOf({ _id, ownerKind, ownerId, ...rest }: OrderDoc): Order {
  return { orderId: _id, owner: { kind: ownerKind, id: ownerId }, ...before(rest), ...rest };
}
