import { randomUUID } from "node:crypto";
import type { FeedPort } from "@siren/chassis/messaging/ports";
import type { FeedEvent } from "@siren/contracts/envelope";
import { createAcknowledgements } from "./acknowledgements.ts";
import type { Collections, EventDoc, HeadDoc } from "./collections.ts";
import type { HeadWatch } from "./head-watch.ts";
import type { SendLater } from "./later-writes.ts";
import { shareReads } from "./shared-read.ts";
import { stampWaiting } from "./stamping.ts";
import type { Tx, UnitOfWork } from "./unit-of-work.ts";

export type FeedParts = {
  collections: Collections;
  unitOfWork: UnitOfWork;
  sendLater: SendLater;
  headWatch: HeadWatch;
  now: () => number;
};

export type Feed = FeedPort<Tx> & {
  /** After the data came back from a backup: every consumer starts over from a snapshot. */
  renewEpoch(): Promise<void>;
};

export function createFeed({ collections: c, unitOfWork, sendLater, headWatch, now }: FeedParts): Feed {
  const acknowledge = createAcknowledgements(c, now);
  const sharedHead = shareReads(() => readHead(c));
  const sharedPage = shareReads((what) => readPage(c, what));

  /** A head that was read for somebody else may be older than what this reader has seen of the feed already. */
  async function headFor(after: number): Promise<HeadDoc> {
    const { value, isOwn } = await sharedHead("head");
    return isOwn || value.seq >= after ? value : readHead(c);
  }

  return {
    refresh: () => headWatch.refresh(),

    renewEpoch: () =>
      unitOfWork(async ({ session }) => {
        await c.head.updateOne({ _id: "feed" }, { $set: { epoch: randomUUID() } }, { session });
        // What was acknowledged was said of numbers that may now stand for something else.
        await c.acks.deleteMany({}, { session });
      }),

    async page({ after, limit, waitMs, epoch, consumer, signal }) {
      const head = await headFor(after);
      headWatch.learn(head.seq);
      const sameEpoch = epoch === undefined || epoch === head.epoch;
      // A cursor beyond the head comes from data that a restored backup no longer has.
      if (sameEpoch && (after > head.seq || after < head.floor)) return "gone";
      if (!sameEpoch) return { epoch: head.epoch, head: head.seq, events: [], next: after };
      if (consumer !== undefined) await acknowledge(consumer, after);
      if (after === head.seq) await headWatch.passed(after, waitMs, signal);
      const { value: docs } = await sharedPage(`${after} ${limit}`);
      // Pruned while this was being read: the next call will be told.
      const events = docs[0] !== undefined && docs[0]._id !== after + 1 ? [] : docs.map(feedEvent);
      const next = events.at(-1)?.seq ?? after;
      return { epoch: head.epoch, head: Math.max(head.seq, headWatch.seq(), next), events, next };
    },

    /** Whatever is committed and not yet numbered gets its number here, so that `seq` is exact. */
    snapshot: (read) =>
      unitOfWork(async (tx) => {
        const options = { session: tx.session, returnDocument: "after" as const };
        let head = await c.head.findOneAndUpdate({ _id: "feed" }, { $inc: { snapshots: 1 } }, options);
        if (!head) throw new Error("the feed has no head document");
        for (let more = true; more; ) {
          const done = await stampWaiting(c, tx.session, head, { limit: 500, at: now(), sendLater });
          head = { ...head, seq: done.head };
          more = done.more;
        }
        return { epoch: head.epoch, seq: head.seq, state: await read(tx) };
      }),
  };
}

async function readHead(c: Collections): Promise<HeadDoc> {
  const head = await c.head.findOne({ _id: "feed" });
  if (!head) throw new Error("the feed has no head document");
  return head;
}

/** `what`: after which number, and how many. */
function readPage(c: Collections, what: string): Promise<EventDoc[]> {
  const [after, limit] = what.split(" ").map(Number);
  return c.events
    .find({ _id: { $gt: after ?? 0 } })
    .sort({ _id: 1 })
    .limit(limit ?? 1)
    .toArray();
}

function feedEvent(doc: EventDoc): FeedEvent {
  const { _id: seq, eventId, type, at, aggregateId, aggregateVersion, traceparent, data } = doc;
  const event = { eventId, type, seq, at, aggregateId, aggregateVersion, data };
  return traceparent === undefined ? event : { ...event, traceparent };
}
