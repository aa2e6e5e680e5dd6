import type { InboxReading } from "@siren/chassis/messaging/ports";
import type { Collections } from "./collections.ts";

/** Marks in the order in which they were made, and where each cursor stands: cursors are read first. */
export async function readInbox(
  c: Collections,
  { since, limit }: { since: string; limit: number },
): Promise<InboxReading> {
  const cursors = await c.cursors.find({}).toArray();
  const [atMs, id] = since.split(".");
  const at = new Date(Number(atMs));
  const later =
    id === undefined ? { at: { $gte: at } } : { $or: [{ at, _id: { $gt: id } }, { at: { $gt: at } }] };
  const marks = await c.inbox.find(later).sort({ at: 1, _id: 1 }).limit(limit).toArray();
  const facts = marks.map((mark) => ({ eventId: mark._id, feed: mark.feed, changedAt: mark.at.getTime() }));
  const last = facts.at(-1);
  return {
    facts,
    next: facts.length === limit && last ? `${last.changedAt}.${last.eventId}` : null,
    cursors: cursors.map(({ _id: feed, epoch, seq, from = null }) => ({ feed, epoch, seq, from })),
  };
}
