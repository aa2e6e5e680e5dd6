import { randomUUID } from "node:crypto";
import type {
  CommitSignal,
  EventLogPort,
  InboxPort,
  JourneyPort,
  LeasePort,
  OncePort,
  RelayPort,
  TimerPort,
} from "@siren/chassis/messaging/ports";
import { publishingNow, traceparentNow } from "@siren/chassis/messaging/trace-of";
import type { FaultCounts, FaultPlan } from "@siren/embedded-mongo";
import type mongoose from "mongoose";
import { buildIndexesOf, untilPrepared } from "./at-start.ts";
import { openBeatFiles } from "./beat-files.ts";
import { collectionsOf, prepareCollections } from "./collections.ts";
import { openDatabase } from "./database.ts";
import { growingEventIds } from "./event-ids.ts";
import { createEventLog } from "./event-log.ts";
import { followFaultFile, readFaultFile } from "./fault-file.ts";
import { createFeed, type Feed } from "./feed.ts";
import { createHeadWatch } from "./head-watch.ts";
import { createInbox } from "./inbox.ts";
import { createJourneys } from "./journeys.ts";
import { createSendLater } from "./later-writes.ts";
import { createLeaseBook } from "./lease-book.ts";
import type { LeaseTimes } from "./lease-watch.ts";
import { createLeases, leaseTimes } from "./leases.ts";
import { type Migration, migrate } from "./migrations.ts";
import { createOnceBook } from "./once-book.ts";
import { createRelayPort } from "./stamping.ts";
import { type UnitOfWorkEnded, watchUnitsOfWork } from "./store-metrics.ts";
import { StoreRefused } from "./store-refused.ts";
import { readStoreUri, type StoreAddress } from "./store-uri.ts";
import { createTimers } from "./timers.ts";
import { createTransact } from "./transact.ts";
import { createUnitOfWork, type Tx, type UnitOfWork } from "./unit-of-work.ts";

/** Inside the transaction before its commit, and after it before anybody was told. */
export type StoreStep = "store.committing" | "store.committed" | "relay.stamping";

export type StoreLog = {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
};

export type StoreOptions = {
  log: StoreLog;
  now: () => number;
  monotonicMs?: () => number;
  random?: () => number;
  newHolder?: () => string;
  unitOfWorkDeadlineMs?: number;
  leaseTimes?: LeaseTimes;
  production?: boolean;
  onUnitOfWork?: UnitOfWorkEnded;
  /** Named steps for those who kill processes in the middle of things: chassis' failpoints fit. */
  reach?: (step: StoreStep) => Promise<void>;
  /** Only beneath `sqlite://`: what the engine is to do wrong. */
  faults?: FaultPlan;
  /** The same from outside a running process, as a file that may change; refused where `production` is set. */
  faultsFile?: string | undefined;
};

export type Store = {
  connection: mongoose.Connection;
  model<T>(name: string, schema: mongoose.Schema<T>): mongoose.Model<T>;
  unitOfWork: UnitOfWork;
  onCommit: CommitSignal;
  relay: RelayPort;
  feed: Feed;
  inbox: InboxPort<Tx>;
  journeys: JourneyPort;
  timers: TimerPort<Tx>;
  leases: LeasePort;
  once: OncePort<Tx>;
  eventLog: EventLogPort;
  /** Brings the data to the program's version and builds the indexes of every model made so far. */
  migrate(migrations: readonly Migration[]): Promise<void>;
  setFaults(faults: FaultPlan): Promise<void>;
  faultsDone(): Promise<FaultCounts>;
  /** Only beneath `sqlite://`: how often what was asked of it, by `find orders`. */
  asked?: () => Promise<Record<string, number>>;
  close(): Promise<void>;
};

/** Units of work at once, and connections: the rest of the pool is for reads and for those in mid-transaction. */
const width = 24;
const poolSize = 64;

