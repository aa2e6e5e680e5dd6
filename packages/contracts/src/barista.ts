import * as z from "zod/mini";
import { instant, orderId, slug, ticketId, unitId } from "./ids.ts";
import { localText } from "./menu.ts";
import { krw } from "./money.ts";
import { handOver, paymentState } from "./order.ts";

export const ticketStates = [
  "QUEUED",
  "ACCEPTED",
  "MAKING",
  "READY",
  "HANDED_OVER",
  "UNCLAIMED",
  "VOIDED",
  "REJECTED",
] as const;
export const ticketState = z.enum(ticketStates);
export type TicketState = z.infer<typeof ticketState>;

export const unitStates = ["TODO", "CLAIMED", "DONE", "REJECTED"] as const;
export const unitState = z.enum(unitStates);
export type UnitState = z.infer<typeof unitState>;

/** One cup. */
export const unitView = z.object({
  unitId,
  line: z.int(),
  n: z.int(),
  itemId: z._default(z.string(), ""),
  name: localText,
  /** In the menu's order, whatever order they were chosen in. */
  choices: z.array(localText),
  /** The same, as the menu names them; empty in tickets from before they were kept. */
  choiceIds: z._default(z.array(z.string()), []),
  state: unitState,
  claimedBy: z.nullable(z.string()),
  /** Whoever had it has gone quiet: the board asks whether it was made. `done` says yes, `claim` no. */
  leftBy: z._default(z.nullable(z.string()), null),
  /** How often it was made anew, each time with a reason. */
  remakes: z._default(z.int().check(z.gte(0)), 0),
});
export type UnitView = z.infer<typeof unitView>;

export const ticketView = z.object({
  ticketId,
  orderId,
  moveNo: z._default(z.int(), 0),
  storeId: slug,
  number: z.int(),
  nickname: z.string(),
  state: ticketState,
  /** What the counter has to know: DEFERRED and COUNTER_DUE are shown, the rest is paid. */
  payment: paymentState,
  /** What the counter has to take for what is made; null where nothing is due there. */
  due_krw: z._default(z.nullable(krw), null),
  units: z.array(unitView),
  placedAt: instant,
  handOver: z._default(handOver, "take-out"),
  /** The board shows it from here on. */
  releaseAt: z._default(instant, 0),
  /** When its customer wants to come; null is as soon as possible. */
  pickUpAt: z._default(z.nullable(instant), null),
  /** When it was to be ready, as it was reckoned when it came in; null in tickets from before it was kept. */
  promisedAt: z._default(z.nullable(instant), null),
  changedAt: instant,
  version: z.int(),
});
export type TicketView = z.infer<typeof ticketView>;

export const storeStates = ["OPEN", "BUSY", "PAUSED"] as const;
export const storeState = z.enum(storeStates);

/** Bottles and food that a store counts: `reserved + free + sold = received`. */
export const stockView = z.object({
  itemId: slug,
  isCounted: z.boolean(),
  received: z.int().check(z.gte(0)),
  free: z.int().check(z.gte(0)),
  reserved: z.int().check(z.gte(0)),
  sold: z.int().check(z.gte(0)),
});
export type StockView = z.infer<typeof stockView>;

/** How late the store says it is; 0 minutes end it. */
export const delayView = z.object({ minutes: z.int().check(z.gte(0), z.lte(120)), until: instant });

/** Cups that are made in one go, and by which choices they go together: the order of work is the service's to say. */
export const batchView = z.object({ choiceIds: z.array(z.string()), unitIds: z.array(unitId) });
export type BatchView = z.infer<typeof batchView>;

export const boardView = z.object({
  storeId: slug,
  /** The stream `store:{storeId}` up to which this board is complete; the socket resumes after it. */
  n: z.int().check(z.gte(0)),
  at: instant,
  tickets: z.array(ticketView),
  /** What to make next, and what together. */
  next: z._default(z.array(batchView), []),
  soldOut: z.array(slug),
  soldOutOptions: z._default(z.array(slug), []),
  stock: z._default(z.array(stockView), []),
  delay: z._default(z.nullable(delayView), null),
  /** By its hours; null where it does not close, or where nobody has told its hours yet. */
  closesAt: z._default(z.nullable(instant), null),
  isClosed: z._default(z.boolean(), false),
  state: storeState,
  until: z.nullable(instant),
  note: z.nullable(z.string()),
  /** Up to which event of order's feed the board has been filled. */
  sync: z.object({ seq: z.int() }),
});
export type BoardView = z.infer<typeof boardView>;

export const rejectReasons = ["SOLD_OUT", "TOO_BUSY", "CLOSING", "EQUIPMENT", "OTHER"] as const;
export const rejectReason = z.enum(rejectReasons);
export type RejectReason = z.infer<typeof rejectReason>;
export const remakeReasons = ["SPILLED", "WRONG_DRINK", "COMPLAINT", "OTHER"] as const;
export const remakeReason = z.enum(remakeReasons);
export type RemakeReason = z.infer<typeof remakeReason>;
/** Without `units` the whole ticket is rejected; with them the rest of it goes on. */
export const rejectRequest = z.strictObject({
  reason: rejectReason,
  units: z.optional(z.array(unitId).check(z.minLength(1), z.maxLength(400))),
});
export const remakeRequest = z.strictObject({ reason: remakeReason });

