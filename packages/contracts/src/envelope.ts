import * as z from "zod/mini";
import { eventId, instant, traceparent } from "./ids.ts";

/** One fact of a service's feed. `seq` is gap-free within the service's feed and epoch. */
export const feedEvent = z.object({
  eventId,
  type: z.string(),
  seq: z.int().check(z.gte(1)),
  at: instant,
  aggregateId: z.string(),
  /** Gap-free per aggregate; a consumer drops what it has and asks again when one is missing. */
  aggregateVersion: z.int().check(z.gte(0)),
  traceparent: z.optional(traceparent),
  data: z.unknown(),
});
export type FeedEvent = z.infer<typeof feedEvent>;

export const feedPage = z.object({
  /** Changes when the data was restored from a backup: whoever followed the old one starts over. */
  epoch: z.string(),
  head: z.int().check(z.gte(0)),
  events: z.array(feedEvent),
  next: z.int().check(z.gte(0)),
});
export type FeedPage = z.infer<typeof feedPage>;

/** A service's state as of `seq`, for those whose cursor is gone. What `state` holds is the owner's to say. */
export const feedSnapshot = z.object({
  epoch: z.string(),
  seq: z.int().check(z.gte(0)),
  state: z.unknown(),
});
export type FeedSnapshot = z.infer<typeof feedSnapshot>;
