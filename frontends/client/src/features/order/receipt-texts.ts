import { type Dictionary, useSay } from "@siren/web/i18n";

export const receiptTexts = {
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
  refunded: ["돌려드린 금액", "Given back in all"],
  print: ["인쇄하기", "Print"],
  business: [
    "이 영수증은 주문 화면에서 언제든 다시 볼 수 있어요.",
    "You can open this receipt again from the order at any time.",
  ],
} as const satisfies Dictionary;

export const useReceiptText = () => useSay(receiptTexts);
