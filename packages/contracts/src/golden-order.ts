import type { ExamplesOf } from "./form.ts";
import { at, cardId, orderId, storeId } from "./golden-ids.ts";
import { menuExamples } from "./golden-menu.ts";
import type * as order from "./order.ts";

const { isDefault: _onlyOnTheMenu, ...hot } = menuExamples.optionChoice;
const cartLine = { itemId: "latte", choiceIds: ["hot"], quantity: 2 };
const pricedLine = {
  itemId: "latte",
  name: menuExamples.menuItem.name,
  choices: [hot],
  unit_krw: 5_000,
  quantity: 2,
  line_krw: 10_000,
  prepSeconds: 70,
};
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
  total_krw: 10_000,
  supply_krw: 9_091,
  vat_krw: 909,
  placedAt: at,
  changedAt: at + 40,
  version: 2,
  cancelRequested: false,
  place: 3,
  etaAt: at + 240_000,
  reason: null,
  rejectedUnits: [rejectedUnits],
  delayMinutes: 10,
};
const entry = { version: 2, state: "AUTHORISED" as const, at: at + 40 };

export const orderExamples: ExamplesOf<typeof order> = {
  cartLine,
  quoteRequest: { storeId, lines: [cartLine] },
  pricedLine,
  quote: { storeId, menuVersion: 1, lines: [pricedLine], total_krw: 10_000, place: 3, etaMinutes: 4 },
  paymentChoice: payment,
  placeOrderRequest: { storeId, lines: [cartLine], expected_total_krw: 10_000, payment },
  rejectedUnits,
  orderView,
  pendingOrderView: { ...orderView, choices: ["pay-at-counter"] },
  orderPage: { orders: [orderView], next: orderId },
  timelineEntry: entry,
  timeline: { orderId, entries: [entry] },
};
