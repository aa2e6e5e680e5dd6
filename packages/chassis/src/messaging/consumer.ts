import type { FeedEvent, FeedSnapshot } from "@siren/contracts/envelope";
import { type EventData, type EventType, eventCatalogue } from "@siren/contracts/events";
import type { ServiceName } from "@siren/contracts/roles";
import type { Tracing } from "../tracing/tracing.ts";
import { faultOfPage } from "./feed-check.ts";
import { type FeedClient, readPage, readSnapshot } from "./feed-client.ts";
import { growingPauseMs } from "./growing-pause.ts";
import { type MessagingMetrics, messagingMetrics } from "./messaging-metrics.ts";
import type { FeedCursor, InboxPort, Lease, LeasePort, MessagingLog, ReadAhead, Replayed } from "./ports.ts";
import { takeEvents } from "./take-events.ts";
import { inTraceOf, type Step } from "./trace-of.ts";
import { createWake } from "./wake.ts";

export type Heard<T extends EventType> = Omit<FeedEvent, "data" | "type"> & { type: T; data: EventData<T> };

/** All effects go through `tx`; a handler may run several times and only the last run counts. */
export type EventHandlers<Tx> = { [T in EventType]?: (event: Heard<T>, tx: Tx) => Promise<void> };

export type ConsumerOptions<Tx> = {
  /** Whose feed is heard. */
  feed: ServiceName;
  /** Who hears it: the name under which its reading is an acknowledgement. */
  self: ServiceName;
  client: FeedClient;
  inbox: InboxPort<Tx>;
  leases: LeasePort;
  handlers: EventHandlers<Tx>;
  /** Takes the owner's whole state when the cursor is gone or the owner came back from a backup. */
  onSnapshot?: (snapshot: FeedSnapshot, tx: Tx) => Promise<void>;
  /** Where a consumer that knows nothing begins; "snapshot" needs `onSnapshot`. */
  begin?: "first-event" | "snapshot";
  /** What saves the handlers of a whole batch their own reads; nothing may rest on it. */
  readAhead?: ReadAhead<Tx>;
  log: MessagingLog;
  tracing?: Tracing | undefined;
  now: () => number;
  random?: () => number;
  reach?: (step: string) => Promise<void>;
  waitMs?: number;
  pageLimit?: number;
  /** Events in one transaction while all goes well. */
  batch?: number;
  /** Tries before an event is set aside, and the pauses between them. */
  attempts?: number;
  firstPauseMs?: number;
};

export type ConsumerStatus = { feed: ServiceName; cursor?: FeedCursor; head: number; holdsLease: boolean };

export type Consumer<Tx> = {
  status(): ConsumerStatus;
  /** Runs what was set aside again, or what was of one aggregate; also done each time the lease comes to this process. */
  replay(aggregateId?: string): Promise<Replayed>;
  close(): Promise<void>;
  readonly options: ConsumerOptions<Tx>;
};

export type ConsumerParts<Tx> = Required<
  Omit<ConsumerOptions<Tx>, "onSnapshot" | "leases" | "readAhead" | "tracing">
> &
  Pick<ConsumerOptions<Tx>, "onSnapshot" | "readAhead"> & {
    metrics: MessagingMetrics;
    handles(type: string): boolean;
    handle(event: FeedEvent, tx: Tx): Promise<void>;
  };

type ResyncReason = "first-contact" | "cursor-gone" | "epoch-changed";

