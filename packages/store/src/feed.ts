import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { FeedPort, FeedRequest } from "@siren/chassis/messaging/ports";
import type { FeedEvent } from "@siren/contracts/envelope";
import { createAcknowledgements } from "./acknowledgements.ts";
import type { Collections, EventDoc, HeadDoc } from "./collections.ts";
import type { HeadWatch } from "./head-watch.ts";
import type { SendLater } from "./later-writes.ts";
import { shareReads } from "./shared-read.ts";
import { createSieve, type Sieving } from "./sieve.ts";
import { stampWaiting } from "./stamping.ts";
import type { Tx, UnitOfWork } from "./unit-of-work.ts";

/** For so long pages go by a head that was read before. */
const headKeptMs = 1_000;
/** How often a reader who wants few of many events has what is new looked through. */
const sievedEveryMs = 250;
/** Numbers that are looked through with one read. */
const sievedAtOnce = 1_000;

export type FeedParts = {
  collections: Collections;
  unitOfWork: UnitOfWork;
  sendLater: SendLater;
  headWatch: HeadWatch;
  now: () => number;
  monotonicMs: () => number;
};

export type Feed = FeedPort<Tx> & {
  /** After the data came back from a backup: every consumer starts over from a snapshot. */
  renewEpoch(): Promise<void>;
};

export function createFeed(parts: FeedParts): Feed {
  const { collections: c, unitOfWork, sendLater, headWatch, now, monotonicMs } = parts;
  const acknowledge = createAcknowledgements(c, now);
  const sharedHead = shareReads(() => readHead(c));
  const sharedPage = shareReads((what) => readPage(c, what));
  const sieve = createSieve((of) => readOfTypes(c, of));

  let kept: { head: HeadDoc; untilMs: number } | undefined;
  const epochKnown = () => kept?.head.epoch;

  /**
   * What of the head changes with backups and prunings is a little old in any page that waited; its number is known by
   * stamping and by nudges. So one read does for a while, unless it does not fit what the reader has.
   */
  async function headFor(after: number): Promise<HeadDoc> {
    if (kept && monotonicMs() < kept.untilMs) {
      const { head } = kept;
      const seq = Math.max(head.seq, headWatch.seq());
      if (after <= seq && after >= head.floor) return { ...head, seq };
    }
    const untilMs = monotonicMs() + headKeptMs;
    const { value, isOwn } = await sharedHead("head");
    if (isOwn) kept = { head: value, untilMs };
    // One that was read for somebody else may be older than what this reader has seen of the feed already.
    return isOwn || value.seq >= after ? value : readHead(c);
  }

  /** For a reader who wants few of many: what is new is looked through here, now and then, until one is found. */
  async function sieved(request: FeedRequest, epoch: string) {
    const { after, limit, waitMs, types = [], signal, onLook } = request;
    const endsAtMs = monotonicMs() + waitMs;
    for (let next = after; ; ) {
      const lookedAtMs = monotonicMs();
      const head = headWatch.seq();
      const upTo = Math.min(head, next + sievedAtOnce);
      const docs = upTo > next ? await sieve(epoch, { after: next, upTo, limit, types }) : [];
      next = docs.length < limit ? Math.max(next, upTo) : (docs.at(-1)?._id ?? next);
      if (docs.length > 0 || signal?.aborted || monotonicMs() >= endsAtMs) {
        // Deleted while it was waited for: the next call will be told.
        if (next > after && after < (await readHead(c)).floor)
          return { epoch, head, events: [], next: after };
        return { epoch, head: Math.max(head, next), events: docs.map(feedEvent), next };
      }
      if (upTo < head) continue;
      await headWatch.passed(next, endsAtMs - monotonicMs(), { signal, onLook });
      // All of them at the same moments, so that one look does for all.
      const nextLookMs = (Math.floor(lookedAtMs / sievedEveryMs) + 1) * sievedEveryMs;
      const restMs = Math.min(nextLookMs, endsAtMs) - monotonicMs();
      if (restMs > 0) await pause(restMs, undefined, signal && { signal }).catch(() => undefined);
    }
  }

  return {
    head() {
      const epoch = epochKnown();
      return epoch === undefined ? undefined : { epoch, seq: headWatch.seq() };
    },
    refresh(upTo) {
      // A number of before a backup came back may be beyond the head, and a reader would pass over what comes to stand there.
      if (upTo === undefined || upTo.epoch !== epochKnown()) headWatch.refresh();
      else headWatch.learn(upTo.seq);
    },

    renewEpoch: () =>
      unitOfWork(async ({ session }) => {
        await c.head.updateOne({ _id: "feed" }, { $set: { epoch: randomUUID() } }, { session });
        // What was acknowledged was said of numbers that may now stand for something else.
        await c.acks.deleteMany({}, { session });
      }).finally(() => {
        kept = undefined;
      }),

    async page(request) {
      const { after, limit, waitMs, epoch, consumer, types, signal, onLook } = request;
      const head = await headFor(after);
      headWatch.learn(head.seq);
      const sameEpoch = epoch === undefined || epoch === head.epoch;
      // A cursor beyond the head comes from data that a restored backup no longer has.
      if (sameEpoch && (after > head.seq || after < head.floor)) return "gone";
      if (!sameEpoch) return { epoch: head.epoch, head: head.seq, events: [], next: after };
      const untoldForMs = consumer === undefined ? undefined : await acknowledge(consumer, after);
      if (types) return sieved(request, head.epoch);
      if (after === head.seq) {
        const endsAtMs = monotonicMs() + waitMs;
        if (consumer !== undefined && untoldForMs !== undefined && untoldForMs < waitMs) {
          await headWatch.passed(after, untoldForMs, { signal, onLook });
          if (!signal?.aborted) await acknowledge(consumer, after);
        }
        await headWatch.passed(after, endsAtMs - monotonicMs(), { signal, onLook });
        if (headWatch.seq() === after) return { epoch: head.epoch, head: after, events: [], next: after };
      }
      const { value: docs } = await sharedPage(`${after} ${limit}`);
      const isWhole = docs[0] ? docs[0]._id === after + 1 : head.seq <= after;
      // Pruned while this was being read, or since the head was.
      if (!isWhole && after < (await readHead(c)).floor) return "gone";
      const events = isWhole ? docs.map(feedEvent) : [];
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

function readOfTypes(c: Collections, { after, upTo, limit, types }: Sieving): Promise<EventDoc[]> {
  return c.events
    .find({ _id: { $gt: after, $lte: upTo }, type: { $in: [...types] } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
}

function feedEvent(doc: EventDoc): FeedEvent {
  const { _id: seq, eventId, type, at, aggregateId, aggregateVersion, traceparent, data } = doc;
  const event = { eventId, type, seq, at, aggregateId, aggregateVersion, data };
  return traceparent === undefined ? event : { ...event, traceparent };
}
