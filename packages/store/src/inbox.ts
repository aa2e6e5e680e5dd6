import type { FeedCursor, FeedStep, InboxPort } from "@siren/chassis/messaging/ports";
import type { FeedEvent } from "@siren/contracts/envelope";
import type { mongo } from "mongoose";
import type { Collections } from "./collections.ts";
import { aggregatesSetAside, lettersSetAside, replaySetAside, setAside } from "./dead-letters.ts";
import { createPassedOver } from "./passed-over.ts";
import { readInbox } from "./read-inbox.ts";
import { isDuplicateKey, isStoreTrouble } from "./transient.ts";
import type { Tx, UnitOfWork } from "./unit-of-work.ts";

export type InboxParts = { collections: Collections; unitOfWork: UnitOfWork; now: () => number };

/** A transaction over many events has more that can hit it: it is soon given up for one event at a time. */
const batchDeadlineMs = 2_000;

/** Somebody else moved the cursor: nothing of this attempt may stay. */
class CursorMoved extends Error {}

export function createInbox(parts: InboxParts): InboxPort<Tx> {
  const { collections: c, unitOfWork, now } = parts;
  const passed = createPassedOver(c.cursors);
  /** By feed: where its cursor stood when nothing of it was set aside. Whoever sets aside moves it on from there. */
  const clearAt = new Map<string, FeedCursor>();

  /** Whoever loses the race for the cursor finds that out with its first write, and nothing of it stays. */
  const movingCursor = async (
    feed: string,
    from: FeedCursor,
    to: number,
    effect: (tx: Tx) => Promise<void>,
  ) => {
    const { epoch } = from;
    try {
      await passed.takeFrom(feed, from, (seq) =>
        unitOfWork(
          async (tx) => {
            tx.later({
              ...{ update: c.cursors.collectionName, filter: { _id: feed, epoch, seq } },
              to: { $set: { seq: to } },
              orElse: () => new CursorMoved(),
            });
            await effect(tx);
          },
          to - from.seq > 1 ? { deadlineMs: batchDeadlineMs } : {},
        ),
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
      if (!step.events.some((event) => step.handles(event.type)))
        return passed.passOver(step.feed, step.from, last);
      const { feed, from } = step;
      const known = clearAt.get(feed);
      const isClear = known?.epoch === from.epoch && known.seq === from.seq;
      let staysClear = false;
      const take = (isFirstTime: boolean) =>
        movingCursor(feed, from, last, async (tx) => {
          staysClear = await takeEvents(parts, step, tx, { isClear, isFirstTime });
        });
      // That an event was taken before is most seldom, and its mark, which can be there only once, finds it out.
      const outcome = await take(true).catch((error: unknown) => {
        if (isDuplicateKey(error)) return take(false);
        throw error;
      });
      if (outcome === "applied" && staysClear) clearAt.set(feed, { epoch: from.epoch, seq: last });
      return outcome;
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

/** `isClear`: nothing of the feed is set aside. `isFirstTime`: none of the events is looked for among those taken. */
type Known = { isClear: boolean; isFirstTime: boolean };

/** Answers whether nothing of the feed is set aside after it. */
async function takeEvents(
  { collections: c, now }: InboxParts,
  step: FeedStep<Tx>,
  tx: Tx,
  { isClear, isFirstTime }: Known,
): Promise<boolean> {
  const { session } = tx;
  const wanted = step.events.filter((event) => step.handles(event.type));
  const taken = isFirstTime ? new Set<string>() : await alreadyTaken(c, session, wanted);
  const aside = isClear ? nothing : await setAsideOf(c, session, step.feed, wanted);
  const fresh = wanted.filter(
    ({ eventId, aggregateId }) => !taken.has(eventId) && !aside.of.has(aggregateId),
  );
  if (fresh.length > 1) await step.readAhead?.(fresh, tx);
  const marks: FeedEvent[] = [];
  for (const event of wanted) {
    if (taken.has(event.eventId)) continue;
    if (aside.of.has(event.aggregateId)) {
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
  return !aside.isAny;
}

const nothing = { isAny: false, of: new Set<string>() };

/** The aggregates of these events that have some set aside, and whether any has. */
async function setAsideOf(
  c: Collections,
  session: mongo.ClientSession,
  feed: string,
  events: readonly FeedEvent[],
) {
  const any = await c.deadLetters.findOne({ feed }, { session, projection: { _id: 1 } });
  return any ? { isAny: true, of: await aggregatesSetAside(c, session, feed, events) } : nothing;
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
