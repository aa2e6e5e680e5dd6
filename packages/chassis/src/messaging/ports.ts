import type { FeedEvent, FeedPage, FeedSnapshot } from "@siren/contracts/envelope";
import type { EventType } from "@siren/contracts/events";
import type { TakenHere, ToldAbout } from "@siren/contracts/journey";

/** What the messaging loops ask of a store. `Tx` is the store's own handle of an open transaction. */

export type LiveNote = { stream: string; name: string; data: unknown };

export type OutgoingEvent = {
  type: EventType;
  aggregateId: string;
  aggregateVersion: number;
  data: unknown;
  /** Milliseconds since 1970. */
  at: number;
  traceparent?: string | undefined;
  live?: readonly LiveNote[] | undefined;
};

/** One entry of a push stream; `n` is gap-free within its stream. */
export type LiveRecord = {
  stream: string;
  n: number;
  seq: number;
  eventId: string;
  name: string;
  at: number;
  data: unknown;
  traceparent?: string;
};

export type Lease = {
  /** Grows with every change of holder; what is written under an older token is refused. */
  token: number;
  /** Aborted as soon as this process can no longer be sure that it holds the lease. */
  signal: AbortSignal;
};

export type Campaign = { held(): boolean; close(): Promise<void> };

export type LeasePort = {
  /** Runs `duty` whenever this process holds the lease, again after each loss, until closed. */
  campaign(name: string, duty: (lease: Lease) => Promise<void>): Campaign;
  /** True where it is certain that no other process has this store open: there is no work but what this one made. */
  isAlone(): boolean;
};

export type Stamped = { stamped: number; head: number; more: boolean; oldestAt?: number };

export type RelayPort = {
  /** Numbers waiting events in one transaction; "deposed" when a younger holder has been here. */
  stamp(token: number, limit: number): Promise<Stamped | "deposed">;
  /** How many events are committed and have no number yet. */
  waiting(): Promise<number>;
  /** How many numbered events each of these has not acknowledged yet; that is written down every few seconds. */
  unread(consumers: readonly string[]): Promise<{ consumer: string; events: number }[]>;
  /** Deletes what every named consumer has acknowledged and what is old enough; answers how much. */
  prune(rule: { consumers: readonly string[]; keepEventsMs: number; keepLiveMs: number }): Promise<number>;
};

export type FeedRequest = {
  after: number;
  limit: number;
  waitMs: number;
  /** The epoch the reader's cursor is of; a reader of another epoch is answered at once. */
  epoch?: string | undefined;
  /** A consumer whose `after` counts as its acknowledgement. */
  consumer?: string | undefined;
  /** Only these: what is not of them is passed over and wakes nobody. */
  types?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
  /** Told each time that the store was looked at while the page is waited for, and answered. */
  onLook?: (() => void) | undefined;
};

export type FeedPort<Tx> = {
  page(request: FeedRequest): Promise<FeedPage | "gone">;
  /** The state that `read` gives and the exact number of the last event that it contains. */
  snapshot(read: (tx: Tx) => Promise<unknown>): Promise<FeedSnapshot>;
  /** The highest number that is known here, once its epoch is. */
  head(): FeedCursor | undefined;
  /** Another replica says that there is something new; up to where, unless it is of an older version. */
  refresh(upTo?: FeedCursor): void;
};

export type FeedCursor = { epoch: string; seq: number };

export type FeedStep<Tx> = {
  feed: string;
  from: FeedCursor;
  events: readonly FeedEvent[];
  handles(type: string): boolean;
  handle(event: FeedEvent, tx: Tx): Promise<void>;
  /** Reads at once what the handlers of these events are about to ask for, each for itself. */
  readAhead?: ReadAhead<Tx> | undefined;
};
export type ReadAhead<Tx> = (events: readonly FeedEvent[], tx: Tx) => Promise<void>;

