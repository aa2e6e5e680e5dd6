import type { LocalText } from "@siren/contracts/menu";
import { vatSplit } from "@siren/contracts/money";
import type { PaymentState, Receipt } from "@siren/contracts/order";
import { chargeable_krw, type Order } from "./order.ts";
import { rejectedUnitsOf } from "./order-view.ts";

const paidStates: ReadonlySet<PaymentState> = new Set([
  ...(["CAPTURED", "PARTLY_REFUNDED", "REFUNDED", "PAID_AT_COUNTER", "ARREARS"] as const),
]);

export function receiptOf(order: Order, storeName: LocalText | null): Receipt {
  const { orderId, number, businessDay, storeId, placedAt, state, handOver, lines, adjustments } = order;
  const { total_krw, choice, payment, refunded_krw, shortfall_krw, refunds } = order;
  const charged_krw = chargeable_krw(order);
  return {
    ...{ orderId, number, businessDay, storeId, storeName, placedAt, state, handOver, lines, adjustments },
    ...{ total_krw, charged_krw, ...vatSplit(charged_krw), method: choice.method, payment },
    rejectedUnits: rejectedUnitsOf(order),
    ...{ quotedPlace: order.quotedPlace, quotedEtaAt: order.quotedEtaAt },
    paid_krw: paidStates.has(payment) ? charged_krw - shortfall_krw : 0,
    refunded_krw,
    refunds: refunds.map(({ part, lines, amount_krw, reason, wantedAt, doneAt }) => ({
      ...{ part, lines, amount_krw, reason, wantedAt, doneAt },
    })),
  };
}
