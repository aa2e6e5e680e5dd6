import type { ExamplesOf } from "./form.ts";
import { at, eventId, orderId, storeId } from "./golden-ids.ts";
import type * as journey from "./journey.ts";

const facts = { amount_krw: 10_500, code: "INSUFFICIENT_BALANCE", deferred: false };
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const told = {
  ...{ eventId, type: "OrderAuthorised", aggregateId: orderId, at, seq: 4_187 },
  ...{ traceId, facts },
};
const journeyOrder = {
  ...{ orderId, storeId, businessDay: "2026-11-21", number: 17 },
  ...{ state: "READY" as const, payment: "CAPTURED" as const, reason: "TOO_BUSY", total_krw: 10_500 },
  ...{ cancelRequested: false, moveNo: 0, placedAt: at, changedAt: at + 60_000 },
  history: [{ version: 1, state: "PLACED" as const, at }],
};
const journeySpan = {
  ...{ service: "order", name: "POST /orders", at, tookMs: 12.4, isFailed: false },
};
const parked = { attempts: 6, error: "no cup of that size" };

export const journeyExamples: ExamplesOf<typeof journey> = {
  journeyQuery: { order: orderId, store: storeId, day: "2026-11-21", number: 17 },
  journeyOrder,
  toldQuery: { since: at },
  toldAbout: { events: [told], isWhole: true },
  takenWanted: { eventIds: [eventId] },
  takenHere: {
    heard: { order: 4_190 },
    taken: [{ eventId, at: at + 20 }],
    setAside: [{ eventId, ...parked, parkedAt: at + 8_000 }],
  },
  journeySpan,
  opsJourney: {
    ...{ at, order: journeyOrder, isWhole: false },
    events: [
      {
        ...{ service: "order", ...told },
        takers: [{ consumer: "barista", state: "SET_ASIDE", at: at + 8_000, ...parked }],
      },
    ],
    traces: [
      {
        traceId,
        url: `http://localhost:16686/trace/${traceId}`,
        spans: [journeySpan],
        why: "it answered 500",
      },
    ],
    silent: [{ service: "member", why: "NO_INSTANCE" }],
  },
};