/** `sqlite://path` starts the embedded engine, `mongodb://` is passed through. Throws StoreRefused. */
export async function openStore(uri: string, options: StoreOptions): Promise<Store> {
  const { log, now, monotonicMs = () => performance.now(), random = Math.random } = options;
  const closing = new AbortController();
  const patience = { monotonicMs, random, deadlineMs: 5_000 };
  const address = readStoreUri(uri);
  const switchFile = await faultSwitch(address, options);
  const database = await openDatabase(address, {
    onLog: (event, fields) => log.info(event, fields),
    faults: switchFile?.begun.plan ?? options.faults,
    production: options.production ?? false,
    poolSize,
  });
  const { connection } = database;
  const reach = options.reach ?? (async () => undefined);
  const client = connection.getClient();
  const collections = collectionsOf(client.db(connection.name));
  const transact = createTransact({
    client,
    monotonicMs,
    random,
    deadlineMs: options.unitOfWorkDeadlineMs ?? 8_000,
  });
  const readHead = async () => (await collections.head.findOne({ _id: "feed" }))?.seq ?? 0;
  const trouble = (event: string, fields: Record<string, unknown>) => {
    if (!closing.signal.aborted) log.warn(event, fields);
  };
  const headWatch = createHeadWatch({
    readHead,
    lookEveryMs: 1_000,
    onTrouble: (error) => trouble("feed.head-unread", { error: String(error) }),
  });
  try {
    await untilPrepared(() => prepareCollections(collections, randomUUID), patience);
    headWatch.learn(await untilPrepared(readHead, patience));
  } catch (error) {
    await database.close();
    throw new StoreRefused(
      `${address.kind === "sqlite" ? address.file : "the database"} cannot be used: ${messageOf(error)}`,
      { cause: error },
    );
  }
  const faultFile =
    switchFile &&
    (await followFaultFile(switchFile.file, switchFile.begun, database, (error) =>
      trouble("store.fault-file-unread", { error: String(error) }),
    ));
  const sendLater = createSendLater(client.db(connection.name), database.hasBulkWrite);
  const { unitOfWork: unwatched, onCommit } = createUnitOfWork({
    collections,
    transact,
    sendLater,
    newEventId: growingEventIds(now),
    traceparent: traceparentNow,
    publishing: publishingNow,
    reach,
    width,
  });
  const { onUnitOfWork: onEnded } = options;
  const unitOfWork = onEnded ? watchUnitsOfWork(unwatched, { onEnded, monotonicMs }) : unwatched;
  const holder = (options.newHolder ?? randomUUID)();
  const leases = createLeases({
    ...{ book: createLeaseBook(collections.leases, holder), holder },
    ...(address.kind === "sqlite" && {
      beats: openBeatFiles({ folder: `${address.file}-beats`, holder, monotonicMs }),
    }),
    times: options.leaseTimes ?? leaseTimes,
    monotonicMs,
    onTrouble: trouble,
  });
  return {
    connection,
    model: <T>(name: string, schema: mongoose.Schema<T>) => connection.model<T>(name, schema),
    unitOfWork,
    onCommit,
    relay: createRelayPort({
      collections,
      transact,
      sendLater,
      headWatch,
      now,
      reach: () => reach("relay.stamping"),
    }),
    feed: createFeed({ collections, unitOfWork, sendLater, headWatch, now, monotonicMs }),
    inbox: createInbox({ collections, unitOfWork, now }),
    journeys: createJourneys(collections),
    timers: createTimers(collections.timers, unitOfWork),
    leases,
    once: createOnceBook(collections.once, now),
    eventLog: createEventLog({
      collections,
      headWatch,
      onTrouble: (error) => trouble("event-log.unread", { error: String(error) }),
      closing: closing.signal,
    }),
    async migrate(migrations) {
      await Promise.all(Object.values(connection.models).map((model) => buildIndexesOf(model, patience)));
      await untilPrepared(() => migrate({ collections, leases, now }, migrations), patience);
    },
    setFaults: database.setFaults,
    faultsDone: database.faultsDone,
    ...(database.asked && { asked: database.asked }),
    async close() {
      closing.abort();
      headWatch.close();
      await leases.close();
      await faultFile?.close();
      await database.close();
    },
  };
}

/** Off, and out of reach, unless the process was started with it; never in production, never over a real database. */
async function faultSwitch(address: StoreAddress, { faultsFile: file, production, log }: StoreOptions) {
  if (file === undefined) return undefined;
  if (production) throw new StoreRefused("STORE_FAULTS_FILE is for tests: production does not start with it");
  if (address.kind !== "sqlite") {
    throw new StoreRefused("STORE_FAULTS_FILE needs the embedded store: STORE=sqlite://...");
  }
  const begun = await readFaultFile(file);
  log.warn("store.faults-on-purpose", { file });
  return { file, begun };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