export type InboxPort<Tx> = {
  cursor(feed: string): Promise<FeedCursor | undefined>;
  /** First contact: nothing of this feed was read before. Answers the cursor that stands afterwards. */
  begin(feed: string, epoch: string): Promise<FeedCursor>;
  /** Cursor, marks and effects in one transaction; "moved" when somebody else moved the cursor. */
  apply(step: FeedStep<Tx>): Promise<"applied" | "moved">;
  /** Sets one event aside with its error and moves the cursor past it, in one transaction. */
  park(
    feed: string,
    from: FeedCursor,
    event: FeedEvent,
    failure: ParkedFailure,
  ): Promise<"applied" | "moved">;
  /** Takes a snapshot's effect and its cursor in one transaction. */
  restart(feed: string, to: FeedCursor, effect: (tx: Tx) => Promise<void>): Promise<void>;
  /** Runs the handlers again over what was set aside, in order, stopping per aggregate at a failure. */
  replay(
    feed: string,
    handle: (event: FeedEvent, tx: Tx) => Promise<void>,
    /** Only what waits of this one; all else stays as it is. */
    aggregateId?: string,
  ): Promise<Replayed>;
  /** What was set aside, of all feeds, oldest first. */
  letters(query: { limit: number } | { eventId: string }): Promise<SetAside[]>;
  parked(feed: string): Promise<number>;
  /** What was taken, oldest mark first, for whoever checks that nothing was passed over. */
  audit(query: { since: string; limit: number }): Promise<InboxReading>;
  /** Whether the store, and not the handler, is what failed: such an event is never set aside. */
  isTransient(error: unknown): boolean;
};

export type InboxReading = {
  facts: { eventId: string; feed: string; changedAt: number }[];
  next: string | null;
  cursors: { feed: string; epoch: string; seq: number; from: number | null }[];
};

export type SetAside = ParkedFailure & {
  eventId: string;
  feed: string;
  type: string;
  aggregateId: string;
  seq: number;
  parkedAt: number;
};
export type ParkedFailure = { error: string; attempts: number };
export type Replayed = { replayed: number; left: number };

/** For whoever looks after one order: looked for when somebody asks, so that no write pays for it. */
export type JourneyPort = {
  /** What was told about an order since then, oldest first. */
  told(orderId: string, sinceMs: number): Promise<ToldAbout>;
  /** What has become here of these events of others. */
  taken(eventIds: readonly string[]): Promise<TakenHere>;
};

export type DueTimer = {
  id: string;
  kind: string;
  dueAt: number;
  data: unknown;
  attempts: number;
  /** Of whoever set it. */
  traceparent?: string;
};

/** Which timers are meant, by their kinds; `only` tells nothing of those that are not due yet. */
export type TimerKinds = { only: readonly string[] } | { except: readonly string[] };

export type TimerPort<Tx> = {
  /** The timers whose time has come, and when the next one's will. */
  due(now: number, limit: number, of?: TimerKinds): Promise<{ timers: DueTimer[]; nextAt?: number }>;
  /** Removes the timer and runs its effect in one transaction; false when it was no longer there. */
  fire(timer: DueTimer, effect: (tx: Tx) => Promise<void>): Promise<boolean>;
  /** The same for several in one transaction, one after the other: all of them or none. Answers which were there. */
  fireTogether(
    timers: readonly DueTimer[],
    effect: (timer: DueTimer, tx: Tx) => Promise<void>,
  ): Promise<readonly DueTimer[]>;
  postpone(timer: DueTimer, untilMs: number, error: string): Promise<void>;
  /** How many should have fired by then. */
  overdue(atMs: number): Promise<number>;
};

export type StoredAnswer = { bodyHash: string; answer: unknown };

export type OncePort<Tx> = {
  recall(tx: Tx, scope: string, key: string): Promise<StoredAnswer | undefined>;
  remember(tx: Tx, scope: string, key: string, stored: StoredAnswer): Promise<void>;
};

export type EventLogPort = {
  streamHead(stream: string): Promise<number>;
  /** Of many streams with one read; one that nothing was ever told on is left out. */
  streamHeads(streams: readonly string[]): Promise<Map<string, number>>;
  readStream(stream: string, afterN: number, limit: number): Promise<LiveRecord[]>;
  /**
   * Everything after `fromSeq`, or from now on when it is left out, in order, one call at a time; but what comes while
   * `isWanted` says no is passed over unread.
   */
  tail(
    fromSeq: number | undefined,
    onRecords: (records: LiveRecord[]) => void | Promise<void>,
    isWanted?: () => boolean,
  ): () => void;
};

/** Heard after each commit of this process, so that loops need not wait for their next look. */
/** `soonestAt`: when the first of the timers that were set is due. */
export type Committed = { published: number; scheduled: number; soonestAt?: number };
export type CommitSignal = (listener: (committed: Committed) => void) => () => void;

export type MessagingLog = {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
};
