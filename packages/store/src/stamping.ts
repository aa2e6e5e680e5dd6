import type { LiveNote, RelayPort, Stamped } from "@siren/chassis/messaging/ports";
import type { mongo } from "mongoose";
import { countUnread } from "./acknowledgements.ts";
import type { Collections, EventDoc, HeadDoc, LiveDoc, OutboxDoc } from "./collections.ts";
import type { HeadWatch } from "./head-watch.ts";
import type { LaterWrite, SendLater } from "./later-writes.ts";
import { createPruning } from "./pruning.ts";
import { stampingOrder } from "./stamping-order.ts";
import type { Transact } from "./transact.ts";

export type StampingParts = {
  collections: Collections;
  transact: Transact;
  sendLater: SendLater;
  headWatch: HeadWatch;
  now: () => number;
  /** Reached inside the transaction, before its commit. */
  reach: () => Promise<void>;
};

class Deposed extends Error {}
class HeadMoved extends Error {}

/** How this relay left the feed: for as long as the head stands there, nobody else has numbered anything. */
type Standing = { token: number; seq: number; streams: Map<string, number> };

/** Streams whose number is remembered from stroke to stroke. */
const mostStreams = 10_000;

export function createRelayPort(parts: StampingParts): RelayPort {
  const { collections, transact, sendLater, headWatch, now, reach } = parts;
  let standing: Standing | undefined;

  /** The first stroke under a token always writes: it shuts out whoever held the lease before. */
  function firstStroke(token: number, limit: number): Promise<Numbered> {
    return transact(async (session) => {
      const stroke = await stampOnce(collections, session, { token, limit, at: now(), sendLater });
      if (stroke.stamped > 0) await reach();
      return stroke;
    });
  }

  /** All that is asked is asked before the write, which then holds up others for one statement and the commit. */
  async function nextStroke(known: Standing, waiting: OutboxDoc[], limit: number): Promise<Numbered> {
    const { token, seq } = known;
    const streams = known.streams.size > mostStreams ? new Map<string, number>() : known.streams;
    const stroke = await numbered(collections, undefined, { waiting, seq, streams, limit, at: now() });
    await transact(async (session) => {
      const to = { $set: { seq: stroke.head } };
      const raise = {
        ...{ update: collections.head.collectionName, filter: { _id: "feed", fence: token, seq }, to },
        orElse: () => new HeadMoved(),
      };
      await sendLater(session, [raise, ...stroke.writes]);
      await reach();
    });
    return stroke;
  }

  async function strokeFrom(known: Standing, limit: number): Promise<Numbered | undefined> {
    const waiting = await readWaiting(collections, undefined, limit);
    if (waiting.length === 0) return { ...nothing(known.seq), streams: known.streams };
    try {
      return await nextStroke(known, waiting, limit);
    } catch (error) {
      if (error instanceof HeadMoved) return undefined;
      throw error;
    }
  }

  return {
    prune: createPruning(parts),
    waiting: () => collections.outbox.countDocuments(),
    unread: (consumers) => countUnread(collections, consumers),
    async stamp(token, limit) {
      const known = standing?.token === token ? standing : undefined;
      // What becomes of this stroke is not known before it has answered.
      standing = undefined;
      try {
        const stroke = (known && (await strokeFrom(known, limit))) ?? (await firstStroke(token, limit));
        const { writes: _writes, streams, ...done } = stroke;
        standing = { token, seq: done.head, streams };
        headWatch.learn(done.head);
        return done;
      } catch (error) {
        if (error instanceof Deposed) return "deposed";
        throw error;
      }
    },
  };
}

type Numbered = Stamped & { writes: LaterWrite[]; streams: Map<string, number> };

const nothing = (head: number): Numbered => ({
  ...{ stamped: 0, head, more: false },
  ...{ writes: [], streams: new Map<string, number>() },
});

type Waiting = { limit: number; at: number; sendLater: SendLater };
type Stroke = Waiting & { token: number };

/** The head is written first: two relays meet there, and only one of them gets any further. */
async function stampOnce(c: Collections, session: mongo.ClientSession, stroke: Stroke): Promise<Numbered> {
  const head = await c.head.findOneAndUpdate(
    { _id: "feed", fence: { $lte: stroke.token } },
    { $set: { fence: stroke.token } },
    { session, returnDocument: "after" },
  );
  if (!head) throw new Deposed();
  return stampWaiting(c, session, head, stroke);
}

