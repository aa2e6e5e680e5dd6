import { vatSplit } from "@siren/contracts/money";
import type { OrderView } from "@siren/contracts/order";
import type { Order } from "./order.ts";

export function viewOf(order: Order): OrderView {
  const { orderId, number, businessDay, storeId, state, payment, nickname, lines, total_krw } = order;
  const { placedAt, changedAt, version, cancelRequested, place, etaAt, reason } = order;
  const rejectedUnits = order.reductions.map(({ isRefund: _known, ...shown }) => shown);
  return {
    ...{ orderId, number, businessDay, storeId, state, payment, nickname, lines, total_krw },
    ...vatSplit(total_krw),
    ...{ placedAt, changedAt, version, cancelRequested, place, etaAt, reason, rejectedUnits },
    delayMinutes: order.delayMinutes,
  };
}