/** One replica hears a feed at a time; that nothing is lost or done twice rests on the cursor, not on that. */
export function startConsumer<Tx>(options: ConsumerOptions<Tx>): Consumer<Tx> {
  const reader = createReader(options);
  const { feed, log, random = Math.random } = options;

  async function duty({ signal }: Lease): Promise<void> {
    await reader
      .replay()
      .catch((error) => log.warn("dead-letters.not-replayed", { feed, error: String(error) }));
    await reader.recall();
    for (let failures = 0; !signal.aborted; ) {
      try {
        await reader.hearOnce(signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        // Everyone starts at once and nobody is registered yet: not worth a line each time.
        if (failures === 3 || failures % 30 === 0)
          log.warn("feed.unread", { feed, failures, error: String(error) });
        await createWake().wait(growingPauseMs(failures, { firstMs: 50, mostMs: 1_000 }, random), signal);
        await reader.recall().catch(() => undefined);
      }
    }
  }

  const campaign = options.leases.campaign(`hear:${feed}`, duty);
  return {
    options,
    status: () => ({ ...reader.status(), holdsLease: campaign.held() }),
    replay: reader.replay,
    close: () => campaign.close(),
  };
}

export type Reader = {
  /** Where the store says that it stands: another replica may have read on. */
  recall(): Promise<void>;
  /** Asks for one page and takes it, or starts over from a snapshot. */
  hearOnce(signal: AbortSignal): Promise<void>;
  replay(aggregateId?: string): Promise<Replayed>;
  status(): Omit<ConsumerStatus, "holdsLease">;
};

/** What a consumer does page by page, for whoever holds its lease. */
export function createReader<Tx>(options: Omit<ConsumerOptions<Tx>, "leases">): Reader {
  const parts = withDefaults(options);
  const { feed, self, inbox, client, log, now, waitMs, pageLimit } = parts;
  let cursor: FeedCursor | undefined;
  let head = 0;

  async function hearOnce(signal: AbortSignal): Promise<void> {
    if (!cursor && parts.begin === "snapshot") return resync("first-contact", signal);
    const from = cursor;
    const askedAt = now();
    const request = { feed, self, after: from?.seq ?? 0, epoch: from?.epoch, waitMs, limit: pageLimit };
    const page = await readPage(client, request, signal);
    if (page === "gone") return resync("cursor-gone", signal);
    if (from && page.epoch !== from.epoch) return resync("epoch-changed", signal);
    const at = from ?? (await inbox.begin(feed, page.epoch));
    if (!from && (at.seq !== 0 || at.epoch !== page.epoch)) {
      cursor = at;
      return;
    }
    const fault = faultOfPage(page, at.seq);
    if (fault !== undefined) throw new Error(`the feed of ${feed} has a fault: ${fault}`);
    head = page.head;
    // An owner that is about to stop lets its readers go at once: not worth asking it in a tight circle.
    if (page.events.length === 0 && now() - askedAt < waitMs / 2) await createWake().wait(50, signal);
    cursor = page.events.length > 0 ? await takeEvents(parts, at, page.events, signal) : at;
  }

  async function resync(reason: ResyncReason, signal: AbortSignal): Promise<void> {
    const { onSnapshot } = parts;
    if (!onSnapshot) {
      // Nothing to take a snapshot with: said loudly, again and again, instead of skipping what is missing.
      throw new Error(`the feed of ${feed} asks for a resync (${reason}) and there is no onSnapshot`);
    }
    const snapshot = await readSnapshot(client, feed, signal);
    const to = { epoch: snapshot.epoch, seq: snapshot.seq };
    await inbox.restart(feed, to, (tx) => onSnapshot(snapshot, tx));
    cursor = to;
    // Told once it is done: until then each try that fails is told as such. Only a beginning is no news.
    const told = { feed, reason, seq: to.seq };
    if (reason === "first-contact") log.info("feed.resynced", told);
    else log.warn("feed.resynced", told);
  }

  async function replay(aggregateId?: string): Promise<Replayed> {
    const waiting = await inbox.parked(feed);
    if (waiting === 0) return { replayed: 0, left: 0 };
    const done = await inbox.replay(feed, parts.handle, aggregateId);
    log.info("dead-letters.replayed", { feed, ...done });
    return done;
  }

  return {
    async recall() {
      cursor = await inbox.cursor(feed);
    },
    hearOnce,
    replay,
    status: () => ({ feed, head, ...(cursor ? { cursor } : {}) }),
  };
}

function withDefaults<Tx>(options: Omit<ConsumerOptions<Tx>, "leases">): ConsumerParts<Tx> {
  const { handlers, tracing, feed, inbox } = options;
  const stepOf = ({ type, eventId, seq, aggregateId }: FeedEvent): Step | undefined =>
    tracing && {
      ...{ tracing, name: `${type} take`, kind: "takes", isRepeated: (error) => inbox.isTransient(error) },
      attributes: {
        ...{ "messaging.system": "siren", "messaging.destination.name": `feed of ${feed}` },
        ...{ "messaging.message.id": eventId, "siren.seq": seq },
        ...(aggregateId.startsWith("ord_") && { "siren.order_id": aggregateId }),
      },
    };
  return {
    begin: "first-event",
    random: Math.random,
    reach: async () => undefined,
    // For an owner that sends no beats: one that froze is noticed after this and a little more.
    waitMs: 1_500,
    pageLimit: 200,
    batch: 50,
    attempts: 6,
    firstPauseMs: 50,
    ...options,
    metrics: messagingMetrics(),
    handles: (type) => Object.hasOwn(handlers, type),
    handle: (event, tx) =>
      inTraceOf(event.traceparent, () => callHandler(handlers, event, tx), stepOf(event)),
  };
}

async function callHandler<Tx>(handlers: EventHandlers<Tx>, event: FeedEvent, tx: Tx): Promise<void> {
  const type = event.type as EventType;
  // The catalogue ties each type to its data; TypeScript cannot follow that through a lookup by name.
  const handler = handlers[type] as ((event: unknown, tx: Tx) => Promise<void>) | undefined;
  await handler?.({ ...event, data: eventCatalogue[type].parse(event.data) }, tx);
}