/** Also used by a snapshot, which must know the number of everything that it contains. */
export async function stampWaiting(
  c: Collections,
  session: mongo.ClientSession,
  { seq }: HeadDoc,
  { limit, at, sendLater }: Waiting,
): Promise<Numbered> {
  const waiting = await readWaiting(c, session, limit);
  if (waiting.length === 0) return nothing(seq);
  const stroke = await numbered(c, session, { waiting, seq, streams: new Map(), limit, at });
  const raise = {
    update: c.head.collectionName,
    filter: { _id: "feed", seq },
    to: { $set: { seq: stroke.head } },
  };
  await sendLater(session, [raise, ...stroke.writes]);
  return stroke;
}

/**
 * The oldest `limit`, and, when there are more, the rest of their aggregates too: with two clocks an
 * earlier version may have a later id and would otherwise be left for the next stroke. Outside of a transaction it is
 * a snapshot all the same: a later version of an aggregate is never seen without the earlier one.
 */
async function readWaiting(
  c: Collections,
  session: mongo.ClientSession | undefined,
  limit: number,
): Promise<OutboxDoc[]> {
  const inside = session ? { session } : { readConcern: { level: "snapshot" as const } };
  const oldest = await c.outbox.find({}, inside).sort({ _id: 1 }).limit(limit).toArray();
  if (oldest.length < limit) return oldest;
  const aggregates = [...new Set(oldest.map((doc) => doc.aggregateId))];
  return c.outbox.find({ aggregateId: { $in: aggregates } }, inside).toArray();
}

type Numbering = {
  waiting: readonly OutboxDoc[];
  /** Where the head stands. */
  seq: number;
  /** Where streams stand, as far as that is known. */
  streams: ReadonlyMap<string, number>;
  limit: number;
  at: number;
};

/** What there is to write so that all that waits has its numbers; the head is the caller's business. */
async function numbered(
  c: Collections,
  session: mongo.ClientSession | undefined,
  { waiting, seq, streams, limit, at }: Numbering,
): Promise<Numbered> {
  const ordered = stampingOrder(waiting);
  const firstSeq = seq + 1;
  const events = ordered.map((doc, i) => eventDoc(doc, firstSeq + i, at));
  const notes = ordered.flatMap((doc, place) =>
    (doc.live ?? []).map((note, i) => ({ doc, note, i, seq: firstSeq + place })),
  );
  const names = [...new Set(notes.map(({ note }) => note.stream))];
  const reached = new Map([...streams, ...(await streamsAt(c, session, names, streams))]);
  const live = notes.map((one): LiveDoc => {
    const n = (reached.get(one.note.stream) ?? 0) + 1;
    reached.set(one.note.stream, n);
    return liveDoc(one, n, at);
  });
  const oldestAt = ordered.reduce((least, doc) => Math.min(least, doc.at), Number.POSITIVE_INFINITY);
  return {
    ...{ stamped: events.length, head: seq + events.length, more: waiting.length >= limit, oldestAt },
    streams: reached,
    writes: [
      ...events.map((document) => ({ insert: c.events.collectionName, document })),
      ...names.map((_id) => ({
        ...{ update: c.streams.collectionName, filter: { _id } },
        ...{ to: { $set: { n: reached.get(_id) } }, upsert: true },
      })),
      ...live.map((document) => ({ insert: c.live.collectionName, document })),
      ...ordered.map(({ _id }) => ({ delete: c.outbox.collectionName, filter: { _id } })),
    ],
  };
}

/** Of those that are not known yet. */
async function streamsAt(
  c: Collections,
  session: mongo.ClientSession | undefined,
  names: readonly string[],
  known: ReadonlyMap<string, number>,
): Promise<[string, number][]> {
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return [];
  const found = await c.streams.find({ _id: { $in: unknown } }, session ? { session } : {}).toArray();
  return found.map((stream) => [stream._id, stream.n]);
}

function eventDoc(doc: OutboxDoc, seq: number, stampedAt: number): EventDoc {
  const { _id: eventId, live: _live, ...event } = doc;
  return { _id: seq, eventId, ...event, stampedAt };
}

type Noted = { doc: OutboxDoc; note: LiveNote; i: number; seq: number };

function liveDoc({ doc, note, i, seq }: Noted, n: number, stampedAt: number): LiveDoc {
  const { _id: eventId, at, traceparent } = doc;
  return {
    ...{ _id: `${eventId}:${i}`, ...note, n, seq, i, eventId, at },
    ...(traceparent === undefined ? {} : { traceparent }),
    stampedAt,
  };
}
