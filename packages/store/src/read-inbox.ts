import type { InboxReading } from "@siren/chassis/messaging/ports";
import { changedSince, nextSince } from "./changed-since.ts";
import type { Collections } from "./collections.ts";

/** Marks in the order in which they were made, and where each cursor stands: cursors are read first. */
export async function readInbox(
  c: Collections,
  { since, limit }: { since: string; limit: number },
): Promise<InboxReading> {
  const cursors = await c.cursors.find({}).toArray();
  const later = changedSince(since, "at", (ms) => new Date(ms));
  const marks = await c.inbox.find(later).sort({ at: 1, _id: 1 }).limit(limit).toArray();
  const taken = marks.map(({ _id, feed, at }) => ({ _id, feed, changedAt: at.getTime() }));
  return {
    facts: taken.map(({ _id: eventId, ...fact }) => ({ eventId, ...fact })),
    next: nextSince(taken, limit),
    cursors: cursors.map(({ _id: feed, epoch, seq, from = null }) => ({ feed, epoch, seq, from })),
  };
}
