import type { ParkedFailure, Replayed, SetAside } from "@siren/chassis/messaging/ports";
import { type FeedEvent, feedEvent } from "@siren/contracts/envelope";
import type { mongo } from "mongoose";
import type { Collections, DeadLetterDoc } from "./collections.ts";
import { type InboxParts, markTaken } from "./inbox.ts";
import type { Tx } from "./unit-of-work.ts";

type Letter = ParkedFailure & { feed: string; event: FeedEvent; epoch: string; at: number };

export async function setAside(c: Collections, session: mongo.ClientSession, letter: Letter): Promise<void> {
  const { feed, event, epoch, error, attempts, at } = letter;
  const doc: Omit<DeadLetterDoc, "_id"> = {
    feed,
    aggregateId: event.aggregateId,
    seq: event.seq,
    epoch,
    event,
    error,
    attempts,
    parkedAt: at,
  };
  // An upsert: after a change of epoch the same event may come a second time.
  await c.deadLetters.updateOne({ _id: event.eventId }, { $set: doc }, { session, upsert: true });
}

export async function aggregatesSetAside(
  c: Collections,
  session: mongo.ClientSession,
  feed: string,
  events: readonly FeedEvent[],
): Promise<Set<string>> {
  const aggregateId = { $in: [...new Set(events.map((event) => event.aggregateId))] };
  const letters = await c.deadLetters
    .find({ feed, aggregateId }, { session, projection: { aggregateId: 1 } })
    .toArray();
  return new Set(letters.map((letter) => letter.aggregateId));
}

/** In the order of the feed; an aggregate whose event fails again keeps the rest of its events waiting. */
export async function replaySetAside(
  { collections: c, unitOfWork, now }: InboxParts,
  feed: string,
  handle: (event: FeedEvent, tx: Tx) => Promise<void>,
  aggregateId?: string,
): Promise<Replayed> {
  const stuck = new Set<string>();
  let replayed = 0;
  const which = { feed, ...(aggregateId !== undefined && { aggregateId }) };
  for (const letter of await c.deadLetters.find(which).sort({ seq: 1 }).toArray()) {
    if (stuck.has(letter.aggregateId)) continue;
    const event = feedEvent.parse(letter.event);
    try {
      await unitOfWork(async (tx) => {
        const { session } = tx;
        const gone = await c.deadLetters.deleteOne({ _id: letter._id }, { session });
        if (gone.deletedCount === 0) return;
        if (await c.inbox.findOne({ _id: event.eventId }, { session })) return;
        await handle(event, tx);
        markTaken(c, tx, feed, [event], now());
      });
      replayed += 1;
    } catch (error) {
      stuck.add(letter.aggregateId);
      const text = error instanceof Error ? error.message : String(error);
      await c.deadLetters.updateOne({ _id: letter._id }, { $set: { error: text }, $inc: { attempts: 1 } });
    }
  }
  return { replayed, left: await c.deadLetters.countDocuments({ feed }) };
}

export async function lettersSetAside(
  c: Collections,
  query: { limit: number } | { eventId: string },
): Promise<SetAside[]> {
  const [which, limit] = "eventId" in query ? [{ _id: query.eventId }, 1] : [{}, query.limit];
  const found = await c.deadLetters.find(which).sort({ parkedAt: 1, _id: 1 }).limit(limit).toArray();
  return found.map(({ _id, feed, aggregateId, seq, error, attempts, parkedAt, event }) => ({
    ...{ eventId: _id, feed, type: feedEvent.parse(event).type },
    ...{ aggregateId, seq, error: error.slice(0, 500), attempts, parkedAt },
  }));
}
