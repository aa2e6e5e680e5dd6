import type { ExamplesOf } from "./form.ts";
import { at, cardId, couponId, orderId, storeId } from "./golden-ids.ts";
import { menuExamples } from "./golden-menu.ts";
import type * as order from "./order.ts";

const { isDefault: _onlyOnTheMenu, allergens: _told, ...hot } = menuExamples.optionChoice;
const cartLine = { itemId: "latte", choiceIds: ["hot"], quantity: 2 };
const pricedLine = {
  itemId: "latte",
  name: menuExamples.menuItem.name,
  choices: [{ ...hot, groupId: menuExamples.optionGroup.groupId }],
  unit_krw: 5_000,
  quantity: 2,
  line_krw: 10_000,
  prepSeconds: 70,
  isCounted: false,
};
const fee = { kind: "fee" as const, name: { ko: "드라이브 픽업", en: "Car side" }, amount_krw: 500 };
const wish = { handOver: "car-side" as const, pickUpAt: at + 1_800_000 };
const quotedCoupon = { couponId, state: "UNCHECKED" as const };
const payment = { method: "card" as const, cardId };
const rejectedUnits = { line: 0, units: 1, reason: "EQUIPMENT", amount_krw: 5_000 };

const orderView: order.OrderView = {
  orderId,
  number: 17,
  businessDay: "2026-11-21",
  storeId,
  state: "AUTHORISED",
  payment: "HELD",
  nickname: "미나",
  lines: [pricedLine],
  adjustments: [fee],
  total_krw: 10_500,
  supply_krw: 9_545,
  vat_krw: 955,
  ...wish,
  placedAt: at,
  releaseAt: at + 10_000,
  changedAt: at + 40,
  version: 2,
  cancelRequested: false,
  place: 3,
  etaAt: at + 240_000,
  reason: null,
  movingTo: "gwanghwamun",
  rejectedUnits: [rejectedUnits],
  delayMinutes: 10,
  quotedEtaAt: at + 180_000,
  freeCancel: true,
};
const refundOf = { lines: [{ line: 0, quantity: 1 }], reason: "식은 커피" };
const refund = {
  ...refundOf,
  part: "refund-1",
  amount_krw: 5_000,
  wantedAt: at + 600_000,
  doneAt: at + 600_400,
};
const quote: order.Quote = {
  ...{ storeId, menuVersion: 1, lines: [pricedLine], adjustments: [fee], total_krw: 10_500 },
  ...{ ...wish, coupon: quotedCoupon, place: 3, etaMinutes: 4 },
};
const gone = { itemId: "cold-brew", name: { ko: "콜드 브루", en: "Cold brew" }, why: "SOLD_OUT" as const };
const entry = { version: 2, state: "AUTHORISED" as const, at: at + 40 };

export const orderExamples: ExamplesOf<typeof order> = {
  cartLine,
  adjustment: fee,
  quoteRequest: { storeId, lines: [cartLine], ...wish, couponId },
  quotedCoupon,
  pricedLine,
  quote,
  paymentChoice: payment,
  rejectedUnits,
  placeOrderRequest: { storeId, lines: [cartLine], ...wish, expected_total_krw: 10_500, payment, couponId },
  orderView,
  pendingOrderView: { ...orderView, choices: ["pay-at-counter"] },
  orderPage: { orders: [orderView], next: orderId },
  refundRequest: { ...refundOf, expected_krw: 5_000 },
  refundWish: { lines: [{ line: 0, quantity: 1 }] },
  refundPreview: {
    ...{ orderId, method: "card", amount_krw: 5_000, left_krw: 10_000 },
    lines: [{ line: 0, quantity: 2 }],
  },
  refundView: refund,
  receipt: {
    ...{
      orderId,
      number: 17,
      businessDay: "2026-11-21",
      storeId,
      storeName: { ko: "성수점", en: "Seongsu" },
    },
    ...{ placedAt: at, state: "PICKED_UP", handOver: "car-side", lines: [pricedLine], adjustments: [fee] },
    ...{ total_krw: 10_500, rejectedUnits: [rejectedUnits], charged_krw: 10_500 },
    ...{ quotedPlace: 3, quotedEtaAt: at + 180_000 },
    ...{ supply_krw: 9_545, vat_krw: 955 },
    ...{ method: "card", payment: "PARTLY_REFUNDED", paid_krw: 10_500, refunded_krw: 5_000 },
    refunds: [refund],
  },
  reorderRequest: { storeId },
  goneLine: gone,
  reorderView: { storeId, lines: [cartLine], quote, gone: [gone] },
  recommendationQuery: { storeId, items: "latte,cold-brew" },
  recommendations: {
    storeId,
    together: [{ itemId: "cold-brew", name: gone.name, price_krw: 4_900, orders: 12 }],
    usual: [{ line: { ...cartLine, quantity: 1 }, name: pricedLine.name, unit_krw: 5_000, times: 4 }],
  },
  moveStoreRequest: { storeId: "gwanghwamun" },
  timelineEntry: entry,
  timeline: { orderId, entries: [entry] },
};
