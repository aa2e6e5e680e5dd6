import * as z from "zod/mini";
import { instant, orderId, slug, ticketId, unitId } from "./ids.ts";
import { localText } from "./menu.ts";
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

export const unitStates = ["TODO", "CLAIMED", "DONE"] as const;
export const unitState = z.enum(unitStates);
export type UnitState = z.infer<typeof unitState>;

/** One cup. */
export const unitView = z.object({
  unitId,
  line: z.int(),
  n: z.int(),
  name: localText,
  choices: z.array(localText),
  state: unitState,
  claimedBy: z.nullable(z.string()),
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
  units: z.array(unitView),
  placedAt: instant,
  handOver: z._default(handOver, "take-out"),
  /** The board shows it from here on. */
  releaseAt: z._default(instant, 0),
  /** When its customer wants to come; null is as soon as possible. */
  pickUpAt: z._default(z.nullable(instant), null),
  changedAt: instant,
  version: z.int(),
});
export type TicketView = z.infer<typeof ticketView>;

export const storeStates = ["OPEN", "BUSY", "PAUSED"] as const;
export const storeState = z.enum(storeStates);

export const boardView = z.object({
  storeId: slug,
  /** The stream `store:{storeId}` up to which this board is complete; the socket resumes after it. */
  n: z.int().check(z.gte(0)),
  at: instant,
  tickets: z.array(ticketView),
  soldOut: z.array(slug),
  state: storeState,
  until: z.nullable(instant),
  note: z.nullable(z.string()),
  /** Up to which event of order's feed the board has been filled. */
  sync: z.object({ seq: z.int() }),
});
export type BoardView = z.infer<typeof boardView>;

export const rejectReasons = ["SOLD_OUT", "TOO_BUSY", "CLOSING", "EQUIPMENT", "OTHER"] as const;
export const rejectRequest = z.strictObject({ reason: z.enum(rejectReasons) });

export const storeStateRequest = z.strictObject({
  state: storeState,
  until: z.optional(instant),
  note: z.optional(z.string().check(z.maxLength(120))),
});
export const availabilityRequest = z.strictObject({ soldOut: z.boolean() });

export const callBoard = z.object({
  storeId: slug,
  n: z.int(),
  entries: z.array(z.object({ number: z.int(), nickname: z.string(), state: z.enum(["MAKING", "READY"]) })),
});
export type CallBoard = z.infer<typeof callBoard>;

/** order -> barista, `POST /internal/tickets/{orderId}/void`: the ticket's state decides the cancel race. */
export const voidView = z.object({ orderId, state: z.literal("VOIDED") });
