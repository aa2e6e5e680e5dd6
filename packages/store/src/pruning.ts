import type { RelayPort } from "@siren/chassis/messaging/ports";
import type { mongo } from "mongoose";
import type { Collections } from "./collections.ts";
import type { StampingParts } from "./stamping.ts";

/** Small bites, so that no transaction of the service waits long behind one. */
const bite = 500;

export function createPruning({ collections: c, transact, now }: StampingParts): RelayPort["prune"] {
  return async ({ consumers, keepEventsMs, keepLiveMs }) => {
    const upTo = await deletableUpTo(c, consumers, now() - keepEventsMs);
    const events = upTo === undefined ? 0 : await transact((session) => deleteEvents(c, session, upTo));
    return events + (await deleteLive(c, now() - keepLiveMs));
  };
}

/** The last of the oldest events that are old enough and that every named consumer has acknowledged. */
async function deletableUpTo(
  c: Collections,
  consumers: readonly string[],
  before: number,
): Promise<number | undefined> {
  const acks = await c.acks.find({ _id: { $in: [...consumers] } }).toArray();
  // One that never acknowledged anything holds everything back.
  if (acks.length < consumers.length) return undefined;
  const acknowledged = acks.reduce((least, ack) => Math.min(least, ack.seq), Number.POSITIVE_INFINITY);
  const oldest = await c.events
    .find({}, { projection: { _id: 1, stampedAt: 1 } })
    .sort({ _id: 1 })
    .limit(bite)
    .toArray();
  const kept = oldest.findIndex((event) => event.stampedAt >= before || event._id > acknowledged);
  return (kept === -1 ? oldest : oldest.slice(0, kept)).at(-1)?._id;
}

/** The floor rises with the deletion, so that a reader that comes too late is told and never skips. */
async function deleteEvents(c: Collections, session: mongo.ClientSession, upTo: number): Promise<number> {
  await c.head.updateOne({ _id: "feed" }, { $max: { floor: upTo } }, { session });
  const { deletedCount } = await c.events.deleteMany({ _id: { $lte: upTo } }, { session });
  return deletedCount;
}

async function deleteLive(c: Collections, before: number): Promise<number> {
  const oldest = await c.live
    .find({}, { projection: { _id: 1, seq: 1, stampedAt: 1 } })
    .sort({ seq: 1 })
    .limit(bite)
    .toArray();
  const old = oldest.filter((record) => record.stampedAt < before).map((record) => record._id);
  if (old.length === 0) return 0;
  return (await c.live.deleteMany({ _id: { $in: old } })).deletedCount;
}
