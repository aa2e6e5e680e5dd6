import { vatSplit } from "@siren/contracts/money";
import type { OrderView } from "@siren/contracts/order";
import type { Order } from "./order.ts";

export function viewOf(order: Order): OrderView {
  const { orderId, number, businessDay, storeId, state, payment, nickname, lines, total_krw } = order;
  const { placedAt, changedAt, version, cancelRequested, place, etaAt, reason } = order;
  const { adjustments, handOver, releaseAt, pickUpAt, moving } = order;
  return {
    ...{ orderId, number, businessDay, storeId, state, payment, nickname, lines, adjustments, total_krw },
    ...vatSplit(total_krw),
    ...{ handOver, releaseAt, pickUpAt },
    ...{ placedAt, changedAt, version, cancelRequested, place, etaAt, reason },
    movingTo: moving?.storeId ?? null,
  };
}
