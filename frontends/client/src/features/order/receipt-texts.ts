import { type Dictionary, useSay } from "@siren/web/i18n";

const receiptTexts = {
  receipt: ["영수증", "Receipt"],
  failed: ["영수증을 불러오지 못했어요.", "The receipt could not be loaded."],
  number: ["주문번호 {n}", "Order {n}"],
  at: ["주문 시각", "Ordered"],
  how: ["받는 방법", "Taken as"],
  promised: ["결제 전 안내", "Said before paying"],
  promisedPlace: ["{n}번째 · {time}", "number {n} · {time}"],
  total: ["주문 금액", "Total"],
  notMade: ["만들지 못한 것", "Not made"],
  charged: ["결제할 금액", "To be paid"],
  supply: ["공급가", "Supply"],
  vat: ["부가세 (10%)", "VAT (10 %)"],
  method: ["결제 방법", "Paid by"],
  method_card: ["사이렌 카드", "Siren card"],
  method_counter: ["카운터", "At the counter"],
  paid: ["결제한 금액", "Paid"],
  owed: ["다음 충전 때 결제", "Due with the next top-up"],
  refunds: ["환불", "Given back"],
  refundOf: ["{time} 환불", "Given back on {time}"],
  refundOnItsWay: ["환불 진행 중", "On its way back"],
  refund_cancel: ["주문 취소", "Cancelled"],
  refund_void: ["주문 취소", "Cancelled"],
  refund_expire: ["제때 진행되지 않아 자동 취소", "Called off because it was not taken in time"],
  refund_SOLD_OUT: ["재료 소진", "Sold out"],
  refund_TOO_BUSY: ["매장이 많이 바쁨", "The store was too busy"],
  refund_CLOSING: ["매장 마감", "The store was closing"],
  refund_EQUIPMENT: ["기계 고장", "A machine was out of order"],
  refund_OTHER: ["매장 사정", "The store could not make it"],
  refunded: ["돌려드린 금액", "Given back in all"],
  print: ["인쇄하기", "Print"],
  business: [
    "이 영수증은 주문 화면에서 언제든 다시 볼 수 있어요.",
    "You can open this receipt again from the order at any time.",
  ],
} as const satisfies Dictionary;

/** What the machine says of a refund has words; what a manager wrote stands as it is. */
export const isRefundReason = (key: string): key is Extract<keyof typeof receiptTexts, `refund_${string}`> =>
  key.startsWith("refund_") && Object.hasOwn(receiptTexts, key);
export const useReceiptText = () => useSay(receiptTexts);