/** When it was said, of what comes late: refused where somebody has said something else since. */
const saidAt = z.optional(instant);
export const storeStateRequest = z.strictObject({
  state: storeState,
  until: z.optional(instant),
  note: z.optional(z.string().check(z.maxLength(120))),
  saidAt,
});
export const storeStateView = z.object({
  state: storeState,
  until: z.nullable(instant),
  note: z.nullable(z.string()),
});
/** `of` says what the address names; an item when it is left out. */
export const availabilityRequest = z.strictObject({
  soldOut: z.boolean(),
  of: z.optional(z.enum(["item", "option"])),
  saidAt,
});
/** Whichever of the two was named. */
export const availabilityView = z.union([
  z.object({ itemId: slug, soldOut: z.boolean() }),
  z.object({ choiceId: slug, soldOut: z.boolean() }),
]);

const quantity = z.int().check(z.lte(100_000));
/** So many came in, or so many stand there (null: not counted any more); one of the two. */
export const stockRequest = z.union([
  z.strictObject({ received: quantity.check(z.gte(1)) }),
  z.strictObject({ counted: z.nullable(quantity.check(z.gte(0))), saidAt }),
]);

export const delayRequest = z.strictObject({
  minutes: z.int().check(z.gte(0), z.lte(120)),
  /** Half an hour from now when left out. */
  until: z.optional(instant),
  saidAt,
});

const count = z.int().check(z.gte(0));
/** `GET /stores/{s}/sales?day=`: a business day of a store, by its own tickets. */
/** Money that a manager gave back on that day, for whichever day it was. */
export const givenBack = z.object({
  orderId,
  number: z.int(),
  amount_krw: krw,
  method: z.enum(["card", "counter"]),
  reason: z.string(),
  at: instant,
});
export type GivenBack = z.infer<typeof givenBack>;

/** Of a day: the tickets of that business day. Of a shift: those that were placed in it. */
export const salesReport = z.object({
  storeId: slug,
  day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  from: z._default(z.nullable(instant), null),
  to: z._default(z.nullable(instant), null),
  tickets: z.object({
    all: count,
    open: count,
    handedOver: count,
    unclaimed: count,
    rejected: count,
    voided: count,
  }),
  /** Cups made, and what was asked for them; what a manager gave back later is among the refunds of that day. */
  cups: count,
  sales_krw: krw,
  counter_krw: krw,
  refunds: z._default(z.array(givenBack), []),
  refunded_krw: z._default(krw, 0),
  /** Of it, what left the till. */
  refunded_counter_krw: z._default(krw, 0),
  remakes: count,
  rejectedCups: count,
  /** From placing to ready, of those that were ready; null while none was. */
  waitSeconds: z.object({ average: z.nullable(count), longest: z.nullable(count) }),
  items: z.array(z.object({ itemId: z.string(), name: localText, cups: count, sales_krw: krw })),
  /** By when it was placed; `sales_krw` are those of the tickets of which something was made. */
  hours: z.array(
    z.object({
      ...{ hour: z.int().check(z.gte(0), z.lte(23)), tickets: count, cups: count },
      sales_krw: z._default(krw, 0),
    }),
  ),
  handOvers: z._default(z.array(z.object({ handOver, tickets: count, cups: count, sales_krw: krw })), []),
  /** Who made how much in this shift. */
  baristas: z.array(z.object({ memberId: z.string(), cups: count })),
});
export type SalesReport = z.infer<typeof salesReport>;
const instantInQuery = z.optional(z.string().check(z.regex(/^\d{1,15}$/)));
/** A business day; or of a shift, both ends of it, a day apart at most. */
export const salesQuery = z.strictObject({
  day: z.optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))),
  from: instantInQuery,
  to: instantInQuery,
});

export const callBoard = z.object({
  storeId: slug,
  n: z.int(),
  entries: z.array(z.object({ number: z.int(), nickname: z.string(), state: z.enum(["MAKING", "READY"]) })),
});
export type CallBoard = z.infer<typeof callBoard>;

/** `GET /stores/{s}/now`: what anybody may know before ordering. */
export const storeNow = z.object({
  storeId: slug,
  at: instant,
  state: storeState,
  until: z.nullable(instant),
  note: z.nullable(z.string()),
  delay: z.nullable(delayView),
  /** Marked so, or counted with none left. */
  soldOut: z.array(slug),
  soldOutOptions: z.array(slug),
  /** What stands before a new order, and the minutes until one usual drink of it would be ready. */
  wait: z._default(z.nullable(z.object({ orders: z.int(), minutes: z.int() })), null),
});
export type StoreNow = z.infer<typeof storeNow>;

/** order -> barista, `POST /internal/tickets/{orderId}/void`: the ticket's state decides the cancel race. */
export const voidView = z.object({ orderId, state: z.literal("VOIDED") });
