import { vatSplit } from "@siren/contracts/money";
import type { OrderView } from "@siren/contracts/order";
import { isUnbegun, type Order } from "./order.ts";

export const rejectedUnitsOf = ({ reductions }: Order) =>
  reductions.map(({ isRefund: _known, ...shown }) => shown);

export function viewOf(order: Order): OrderView {
  const { orderId, number, businessDay, storeId, state, payment, nickname, lines, total_krw } = order;
  const { placedAt, changedAt, version, cancelRequested, place, etaAt, reason } = order;
  const { adjustments, handOver, releaseAt, pickUpAt, moving } = order;
  const rejectedUnits = rejectedUnitsOf(order);
  return {
    ...{ orderId, number, businessDay, storeId, state, payment, nickname, lines, adjustments, total_krw },
    ...vatSplit(total_krw),
    ...{ handOver, releaseAt, pickUpAt },
    movingTo: moving?.storeId ?? null,
    ...{ placedAt, changedAt, version, cancelRequested, place, etaAt, reason, rejectedUnits },
    delayMinutes: order.delayMinutes,
    quotedEtaAt: order.quotedEtaAt,
    freeCancel: order.freeCancel && isUnbegun(order),
  };
}
