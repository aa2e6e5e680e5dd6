import type { JourneyPort } from "@siren/chassis/messaging/ports";
import type { ToldAbout } from "@siren/contracts/journey";
import type { Collections, EventDoc, OutboxDoc } from "./collections.ts";

/** An order is over within hours; a busy feed has so many events in that time, and more are not looked through. */
const mostLookedThrough = 50_000;
const atOnce = 2_000;
const mostEvents = 300;
/** Numbers are given out within moments of what they number, but by processes whose clocks may differ. */
const clocksDifferMs = 60_000;

/** Of what an event says, that which names nobody and is no text of a person's. */
const tellable = [
  ...["state", "payment", "code", "reason", "because", "part", "storeId", "moveNo", "place", "line", "n"],
  ...["amount_krw", "shortfall_krw", "total_krw", "number", "deferred"],
];
const codeForm = /^[\w.-]{1,60}$/;

type Told = Pick<OutboxDoc, "type" | "aggregateId" | "at" | "data" | "traceparent">;

/** Nothing is written for it and no index kept: the feed is looked through from about the moment that is meant. */
export function createJourneys(c: Collections): JourneyPort {
  return {
    async told(orderId, sinceMs) {
      const about = { $or: [{ aggregateId: orderId }, { "data.orderId": orderId }] };
      // First: what gets its number while the rest is read is found there, and not in neither place.
      const waiting = await c.outbox.find(about).sort({ at: 1 }).limit(mostEvents).toArray();
      const head = (await c.head.findOne({ _id: "feed" }))?.seq ?? 0;
      const first = await firstSince(c, sinceMs - clocksDifferMs, head);
      const upTo = Math.min(head, first + mostLookedThrough);
      const found: EventDoc[] = [];
      for (let after = first - 1; after < upTo && found.length <= mostEvents; after += atOnce) {
        const some = { _id: { $gt: after, $lte: Math.min(upTo, after + atOnce) }, ...about };
        found.push(...(await c.events.find(some).sort({ _id: 1 }).toArray()));
      }
      const known = new Set(found.map(({ eventId }) => eventId));
      const events = [
        ...found.map((doc) => ({ eventId: doc.eventId, seq: doc._id, ...tell(doc) })),
        ...waiting
          .filter(({ _id }) => !known.has(_id))
          .map((doc) => ({ eventId: doc._id, seq: null, ...tell(doc) })),
      ];
      return { events: events.slice(0, mostEvents), isWhole: upTo === head && events.length <= mostEvents };
    },

    async taken(eventIds) {
      const ids = { _id: { $in: [...eventIds] } };
      const cursors = await c.cursors.find({}).toArray();
      const marks = await c.inbox.find(ids).toArray();
      const letters = await c.deadLetters.find(ids).toArray();
      return {
        heard: Object.fromEntries(cursors.map(({ _id: feed, seq }) => [feed, seq])),
        taken: marks.map(({ _id: eventId, at }) => ({ eventId, at: at.getTime() })),
        setAside: letters.map(({ _id: eventId, attempts, error, parkedAt }) => ({
          ...{ eventId, attempts, error: error.slice(0, 500), parkedAt },
        })),
      };
    },
  };
}

/** The first number that was given out then or later, by halving: what is older may have been deleted. */
async function firstSince(c: Collections, sinceMs: number, head: number): Promise<number> {
  const oldest = await c.events.find({}).sort({ _id: 1 }).limit(1).next();
  let low = oldest?._id ?? head + 1;
  let high = head + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const at = await c.events.findOne({ _id: middle }, { projection: { stampedAt: 1 } });
    if (at && at.stampedAt >= sinceMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

function tell({
  type,
  aggregateId,
  at,
  data,
  traceparent,
}: Told): Omit<ToldAbout["events"][number], "eventId" | "seq"> {
  const said = (typeof data === "object" && data !== null ? data : {}) as Record<string, unknown>;
  const facts: Record<string, string | number | boolean> = {};
  for (const key of tellable) {
    const value = said[key];
    if (typeof value === "number" || typeof value === "boolean") facts[key] = value;
    else if (typeof value === "string" && codeForm.test(value)) facts[key] = value;
  }
  return { type, aggregateId, at, traceId: traceIdOf(traceparent), facts };
}

const traceForm = /^[0-9a-f]{2}-([0-9a-f]{32})-/;
const traceIdOf = (traceparent: string | undefined) => traceForm.exec(traceparent ?? "")?.[1] ?? null;
