import type { LocalText } from "@siren/contracts/menu";
import { vatSplit } from "@siren/contracts/money";
import type { PaymentState, Receipt } from "@siren/contracts/order";
import type { Order } from "./order.ts";

const paidStates: ReadonlySet<PaymentState> = new Set([
  ...(["CAPTURED", "PARTLY_REFUNDED", "REFUNDED", "PAID_AT_COUNTER", "ARREARS"] as const),
]);

export function receiptOf(order: Order, storeName: LocalText | null): Receipt {
  const { orderId, number, businessDay, storeId, placedAt, state, handOver, lines, adjustments } = order;
  const { total_krw, choice, payment, refunded_krw, shortfall_krw, refunds } = order;
  return {
    ...{ orderId, number, businessDay, storeId, storeName, placedAt, state, handOver, lines, adjustments },
    ...{ total_krw, ...vatSplit(total_krw), method: choice.method, payment },
    paid_krw: paidStates.has(payment) ? total_krw - shortfall_krw : 0,
    refunded_krw,
    refunds: refunds.map(({ part, lines, amount_krw, reason, wantedAt, doneAt }) => ({
      ...{ part, lines, amount_krw, reason, wantedAt, doneAt },
    })),
  };
}
