import { createReader, type EventHandlers, type Reader } from "@siren/chassis/messaging/consumer";
import type { FeedClient } from "@siren/chassis/messaging/feed-client";
import type {
  CommitSignal,
  FeedPort,
  InboxPort,
  MessagingLog,
  ReadAhead,
  RelayPort,
  TimerPort,
} from "@siren/chassis/messaging/ports";
import { createRound, type TimerHandlers } from "@siren/chassis/messaging/timers";
import type { FeedEvent, FeedPage } from "@siren/contracts/envelope";
import { type Hearing, hearings, type PageFate, type ServiceName } from "../cafe/world.ts";
import type { PageQuery } from "./line.ts";

export type MessagingPorts<Tx> = {
  onCommit: CommitSignal;
  relay: RelayPort;
  feed: FeedPort<Tx>;
  inbox: InboxPort<Tx>;
  timers: TimerPort<Tx>;
};

/** Of a transaction: what follows from it once it is committed. */
export type AfterCommit = { afterCommit(effect: () => void): void };

export type MessengerOptions<Tx> = {
  self: ServiceName;
  store: MessagingPorts<Tx>;
  handlers: Partial<Record<ServiceName, EventHandlers<Tx>>>;
  timers: TimerHandlers<Tx>;
  timersTogether?: readonly string[];
  readAhead?: ReadAhead<Tx>;
  /** What comes of a feed just now; throws when nobody is there. */
  readFeed(hearing: Hearing, fate: PageFate, query: PageQuery): Promise<FeedPage | "gone">;
  /** A handler has run for it, and what it did was committed. */
  onTaken(hearing: Hearing, event: FeedEvent): void;
  log: MessagingLog;
  now: () => number;
  reach: (step: string) => Promise<void>;
};

/** Relay, consumers and timers of one service, each a step at a time in place of their loops. */
export function createMessenger<Tx extends AfterCommit>(options: MessengerOptions<Tx>) {
  const { self, store, handlers, readAhead, log, now, reach, readFeed, onTaken } = options;
  const never = new AbortController().signal;
  const round = createRound({
    ...{ timers: store.timers, handlers: options.timers, together: options.timersTogether ?? [] },
    ...{ log, now, reach },
  });
  const ears = new Map(
    hearings
      .filter(({ by }) => by === self)
      .map(({ feed }) => [feed, createEar(feed, handlers[feed] ?? {})] as const),
  );
  let head = 0;
  /** What the loops would be woken for. Whoever begins has not looked yet. */
  let mayHaveNews = true;
  let nextTimerAt = 0;
  store.onCommit(({ published, scheduled }) => {
    if (published > 0) mayHaveNews = true;
    if (scheduled > 0) nextTimerAt = 0;
  });

  function createEar(feed: ServiceName, own: EventHandlers<Tx>) {
    let fate: PageFate = "as it is";
    const client: FeedClient = {
      async call({ path }) {
        const query = new URL(path, "http://feed").searchParams;
        const asked = { after: Number(query.get("after")), limit: Number(query.get("limit")) };
        const page = await readFeed({ feed, by: self }, fate, asked);
        return page === "gone" ? { status: 410, body: null } : { status: 200, body: page };
      },
    };
    // What a handler does bears being done twice, most of it: this count does not.
    const inbox: InboxPort<Tx> = {
      ...store.inbox,
      apply: (step) =>
        store.inbox.apply({
          ...step,
          async handle(event, tx) {
            await step.handle(event, tx);
            tx.afterCommit(() => onTaken({ feed, by: self }, event));
          },
        }),
    };
    const reading = {
      ...{ feed, self, client, inbox, handlers: own, log, now, reach, waitMs: 0 },
      ...(readAhead && { readAhead }),
    };
    // Two replicas, of which only one should be reading: the other still believes that it may.
    const readers: [Reader, Reader] = [createReader(reading), createReader(reading)];
    return {
      cursor: () => readers[0].status().cursor?.seq ?? 0,
      async hear(next: PageFate) {
        fate = next;
        if (fate === "twice") await readers[1].recall();
        if (readers[0].status().cursor === undefined) await readers[0].recall();
        await readers[0].hearOnce(never).catch(refusedPage);
        if (fate === "twice") await readers[1].hearOnce(never).catch(refusedPage);
      },
    };
  }

  return {
    /** Answers how many events there are by now. */
    async number(): Promise<number> {
      while (mayHaveNews) {
        const done = await store.relay.stamp(1, 200);
        if (done === "deposed") throw new Error("deposed, and nobody else is there");
        if (done.stamped > 0) await reach("relay.stamped");
        head = done.head;
        mayHaveNews = done.more;
      }
      return head;
    },
    hear: ({ feed }: Hearing, fate: PageFate) => ears.get(feed)?.hear(fate) ?? Promise.resolve(),
    head: () => head,
    cursorOf: (feed: ServiceName) => ears.get(feed)?.cursor() ?? 0,
    /** Answers how many there were. */
    async fireDue(): Promise<number> {
      if (now() < nextTimerAt) return 0;
      const { fired, nextAt = Number.POSITIVE_INFINITY } = await round(never);
      nextTimerAt = fired > 0 ? 0 : nextAt;
      return fired;
    },
  };
}

/** What a reader says of a page that it does not take. It asks again; anything else is a fault of ours. */
function refusedPage(error: unknown): void {
  if (error instanceof Error && /has a fault|nobody is there/.test(error.message)) return;
  throw error;
}
