import * as z from "zod/mini";
import { cardId, instant, orderId, slug } from "./ids.ts";
import { localText } from "./menu.ts";
import { krw } from "./money.ts";

export const orderStates = [
  "PLACED",
  "AUTHORISED",
  "DEFERRED",
  "COUNTER_DUE",
  "PAYMENT_FAILED",
  "ACCEPTED",
  "MAKING",
  "READY",
  "PICKED_UP",
  "UNCLAIMED",
  "REJECTED",
  "CANCELLED",
  "EXPIRED",
] as const;
export const orderState = z.enum(orderStates);
export type OrderState = z.infer<typeof orderState>;

/** Where an order is over for its customer, whatever becomes of its payment. */
export const finalStates: ReadonlySet<OrderState> = new Set([
  "PAYMENT_FAILED",
  "PICKED_UP",
  "UNCLAIMED",
  "REJECTED",
  "CANCELLED",
  "EXPIRED",
]);

export const paymentStates = [
  "NONE",
  "HOLD_PENDING",
  "HELD",
  "FAILED",
  "DEFERRED",
  "COUNTER_DUE",
  "PAID_AT_COUNTER",
  "CAPTURED",
  "PARTLY_REFUNDED",
  "REFUNDED",
  "RELEASED",
  "VOID",
  "ARREARS",
] as const;
export const paymentState = z.enum(paymentStates);
export type PaymentState = z.infer<typeof paymentState>;

export const cartLine = z.strictObject({
  itemId: slug,
  choiceIds: z.array(slug).check(z.maxLength(20)),
  quantity: z.int().check(z.gte(1), z.lte(20)),
});
export type CartLine = z.infer<typeof cartLine>;

const cart = { storeId: slug, lines: z.array(cartLine).check(z.minLength(1), z.maxLength(20)) };
export const quoteRequest = z.strictObject(cart);

/** Names and prices are copied at the moment of the quote: a later price change does not touch them. */
export const pricedLine = z.object({
  itemId: slug,
  name: localText,
  choices: z.array(z.object({ choiceId: slug, name: localText, price_krw: krw })),
  unit_krw: krw,
  quantity: z.int().check(z.gte(1)),
  line_krw: krw,
  prepSeconds: z.int(),
});
export type PricedLine = z.infer<typeof pricedLine>;

export const quote = z.object({
  storeId: slug,
  menuVersion: z.int(),
  lines: z.array(pricedLine),
  total_krw: krw,
  /** Nothing known of the queue (barista out of reach): both are null, and the page says so. */
  place: z.nullable(z.int()),
  etaMinutes: z.nullable(z.int()),
});
export type Quote = z.infer<typeof quote>;

export const paymentChoice = z.discriminatedUnion("method", [
  z.strictObject({ method: z.literal("card"), cardId }),
  z.strictObject({ method: z.literal("counter") }),
]);

export const placeOrderRequest = z.strictObject({
  ...cart,
  expected_total_krw: krw,
  payment: paymentChoice,
});
export type PlaceOrderRequest = z.infer<typeof placeOrderRequest>;

export const rejectedUnits = z.object({
  line: z.int().check(z.gte(0)),
  units: z.int().check(z.gte(1)),
  reason: z.string(),
  amount_krw: krw,
});
export type RejectedUnits = z.infer<typeof rejectedUnits>;

export const orderView = z.object({
  orderId,
  number: z.int(),
  businessDay: z.string(),
  storeId: slug,
  state: orderState,
  payment: paymentState,
  nickname: z.string(),
  lines: z.array(pricedLine),
  total_krw: krw,
  supply_krw: krw,
  vat_krw: krw,
  placedAt: instant,
  changedAt: instant,
  version: z.int(),
  cancelRequested: z.boolean(),
  place: z.nullable(z.int()),
  etaAt: z.nullable(instant),
  reason: z.nullable(z.string()),
  /** What the store did not make, and what is not charged for it or was given back. */
  rejectedUnits: z._default(z.array(rejectedUnits), []),
  /** What the store said it is late; 0 when it is not. Its estimates have it in them. */
  delayMinutes: z._default(z.int().check(z.gte(0)), 0),
});
export type OrderView = z.infer<typeof orderView>;

/** A 202 to placing: the order is taken, its card has not answered; meanwhile the customer may choose. */
export const pendingOrderView = z.extend(orderView, { choices: z.array(z.literal("pay-at-counter")) });

export const orderPage = z.object({ orders: z.array(orderView), next: z.nullable(z.string()) });

export const timelineEntry = z.object({ version: z.int(), state: orderState, at: instant });
export const timeline = z.object({ orderId, entries: z.array(timelineEntry) });
