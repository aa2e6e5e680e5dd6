import type { BackEnd } from "@siren/chassis/back-end";
import { inboxAudit, journalAudit, memberAudit, orderAudit, ticketAudit } from "@siren/contracts/audit";
import { type FeedEvent, feedPage } from "@siren/contracts/envelope";
import * as z from "zod/mini";

const audited = ["member", "order", "barista"] as const;
export type Audited = (typeof audited)[number];

/** What is asked of whom: facts that were changed, page by page. */
export const factStreams = {
  orders: { service: "order", path: "/internal/audit", schema: orderAudit },
  tickets: { service: "barista", path: "/internal/audit", schema: ticketAudit },
  money: { service: "member", path: "/internal/audit", schema: memberAudit },
  journals: { service: "member", path: "/internal/audit/journals", schema: journalAudit },
  "inbox of order": { service: "order", path: "/internal/audit/inbox", schema: inboxAudit },
  "inbox of barista": { service: "barista", path: "/internal/audit/inbox", schema: inboxAudit },
  "inbox of member": { service: "member", path: "/internal/audit/inbox", schema: inboxAudit },
} as const;
export type FactStream = keyof typeof factStreams;
export type PageOf<S extends FactStream> = z.infer<(typeof factStreams)[S]["schema"]>;

/** What each of them tells the others. */
export const feedStreams = {
  "feed of order": "order",
  "feed of barista": "barista",
  "feed of member": "member",
  "feed of menu": "menu",
} as const;
export type FeedStream = keyof typeof feedStreams;
export type Stream = FactStream | FeedStream;
export const streamNames = [...Object.keys(factStreams), ...Object.keys(feedStreams)] as Stream[];
export const serviceOf = (stream: Stream): Audited | "menu" =>
  stream in feedStreams ? feedStreams[stream as FeedStream] : factStreams[stream as FactStream].service;

const pageSize = 500;
const mostPages = 40;
const timeoutMs = 4_000;
/** Facts of one moment may be committed a little after those of a later one. */
const overlapMs = 10_000;

/** How far something was read. */
export type Reading = {
  cursor: string;
  /** Only of a feed: of which life of its data the number is. */
  epoch: string | undefined;
  /** The service's own time at its last complete answer. */
  readAt: number | null;
  /** Since when it has answered without a break, by our clock. */
  steadySince: number | null;
};

export const readingFrom = (cursor: string, epoch?: string): Reading => ({
  ...{ cursor, epoch, readAt: null, steadySince: null },
});

export type ReadParts = { client: BackEnd["client"]; now: () => number; signal: AbortSignal };

async function page<T>(
  { client, signal }: ReadParts,
  service: string,
  path: string,
  // The page's shape follows from the stream's name, which the compiler does not see.
  schema: unknown,
): Promise<T | "gone"> {
  const answer = await client.call<T>({
    ...{ service, method: "GET", path, timeoutMs, retry: "safe", signal },
    schema: schema as { safeParse: z.ZodMiniType<T>["safeParse"] },
  });
  if (answer.ok) return answer.body;
  if (answer.status === 410) return "gone";
  throw new Error(`${service} answered ${path} with ${answer.status}`);
}

/** One page of it, and whether it was the last. */
export async function readPage<S extends FactStream>(
  stream: S,
  cursor: string,
  parts: ReadParts,
  limit = pageSize,
): Promise<PageOf<S>> {
  const { service, path, schema } = factStreams[stream];
  const answer = await page<PageOf<S>>(parts, service, `${path}?since=${cursor}&limit=${limit}`, schema);
  if (answer === "gone") throw new Error(`${service} has no ${path} any more`);
  return answer;
}

/** Reads what has changed since the last time, page by page; a service that is away is asked again next time. */
export async function readOn<S extends FactStream>(
  stream: S,
  reading: Reading,
  see: (page: PageOf<S>) => void,
  parts: ReadParts,
): Promise<Reading> {
  let { cursor } = reading;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const read = await readPage(stream, cursor, parts);
    see(read);
    const newest = read.facts.at(-1)?.changedAt;
    if (read.next === null) {
      const from = Math.max(0, newest === undefined ? 0 : newest - overlapMs);
      const later = Math.max(from, Number(cursor.split(".")[0]));
      const steadySince = reading.steadySince ?? parts.now();
      return { ...reading, cursor: String(later), readAt: read.at, steadySince };
    }
    // More facts of one moment than a page holds: going on from the moment itself would never end.
    cursor = read.next === cursor ? String((newest ?? 0) + 1) : read.next;
  }
  return { ...reading, cursor };
}

export type FeedReading = Reading & {
  /** Events before this were never seen here. */
  begunAt: number;
};

/** The same of a feed. Where the numbers are gone, or the data is another, it is begun anew at what is there now. */
export async function readFeedOn(
  stream: FeedStream,
  reading: FeedReading,
  see: (event: FeedEvent) => void,
  parts: ReadParts,
): Promise<FeedReading> {
  const service = feedStreams[stream];
  const askedAt = parts.now();
  let { cursor, epoch } = reading;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const path = `/internal/feed?after=${cursor}&limit=${pageSize}`;
    const read = await page<z.infer<typeof feedPage>>(parts, service, path, feedPage);
    if (read === "gone" || (epoch !== undefined && read.epoch !== epoch))
      return begunAnew(service, reading, parts);
    epoch = read.epoch;
    read.events.forEach(see);
    cursor = String(read.next);
    if (read.events.length < pageSize)
      return { ...reading, cursor, epoch, readAt: askedAt, steadySince: reading.steadySince ?? askedAt };
  }
  return { ...reading, cursor, epoch };
}

async function begunAnew(service: string, reading: FeedReading, parts: ReadParts): Promise<FeedReading> {
  const begunAt = parts.now();
  const snapshot = await page<{ epoch: string; seq: number }>(parts, service, "/internal/snapshot", anything);
  if (snapshot === "gone") throw new Error(`${service} has neither a feed nor a snapshot`);
  return { ...reading, begunAt, cursor: String(snapshot.seq), epoch: snapshot.epoch, steadySince: null };
}

/** Of a whole service's state nothing but the number is wanted. */
const anything = z.object({ epoch: z.string(), seq: z.int() });
