import * as z from "zod/mini";
import { cardId, couponId, instant, orderId, slug } from "./ids.ts";
import { localText } from "./menu.ts";
import { krw, signedKrw } from "./money.ts";

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

export const handOvers = ["take-out", "for-here", "car-side"] as const;
export const handOver = z.enum(handOvers);
export type HandOver = z.infer<typeof handOver>;

const cart = {
  storeId: slug,
  lines: z.array(cartLine).check(z.minLength(1), z.maxLength(20)),
  /** Take-out when left out. */
  handOver: z.optional(handOver),
  /** When the customer wants to come; left out, it is as soon as possible. */
  pickUpAt: z.optional(instant),
};
/** A coupon is looked at for a signed-in customer only. */
export const quoteRequest = z.strictObject({ ...cart, couponId: z.optional(couponId) });

/** Names and prices are copied at the moment of the quote: a later price change does not touch them. */
export const pricedLine = z.object({
  itemId: slug,
  name: localText,
  /** `groupId` as the menu has it; absent in orders from before it was kept. */
  choices: z.array(z.object({ choiceId: slug, groupId: z.optional(slug), name: localText, price_krw: krw })),
  unit_krw: krw,
  quantity: z.int().check(z.gte(1)),
  line_krw: krw,
  /** The work that it is; what it counts for is said by `isCounted`. */
  prepSeconds: z.int(),
  /** A bottle or food, of which there are so many: not a drink that somebody makes. */
  isCounted: z._default(z.boolean(), false),
});
export type PricedLine = z.infer<typeof pricedLine>;

/** What is added to the lines or taken off: with them it makes the total. */
export const adjustment = z.object({
  kind: z.enum(["fee", "coupon"]),
  name: localText,
  amount_krw: signedKrw,
});
export type Adjustment = z.infer<typeof adjustment>;

/** UNCHECKED: member could not be asked, so the total is without it and it cannot be used just now. */
export const quotedCoupon = z.object({ couponId, state: z.enum(["APPLIED", "UNCHECKED"]) });

export const quote = z.object({
  storeId: slug,
  menuVersion: z.int(),
  lines: z.array(pricedLine),
  adjustments: z._default(z.array(adjustment), []),
  total_krw: krw,
  handOver: z._default(handOver, "take-out"),
  pickUpAt: z._default(z.nullable(instant), null),
  coupon: z._default(z.nullable(quotedCoupon), null),
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
  /** With a card only: it is taken together with the hold. */
  couponId: z.optional(couponId),
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
  adjustments: z._default(z.array(adjustment), []),
  total_krw: krw,
  supply_krw: krw,
  vat_krw: krw,
  handOver: z._default(handOver, "take-out"),
  placedAt: instant,
  /** The store sees it from here on; until then calling it off disturbs nobody. */
  releaseAt: z._default(instant, 0),
  pickUpAt: z._default(z.nullable(instant), null),
  changedAt: instant,
  version: z.int(),
  cancelRequested: z.boolean(),
  place: z.nullable(z.int()),
  etaAt: z.nullable(instant),
  reason: z.nullable(z.string()),
  /** The store to which it is on its way, until the one that has its ticket has let it go. */
  movingTo: z._default(z.nullable(slug), null),
  /** What the store did not make, and what is not charged for it or was given back. */
  rejectedUnits: z._default(z.array(rejectedUnits), []),
  /** What the store said it is late; 0 when it is not. Its estimates have it in them. */
  delayMinutes: z._default(z.int().check(z.gte(0)), 0),
  /** When it should have been ready by what was said before paying; null where nothing was known. */
  quotedEtaAt: z._default(z.nullable(instant), null),
  /** It has become more than five minutes later than that, and no cup is begun: nobody has to wait for it. */
  freeCancel: z._default(z.boolean(), false),
});
export type OrderView = z.infer<typeof orderView>;

/** A 202 to placing: the order is taken, its card has not answered; meanwhile the customer may choose. */
export const pendingOrderView = z.extend(orderView, { choices: z.array(z.literal("pay-at-counter")) });

