import type { FeedCursor, FeedStep, InboxPort } from "@siren/chassis/messaging/ports";
import type { FeedEvent } from "@siren/contracts/envelope";
import type { mongo } from "mongoose";
import type { Collections } from "./collections.ts";
import { aggregatesSetAside, lettersSetAside, replaySetAside, setAside } from "./dead-letters.ts";
import { readInbox } from "./read-inbox.ts";
import { isStoreTrouble } from "./transient.ts";
import type { Tx, UnitOfWork } from "./unit-of-work.ts";

export type InboxParts = { collections: Collections; unitOfWork: UnitOfWork; now: () => number };

/** A transaction over many events has more that can hit it: it is soon given up for one event at a time. */
const batchDeadlineMs = 2_000;

/** Somebody else moved the cursor: nothing of this attempt may stay. */
class CursorMoved extends Error {}

export function createInbox(parts: InboxParts): InboxPort<Tx> {
  const { collections: c, unitOfWork, now } = parts;

  /** Whoever loses the race for the cursor finds that out with its first write, and nothing of it stays. */
  const movingCursor = async (
    feed: string,
    from: FeedCursor,
    to: number,
    effect: (tx: Tx) => Promise<void>,
  ) => {
    try {
      await unitOfWork(
        async (tx) => {
          tx.later({
            ...{ update: c.cursors.collectionName, filter: { _id: feed, epoch: from.epoch, seq: from.seq } },
            to: { $set: { seq: to } },
            orElse: () => new CursorMoved(),
          });
          await effect(tx);
        },
        to - from.seq > 1 ? { deadlineMs: batchDeadlineMs } : {},
      );
      return "applied";
    } catch (error) {
      if (error instanceof CursorMoved) return "moved";
      throw error;
    }
  };

  return {
    isTransient: isStoreTrouble,
    cursor: (feed) => readCursor(c, feed),
    async begin(feed, epoch) {
      await c.cursors.updateOne(
        { _id: feed },
        { $setOnInsert: { epoch, seq: 0, from: 0 } },
        { upsert: true },
      );
      return (await readCursor(c, feed)) ?? { epoch, seq: 0 };
    },
    async apply(step) {
      const last = step.events.at(-1)?.seq ?? step.from.seq;
      // Nothing to stand or fall with it.
      if (!step.events.some((event) => step.handles(event.type))) return passOver(c, step, last);
      return movingCursor(step.feed, step.from, last, (tx) => takeEvents(parts, step, tx));
    },
    park: (feed, from, event, failure) =>
      movingCursor(feed, from, event.seq, async ({ session }) => {
        await setAside(c, session, { feed, event, epoch: from.epoch, at: now(), ...failure });
      }),
    async restart(feed, to, effect) {
      await unitOfWork(async (tx) => {
        const { session } = tx;
        await c.cursors.updateOne(
          { _id: feed },
          { $set: { ...to, from: to.seq } },
          { session, upsert: true },
        );
        await effect(tx);
      });
    },
    replay: (feed, handle, aggregateId) => replaySetAside(parts, feed, handle, aggregateId),
    letters: (query) => lettersSetAside(c, query),
    parked: (feed) => c.deadLetters.countDocuments({ feed }),
    audit: (query) => readInbox(c, query),
  };
}

async function readCursor(c: Collections, feed: string): Promise<FeedCursor | undefined> {
  const doc = await c.cursors.findOne({ _id: feed });
  return doc ? { epoch: doc.epoch, seq: doc.seq } : undefined;
}

async function passOver(c: Collections, { feed, from }: FeedStep<Tx>, to: number) {
  const seen = { _id: feed, epoch: from.epoch, seq: from.seq };
  const { matchedCount } = await c.cursors.updateOne(seen, { $set: { seq: to } });
  return matchedCount === 0 ? "moved" : "applied";
}

async function takeEvents({ collections: c, now }: InboxParts, step: FeedStep<Tx>, tx: Tx): Promise<void> {
  const { session } = tx;
  const wanted = step.events.filter((event) => step.handles(event.type));
  if (wanted.length === 0) return;
  const taken = await alreadyTaken(c, session, wanted);
  const aside = await aggregatesSetAside(c, session, step.feed, wanted);
  const fresh = wanted.filter(({ eventId, aggregateId }) => !taken.has(eventId) && !aside.has(aggregateId));
  if (fresh.length > 1) await step.readAhead?.(fresh, tx);
  const marks: FeedEvent[] = [];
  for (const event of wanted) {
    if (taken.has(event.eventId)) continue;
    if (aside.has(event.aggregateId)) {
      // What follows a failed event of the same aggregate waits behind it: order matters more than haste.
      const failure = { error: "waits behind an earlier event of its aggregate", attempts: 0 };
      await setAside(c, session, { feed: step.feed, event, epoch: step.from.epoch, at: now(), ...failure });
      continue;
    }
    await step.handle(event, tx);
    taken.add(event.eventId);
    marks.push(event);
  }
  markTaken(c, tx, step.feed, marks, now());
}

async function alreadyTaken(c: Collections, session: mongo.ClientSession, events: readonly FeedEvent[]) {
  const ids = events.map((event) => event.eventId);
  const marks = await c.inbox.find({ _id: { $in: ids } }, { session, projection: { _id: 1 } }).toArray();
  return new Set(marks.map((mark) => mark._id));
}

export function markTaken(c: Collections, tx: Tx, feed: string, events: readonly FeedEvent[], at: number) {
  for (const { eventId: _id } of events)
    tx.later({ insert: c.inbox.collectionName, document: { _id, feed, at: new Date(at) } });
}
