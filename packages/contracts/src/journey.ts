import * as z from "zod/mini";
import { eventId, instant, orderId, slug } from "./ids.ts";
import { krw } from "./money.ts";
import { orderState, paymentState } from "./order.ts";

/** An order's whole way, for operations: no name, no owner and no line of it, only what happened and when. */

const name = z.string();
const count = z.int();

/** `GET /internal/journeys` of order: by its id, or as the customer knows it. */
export const journeyQuery = z.strictObject({
  order: z.optional(orderId),
  store: z.optional(slug),
  day: z.optional(z.iso.date()),
  number: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(1_000_000))),
});

export const journeyOrder = z.object({
  ...{ orderId, storeId: slug, businessDay: z.string(), number: count },
  ...{ state: orderState, payment: paymentState, reason: z.nullable(z.string()), total_krw: krw },
  ...{ cancelRequested: z.boolean(), moveNo: count, placedAt: instant, changedAt: instant },
  history: z.array(z.object({ version: count, state: orderState, at: instant })),
});
export type JourneyOrder = z.infer<typeof journeyOrder>;

/** Of what an event says, that which names nobody. */
const eventFacts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** `GET /internal/told/{orderId}?since=` of each owner of a feed: what it has told about an order since then. */
export const toldQuery = z.strictObject({ since: z.coerce.number().check(z.int(), z.gte(0)) });
export const toldAbout = z.object({
  events: z.array(
    z.object({
      ...{ eventId, type: name, aggregateId: name, at: instant },
      /** Null: committed, and waiting for its number. */
      seq: z.nullable(count),
      traceId: z.nullable(z.string()),
      facts: eventFacts,
    }),
  ),
  /** False: there is more than is looked through. */
  isWhole: z.boolean(),
});
export type ToldAbout = z.infer<typeof toldAbout>;

/** `POST /internal/taken`: what has become of these here. */
export const takenWanted = z.strictObject({ eventIds: z.array(eventId).check(z.maxLength(500)) });
export const takenHere = z.object({
  /** How far each feed has been heard, by the feed's name. */
  heard: z.record(z.string(), count),
  taken: z.array(z.object({ eventId, at: instant })),
  setAside: z.array(z.object({ eventId, attempts: count, error: z.string(), parkedAt: instant })),
});
export type TakenHere = z.infer<typeof takenHere>;

export const journeySpan = z.object({
  ...{ service: name, name: z.string(), at: instant, tookMs: z.number(), isFailed: z.boolean() },
});

/** `GET /ops/journey`. */
export const opsJourney = z.object({
  at: instant,
  order: journeyOrder,
  events: z.array(
    z.object({
      service: name,
      ...{ eventId, type: name, aggregateId: name, at: instant, seq: z.nullable(count) },
      traceId: z.nullable(z.string()),
      facts: eventFacts,
      takers: z.array(
        z.object({
          consumer: name,
          /** WAITING: it has not heard so far. Who has no use for such an event is not here. */
          state: z.enum(["TAKEN", "SET_ASIDE", "WAITING"]),
          at: z.nullable(instant),
          attempts: z.nullable(count),
          error: z.nullable(z.string()),
        }),
      ),
    }),
  ),
  /** `spans` is null where nobody is configured who could be asked, or they could not be had; `why` is then said. */
  traces: z.array(
    z.object({
      ...{ traceId: z.string(), url: z.nullable(z.string()) },
      spans: z.nullable(z.array(journeySpan)),
      why: z.nullable(z.string()),
    }),
  ),
  /** Services whose part is missing. */
  silent: z.array(z.object({ service: name, why: z.string() })),
  isWhole: z.boolean(),
});
export type OpsJourney = z.infer<typeof opsJourney>;
