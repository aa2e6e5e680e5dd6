import * as z from "zod/mini";
import { batchView, delayView, ticketView, unitView } from "./barista.ts";
import { cardId, eventId, instant, slug, traceparent } from "./ids.ts";
import { orderView } from "./order.ts";

/** `store:{s}`, `call:{s}`, `member:{id}`, `guest:{hash}`: `n` is gap-free within a stream. */
export const streamName = z.string().check(z.regex(/^(store|call|member|guest):[A-Za-z0-9_-]{1,64}$/));

export const streams = {
  store: (storeId: string) => `store:${storeId}`,
  call: (storeId: string) => `call:${storeId}`,
  member: (memberId: string) => `member:${memberId}`,
  guest: (guestHash: string) => `guest:${guestHash}`,
} as const;

/** Sent with every live event, beside the event's own data. */
export const liveHead = z.object({
  eventId,
  stream: streamName,
  n: z.int().check(z.gte(1)),
  at: instant,
  traceparent: z.optional(traceparent),
  /** Of a member's devices this one is to ring for it; the others show it and wait for a `ring` of their own. */
  ring: z.optional(z.literal(true)),
});
export type LiveHead = z.infer<typeof liveHead>;

/**
 * Server -> client, on `/orders`: nobody has acknowledged the event `n` within the turn of whoever was to ring for it,
 * so this device rings now. The event itself may have come long before, or with a state that was read.
 */
export const ring = z.object({ stream: streamName, n: z.int().check(z.gte(1)) });

const orderChanged = z.object({ order: orderView });

/** Namespace `/orders`: to the member or guest whose order, or card, it is. */
export const orderLiveEvents = {
  "order.placed": orderChanged,
  "order.accepted": orderChanged,
  "order.making": orderChanged,
  "order.ready": orderChanged,
  "order.picked_up": orderChanged,
  "order.unclaimed": orderChanged,
  "order.rejected": orderChanged,
  "order.cancelled": orderChanged,
  "order.expired": orderChanged,
  "order.payment": orderChanged,
  "order.position": orderChanged,
  "order.delayed": orderChanged,
  /** By something else than an order of theirs, on another device for instance. What is on it, member says. */
  "wallet.changed": z.object({ cardId }),
} as const;
export type OrderLiveName = keyof typeof orderLiveEvents;

/** Namespace `/board`: to the store's staff. */
export const boardLiveEvents = {
  "ticket.queued": z.object({ ticket: ticketView }),
  "ticket.changed": z.object({ ticket: ticketView }),
  "ticket.voided": z.object({ ticket: ticketView }),
  "unit.changed": z.object({ ticketId: z.string(), unit: unitView }),
  "availability.changed": z.object({ itemId: slug, soldOut: z.boolean() }),
  "option.changed": z.object({ choiceId: slug, soldOut: z.boolean() }),
  "stock.changed": z.object({ itemId: slug, free: z.nullable(z.int()) }),
  /** In place of what was told before it. */
  "work.next": z.object({ batches: z.array(batchView) }),
  "store.delay": delayView,
  "store.state": z.object({ state: z.string(), until: z.nullable(instant), note: z.nullable(z.string()) }),
} as const;
export type BoardLiveName = keyof typeof boardLiveEvents;

/** Namespace `/call`: public, so it carries a number and a masked nickname and nothing else. */
export const callLiveEvents = {
  /** It is open, busy, paused, late or out of something, or no longer: `GET /stores/{s}/now` says which. */
  "store.changed": z.object({}),
  "call.ready": z.object({ number: z.int(), nickname: z.string() }),
  "call.cleared": z.object({ number: z.int() }),
} as const;

export type LiveName = OrderLiveName | BoardLiveName | keyof typeof callLiveEvents;

/**
 * `GET /events?after=`: the same events for those who cannot keep a socket open, each with its data beside. With
 * `wait_ms` the answer waits for the first of them. `rings`: the numbers for which this page is to ring, events of
 * before among them. What was shown is acknowledged with `PUT /events/heard`.
 */
export const livePage = z.object({
  stream: streamName,
  head: z.int(),
  events: z.array(z.looseObject({ ...liveHead.shape, name: z.string() })),
  next: z.int(),
  rings: z.optional(z.array(z.int())),
});

/**
 * Every 2 s on `/board`: proof that the socket is alive and that nothing was missed. `cutOffSince`: all of the stream is
 * here, and since then nothing new can have come into it, because whoever tells this service cannot be heard.
 */
export const tick = z.object({
  stream: streamName,
  n: z.int(),
  at: instant,
  cutOffSince: z.optional(instant),
});

/**
 * Client -> server, each answered by an acknowledgement. Without `after` the stream is heard from now on,
 * and the answer's `n` says where that is; with it, what came after is replayed first.
 */
export const resumeRequest = z.strictObject({
  stream: streamName,
  after: z.optional(z.int().check(z.gte(0))),
});
export const resumeAnswer = z.object({ ok: z.boolean(), n: z.int(), code: z.optional(z.string()) });
export const ackRequest = z.strictObject({ stream: streamName, n: z.int().check(z.gte(0)) });
export const renewRequest = z.strictObject({ token: z.string().check(z.maxLength(4096)) });

/** Server -> client, first of all: which streams this socket may hear, and until when it is trusted. */
export const hello = z.object({ streams: z.array(streamName), expiresAt: instant });
/** Server -> client, last of all; the socket is closed after it. */
export const goodbye = z.object({
  code: z.enum([
    "UNAUTHENTICATED",
    "TOKEN_EXPIRED",
    "BAD_REQUEST",
    "DRAINING",
    "OVERLOADED",
    // It said too much in too short a time.
    "TOO_MANY_REQUESTS",
  ]),
});

/** Engine.io paths as a browser sees them: one per server, because namespaces of a server share it. */
export const socketPaths = {
  orders: { path: "/api/v1/order/socket.io", namespace: "/orders" },
  board: { path: "/api/v1/barista/socket.io", namespace: "/board" },
  call: { path: "/api/v1/barista/socket.io", namespace: "/call" },
} as const;
