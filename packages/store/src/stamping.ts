import type { RelayPort, Stamped } from "@siren/chassis/messaging/ports";
import type { mongo } from "mongoose";
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

export function createRelayPort(parts: StampingParts): RelayPort {
  const { collections, transact, sendLater, headWatch, now, reach } = parts;
  let raisedTo = 0;
  return {
    prune: createPruning(parts),
    waiting: () => collections.outbox.countDocuments(),
    async stamp(token, limit) {
      // The first call under a token always writes: it shuts out whoever held the lease before.
      if (raisedTo === token && !(await collections.outbox.findOne({}, { projection: { _id: 1 } }))) {
        return { stamped: 0, head: headWatch.seq(), more: false };
      }
      try {
        const done = await transact(async (session) => {
          const stroke = await stampOnce(collections, session, { token, limit, at: now(), sendLater });
          if (stroke.stamped > 0) await reach();
          return stroke;
        });
        raisedTo = token;
        headWatch.learn(done.head);
        return done;
      } catch (error) {
        if (error instanceof Deposed) return "deposed";
        throw error;
      }
    },
  };
}

type Waiting = { limit: number; at: number; sendLater: SendLater };
type Stroke = Waiting & { token: number };

/** The head is written first: two relays meet there, and only one of them gets any further. */
async function stampOnce(c: Collections, session: mongo.ClientSession, stroke: Stroke): Promise<Stamped> {
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
  head: HeadDoc,
  { limit, at, sendLater }: Waiting,
): Promise<Stamped> {
  const waiting = await readWaiting(c, session, limit);
  if (waiting.length === 0) return { stamped: 0, head: head.seq, more: false };
  const ordered = stampingOrder(waiting);
  const events = ordered.map((doc, i) => eventDoc(doc, head.seq + i + 1, at));
  const last = head.seq + events.length;
  await sendLater(session, [
    {
      ...{ update: c.head.collectionName, filter: { _id: "feed", seq: head.seq } },
      to: { $set: { seq: last } },
    },
    ...events.map((document) => ({ insert: c.events.collectionName, document })),
    ...(await numberStreams(c, session, { ordered, firstSeq: head.seq + 1, at })),
    ...ordered.map(({ _id }) => ({ delete: c.outbox.collectionName, filter: { _id } })),
  ]);
  const oldestAt = ordered.reduce((least, doc) => Math.min(least, doc.at), Number.POSITIVE_INFINITY);
  return { stamped: events.length, head: last, more: waiting.length >= limit, oldestAt };
}

/**
 * The oldest `limit`, and, when there are more, the rest of their aggregates too: with two clocks an
 * earlier version may have a later id and would otherwise be left for the next stroke.
 */
async function readWaiting(
  c: Collections,
  session: mongo.ClientSession,
  limit: number,
): Promise<OutboxDoc[]> {
  const oldest = await c.outbox.find({}, { session }).sort({ _id: 1 }).limit(limit).toArray();
  if (oldest.length < limit) return oldest;
  const aggregates = [...new Set(oldest.map((doc) => doc.aggregateId))];
  return c.outbox.find({ aggregateId: { $in: aggregates } }, { session }).toArray();
}

function eventDoc(doc: OutboxDoc, seq: number, stampedAt: number): EventDoc {
  const { _id: eventId, live: _live, ...event } = doc;
  return { _id: seq, eventId, ...event, stampedAt };
}

type Numbering = { ordered: OutboxDoc[]; firstSeq: number; at: number };

async function numberStreams(
  c: Collections,
  session: mongo.ClientSession,
  numbering: Numbering,
): Promise<LaterWrite[]> {
  const notes = numbering.ordered.flatMap((doc, place) =>
    (doc.live ?? []).map((note, i) => ({ doc, note, i, seq: numbering.firstSeq + place })),
  );
  if (notes.length === 0) return [];
  const names = [...new Set(notes.map(({ note }) => note.stream))];
  const found = await c.streams.find({ _id: { $in: names } }, { session }).toArray();
  const reached = new Map(found.map((stream) => [stream._id, stream.n]));
  const records = notes.map(({ doc, note, i, seq }): LiveDoc => {
    const n = (reached.get(note.stream) ?? 0) + 1;
    reached.set(note.stream, n);
    return {
      _id: `${doc._id}:${i}`,
      ...note,
      n,
      seq,
      i,
      eventId: doc._id,
      at: doc.at,
      ...(doc.traceparent === undefined ? {} : { traceparent: doc.traceparent }),
      stampedAt: numbering.at,
    };
  });
  const heads = [...reached].map(([_id, n]) => ({
    ...{ update: c.streams.collectionName, filter: { _id } },
    ...{ to: { $set: { n } }, upsert: true },
  }));
  return [...heads, ...records.map((document) => ({ insert: c.live.collectionName, document }))];
}
