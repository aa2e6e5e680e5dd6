import type * as z from "zod/mini";
import type { ExamplesOf } from "./form.ts";
import { baristaExamples } from "./golden-barista.ts";
import { at, cardId, eventId, memberId, storeId, traceparent } from "./golden-ids.ts";
import { memberExamples } from "./golden-member.ts";
import { orderExamples } from "./golden-order.ts";
import type * as live from "./live.ts";

const stream = `store:${storeId}`;
const changed = { order: orderExamples.orderView };
const ticket = { ticket: baristaExamples.ticketView };

const head = { eventId, stream, n: 12, at, traceparent, ring: true as const };

export const liveExamples: ExamplesOf<typeof live> = {
  liveHead: head,
  livePage: {
    stream,
    head: 12,
    events: [{ ...head, name: "ticket.queued", ...ticket }],
    next: 12,
    rings: [12],
  },
  ring: { stream: `member:${memberId}`, n: 12 },
  tick: { stream, n: 12, at, cutOffSince: at },
  resumeRequest: { stream, after: 11 },
  resumeAnswer: { ok: false, n: 12, code: "CURSOR_GONE" },
  ackRequest: { stream, n: 12 },
  renewRequest: { token: memberExamples.session.accessToken },
  hello: { streams: [stream], expiresAt: at + 900_000 },
  goodbye: { code: "TOKEN_EXPIRED" },
};

type EventsOf<C extends Record<string, z.ZodMiniType>> = { [N in keyof C]: z.output<C[N]> };

/** What each live event says beside its head; on the wire both stand side by side. */
export const orderLiveExamples: EventsOf<typeof live.orderLiveEvents> = {
  "order.placed": changed,
  "order.accepted": changed,
  "order.making": changed,
  "order.ready": changed,
  "order.picked_up": changed,
  "order.unclaimed": changed,
  "order.rejected": changed,
  "order.cancelled": changed,
  "order.expired": changed,
  "order.payment": changed,
  "order.position": changed,
  "order.delayed": changed,
  "wallet.changed": { cardId },
};

export const boardLiveExamples: EventsOf<typeof live.boardLiveEvents> = {
  "ticket.queued": ticket,
  "ticket.changed": ticket,
  "ticket.voided": ticket,
  "unit.changed": { ticketId: baristaExamples.ticketView.ticketId, unit: baristaExamples.unitView },
  "availability.changed": { itemId: "latte", soldOut: true },
  "option.changed": { choiceId: "oat-milk", soldOut: true },
  "stock.changed": { itemId: "cookie", free: 90 },
  "work.next": { batches: [baristaExamples.batchView] },
  "store.delay": baristaExamples.delayView,
  "store.state": { state: "PAUSED", until: at + 900_000, note: "단체 주문" },
};

export const callLiveExamples: EventsOf<typeof live.callLiveEvents> = {
  "store.changed": {},
  "call.ready": { number: 17, nickname: "미*" },
  "call.cleared": { number: 17 },
};

export const onTheWire = <T extends object>(data: T) => ({ ...data, ...liveExamples.liveHead });