export const orderPage = z.object({ orders: z.array(orderView), next: z.nullable(z.string()) });

const linePart = z.strictObject({
  line: z.int().check(z.gte(0)),
  quantity: z.int().check(z.gte(1), z.lte(20)),
});

/** A manager's, after the drinks have left: these of the order's lines (counted from 0), or all that is left. */
export const refundRequest = z.strictObject({
  lines: z.optional(z.array(linePart).check(z.minLength(1), z.maxLength(20))),
  reason: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  /** What was shown as going back; where it would be another sum by now, nothing goes. */
  expected_krw: z.optional(krw),
});
export type RefundRequest = z.infer<typeof refundRequest>;

/** What would be given back, before anybody says yes. */
export const refundWish = z.strictObject({ lines: refundRequest.shape.lines });
export const refundPreview = z.object({
  orderId,
  method: z.enum(["card", "counter"]),
  amount_krw: krw,
  /** All that could still go back. */
  left_krw: krw,
  /** How many of each line could; a line without any is not named. */
  lines: z.array(z.object({ line: z.int().check(z.gte(0)), quantity: z.int().check(z.gte(1)) })),
});
export type RefundPreview = z.infer<typeof refundPreview>;

export const refundView = z.object({
  part: z.string(),
  /** Null is all that was left. */
  lines: z.nullable(z.array(linePart)),
  amount_krw: krw,
  reason: z.string(),
  wantedAt: instant,
  /** When the money was back; null while it is on its way. */
  doneAt: z.nullable(instant),
});

export const receipt = z.object({
  orderId,
  number: z.int(),
  businessDay: z.string(),
  storeId: slug,
  storeName: z.nullable(localText),
  placedAt: instant,
  state: orderState,
  handOver,
  lines: z.array(pricedLine),
  adjustments: z.array(adjustment),
  total_krw: krw,
  /** What the store did not make; of the charge it is missing, or it was given back. */
  rejectedUnits: z.array(rejectedUnits),
  /** What was said of its place and its time before it was paid. */
  quotedPlace: z._default(z.nullable(z.int()), null),
  quotedEtaAt: z._default(z.nullable(instant), null),
  /** What was to be paid for what was to be made; the VAT is in it. */
  charged_krw: krw,
  supply_krw: krw,
  vat_krw: krw,
  method: z.enum(["card", "counter"]),
  payment: paymentState,
  paid_krw: krw,
  refunded_krw: krw,
  refunds: z.array(refundView),
});
export type Receipt = z.infer<typeof receipt>;

/** Where the same again is wanted; left out, it is where it was had before. */
export const reorderRequest = z.strictObject({ storeId: z.optional(slug) });

export const goneLine = z.object({
  itemId: slug,
  name: localText,
  why: z.enum(["NOT_OFFERED", "OPTION_GONE", "SOLD_OUT"]),
});

/** What can be had again, at today's prices; the quote is null where nothing of it is left. */
export const reorderView = z.object({
  storeId: slug,
  lines: z.array(cartLine),
  quote: z.nullable(quote),
  gone: z.array(goneLine),
});
export type ReorderView = z.infer<typeof reorderView>;

/** `items`: what is in the cart, by commas. */
export const recommendationQuery = z.strictObject({
  storeId: slug,
  items: z.optional(z.string().check(z.regex(/^[a-z0-9-]+(,[a-z0-9-]+){0,19}$/), z.maxLength(1_000))),
});

export const recommendations = z.object({
  storeId: slug,
  /** What others had with it, and in how many orders. */
  together: z.array(z.object({ itemId: slug, name: localText, price_krw: krw, orders: z.int() })),
  /** What the member has again and again, as they have it. */
  usual: z.array(z.object({ line: cartLine, name: localText, unit_krw: krw, times: z.int() })),
});
export type Recommendations = z.infer<typeof recommendations>;

/** The total there has to be the one that was agreed to. */
export const moveStoreRequest = z.strictObject({ storeId: slug });

export const timelineEntry = z.object({ version: z.int(), state: orderState, at: instant });
export const timeline = z.object({ orderId, entries: z.array(timelineEntry) });
