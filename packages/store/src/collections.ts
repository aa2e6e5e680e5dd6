import type { LiveNote } from "@siren/chassis/messaging/ports";
import type { mongo } from "mongoose";

/** What is committed and waits for its number. `_id` is the event's id. */
export type OutboxDoc = {
  _id: string;
  type: string;
  aggregateId: string;
  aggregateVersion: number;
  at: number;
  data: unknown;
  traceparent?: string;
  live?: LiveNote[];
};

/** The feed. `_id` is `seq`, so that a number can exist only once. */
export type EventDoc = Omit<OutboxDoc, "_id" | "live"> & { _id: number; eventId: string; stampedAt: number };

export type LiveDoc = {
  _id: string;
  stream: string;
  n: number;
  seq: number;
  i: number;
  eventId: string;
  name: string;
  at: number;
  data: unknown;
  traceparent?: string;
  stampedAt: number;
};

/** `floor`: everything up to it has been deleted. `fence`: the youngest relay lease that was seen. */
export type HeadDoc = {
  _id: "feed";
  epoch: string;
  seq: number;
  fence: number;
  floor: number;
  /** Counted so that a snapshot writes the head and thereby meets every relay there. */
  snapshots: number;
};
export type StreamDoc = { _id: string; n: number };
export type AckDoc = { _id: string; seq: number; at: number };

/** `from`: where the reading began, or went on after a snapshot; not there in cursors from before it was noted. */
export type CursorDoc = { _id: string; epoch: string; seq: number; from?: number };
/** One handled event. `at` is a Date because a TTL index removes old marks. */
export type InboxDoc = { _id: string; feed: string; at: Date };
export type DeadLetterDoc = {
  _id: string;
  feed: string;
  aggregateId: string;
  seq: number;
  epoch: string;
  event: unknown;
  error: string;
  attempts: number;
  parkedAt: number;
};

export type TimerDoc = {
  _id: string;
  /** Changes with each schedule: a timer that was set anew is not taken for the old one. */
  token: string;
  kind: string;
  dueAt: number;
  nextAt: number;
  data: unknown;
  attempts: number;
  lastError?: string;
  /** Of whoever set it; not there in timers of before it was kept. */
  traceparent?: string;
};

export type LeaseDoc = { _id: string; holder: string | null; token: number; beat: number };
export type OnceDoc = { _id: string; bodyHash: string; answer: unknown; at: Date };
export type MigrationDoc = { _id: number; name: string; at: number };

export const timersName = "_timers";

export type Collections = ReturnType<typeof collectionsOf>;

export function collectionsOf(db: mongo.Db) {
  return {
    outbox: db.collection<OutboxDoc>("_outbox"),
    events: db.collection<EventDoc>("_events"),
    live: db.collection<LiveDoc>("_live"),
    head: db.collection<HeadDoc>("_head"),
    streams: db.collection<StreamDoc>("_streams"),
    acks: db.collection<AckDoc>("_acks"),
    cursors: db.collection<CursorDoc>("_cursors"),
    inbox: db.collection<InboxDoc>("_inbox"),
    deadLetters: db.collection<DeadLetterDoc>("_dead_letters"),
    timers: db.collection<TimerDoc>(timersName),
    leases: db.collection<LeaseDoc>("_leases"),
    once: db.collection<OnceDoc>("_once"),
    migrations: db.collection<MigrationDoc>("_migrations"),
  };
}

const day = 24 * 60 * 60;
/** An event cannot come again after its owner has dropped it (7 days), a restored backup aside. */
const inboxKeptSeconds = 30 * day;
const onceKeptSeconds = 30 * day;

/** Collections are made here and not by the first write, which would be inside a transaction. */
export async function prepareCollections(c: Collections, newEpoch: () => string): Promise<void> {
  await c.outbox.createIndex({ aggregateId: 1 });
  await c.events.createIndex({ eventId: 1 }, { unique: true });
  await c.live.createIndexes([
    { key: { stream: 1, n: 1 }, unique: true },
    { key: { seq: 1, i: 1 }, unique: true },
  ]);
  await c.inbox.createIndex({ at: 1 }, { expireAfterSeconds: inboxKeptSeconds });
  // For the auditor, who reads them page by page.
  await c.inbox.createIndex({ at: 1, _id: 1 });
  await c.once.createIndex({ at: 1 }, { expireAfterSeconds: onceKeptSeconds });
  await c.deadLetters.createIndexes([{ key: { feed: 1, aggregateId: 1 } }, { key: { feed: 1, seq: 1 } }]);
  await c.timers.createIndex({ nextAt: 1 });
  const first: HeadDoc = { _id: "feed", epoch: newEpoch(), seq: 0, fence: 0, floor: 0, snapshots: 0 };
  await c.head.updateOne({ _id: "feed" }, { $setOnInsert: withoutId(first) }, { upsert: true });
}

function withoutId({ _id, ...rest }: HeadDoc): Omit<HeadDoc, "_id"> {
  return rest;
}
