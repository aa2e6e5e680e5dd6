import type {
  Committed,
  FeedCursor,
  InboxPort,
  OncePort,
  OutgoingEvent,
  StoredAnswer,
  TimerPort,
} from "@siren/chassis/messaging/ports";
import type { FeedEvent } from "@siren/contracts/envelope";
import type { LaterWrite } from "@siren/store/later-writes";
import type { ClientSession, Schema } from "mongoose";
import type { MessagingPorts } from "../services/messenger.ts";
import { createMemoryModel, type Doc, type Draft } from "./memory-model.ts";

type Timer = { id: string; kind: string; dueAt: number; data: unknown; attempts: number };
type Collection = Parameters<typeof createMemoryModel>[2];

/** What a service has written down; it outlives those who wrote it. */
export function createDisk() {
  return {
    collections: new Map<string, Collection>(),
    outbox: [] as Omit<FeedEvent, "seq">[],
    events: [] as FeedEvent[],
    cursors: new Map<string, FeedCursor>(),
    taken: new Set<string>(),
    aside: new Map<string, string>(),
    timers: new Map<string, Timer>(),
    once: new Map<string, StoredAnswer>(),
    eventIds: 0,
  };
}
export type Disk = ReturnType<typeof createDisk>;

type TimerWish = Pick<Timer, "id" | "kind" | "dueAt" | "data">;
export type MemoryTx = {
  session: ClientSession;
  publish(event: OutgoingEvent): void;
  schedule(timer: TimerWish): Promise<void>;
  cancelTimer(id: string): Promise<void>;
  later(write: LaterWrite): void;
  sendLater(): Promise<void>;
  afterCommit(effect: () => void): void;
};

const epoch = "memory";
class CursorMoved extends Error {}

/** What is broken on purpose, to see that the days find it. */
export type PlantedFaults = { forgetsTaken?: boolean };

/** One life of a service on its disk: what it has not committed when it dies was never there. */
export function openMemoryStore(
  disk: Disk,
  reach: (step: string) => Promise<void>,
  planted: PlantedFaults = {},
) {
  const listeners = new Set<(committed: Committed) => void>();
  const drafts = new WeakMap<object, Draft>();
  const models = new Map<string, ReturnType<typeof createMemoryModel>>();
  /** Written with the draft, or not at all. */
  const further = new WeakMap<object, (() => void)[]>();
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time, as its write lock has it. */
  function unitOfWork<T>(work: (tx: MemoryTx) => Promise<T>): Promise<T> {
    const run = last.then(() => transact(work));
    last = run.catch(() => {});
    return run;
  }

  async function transact<T>(work: (tx: MemoryTx) => Promise<T>): Promise<T> {
    const draft: Draft = new Map();
    const writes: (() => void)[] = [];
    // Only its identity is used: it leads from a model back to the draft.
    const session = {} as ClientSession;
    drafts.set(session, draft);
    further.set(session, writes);
    const committed: Committed = { published: 0, scheduled: 0 };
    const effects: (() => void)[] = [];
    const waiting: LaterWrite[] = [];
    const sendLater = async () => {
      for (const one of waiting.splice(0)) await writeLater(models, session, one);
    };
    const result = await work({
      session,
      publish({ type, aggregateId, aggregateVersion, at, data }) {
        committed.published += 1;
        writes.push(() => {
          disk.eventIds += 1;
          const eventId = `evt_${String(disk.eventIds).padStart(26, "0")}`;
          disk.outbox.push({ eventId, type, aggregateId, aggregateVersion, at, data });
        });
      },
      async schedule(timer) {
        committed.scheduled += 1;
        writes.push(() => void disk.timers.set(timer.id, { ...timer, attempts: 0 }));
      },
      async cancelTimer(id) {
        writes.push(() => void disk.timers.delete(id));
      },
      later: (write) => void waiting.push(write),
      sendLater,
      afterCommit: (effect) => void effects.push(effect),
    });
    await sendLater();
    await reach("store.committing");
    for (const [docs, own] of draft)
      for (const [id, doc] of own) {
        if (doc) docs.set(id, doc);
        else docs.delete(id);
      }
    for (const write of writes) write();
    await reach("store.committed");
    if (committed.published + committed.scheduled > 0) for (const tell of listeners) tell(committed);
    for (const effect of effects) effect();
    return result;
  }

  const write = ({ session }: Pick<MemoryTx, "session">, what: () => void) =>
    void further.get(session)?.push(what);

  const once: OncePort<MemoryTx> = {
    recall: async (_tx, scope, key) => disk.once.get(`${scope}/${key}`),
    remember: async (tx, scope, key, stored) =>
      write(tx, () => void disk.once.set(`${scope}/${key}`, { ...stored, answer: asJson(stored.answer) })),
  };

  const ports: MessagingPorts<MemoryTx> = {
    onCommit: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    relay: {
      prune: async () => 0,
      waiting: async () => disk.outbox.length,
      unread: async () => [],
      async stamp() {
        const stamped = disk.outbox.length;
        if (stamped > 0) await reach("relay.stamping");
        for (const event of disk.outbox.splice(0))
          disk.events.push({ ...event, seq: disk.events.length + 1 });
        return { stamped, head: disk.events.length, more: false };
      },
    },
    feed: {
      head: () => ({ epoch, seq: disk.events.length }),
      refresh() {},
      async page({ after, limit }) {
        const events = disk.events.slice(after, after + limit);
        return { epoch, head: disk.events.length, events, next: after + events.length };
      },
      snapshot: () => Promise.reject(new Error("nobody starts over here")),
    },
    inbox: inboxOf(disk, unitOfWork, write, planted),
    timers: timersOf(disk, unitOfWork, write),
  };

  return {
    ...ports,
    ...{ unitOfWork, once },
    model(name: string, schema: Schema) {
      const docs: Collection = disk.collections.get(name) ?? new Map();
      disk.collections.set(name, docs);
      const model = createMemoryModel(name, schema, docs, (session) => session && drafts.get(session));
      models.set(name, model);
      return model;
    },
  };
}

async function writeLater(
  models: ReadonlyMap<string, ReturnType<typeof createMemoryModel>>,
  session: ClientSession,
  write: LaterWrite,
): Promise<void> {
  const name = "insert" in write ? write.insert : "update" in write ? write.update : write.delete;
  const model = models.get(name);
  if (!model) throw new Error(`nobody made a model ${name}`);
  if ("insert" in write) return model.create([write.document as Doc], { session });
  if ("delete" in write) return void (await model.deleteOne(write.filter, { session }));
  const { filter, to, upsert = false, orElse } = write;
  const isChange = Object.keys(to).some((key) => key.startsWith("$"));
  const { matchedCount, upsertedCount = 0 } = isChange
    ? await model.updateOne(filter, to, { session, upsert })
    : await model.replaceOne(filter, to, { session });
  if (matchedCount + upsertedCount === 0 && orElse) throw orElse();
}

type Unit = <T>(work: (tx: MemoryTx) => Promise<T>) => Promise<T>;
type Write = (tx: Pick<MemoryTx, "session">, what: () => void) => void;

function inboxOf(
  disk: Disk,
  unitOfWork: Unit,
  write: Write,
  { forgetsTaken = false }: PlantedFaults,
): InboxPort<MemoryTx> {
  async function moving(feed: string, from: FeedCursor, to: number, effect: (tx: MemoryTx) => Promise<void>) {
    try {
      await unitOfWork(async (tx) => {
        if ((disk.cursors.get(feed)?.seq ?? 0) !== from.seq) throw new CursorMoved();
        write(tx, () => void disk.cursors.set(feed, { epoch, seq: to }));
        await effect(tx);
      });
      return "applied" as const;
    } catch (error) {
      if (error instanceof CursorMoved) return "moved" as const;
      throw error;
    }
  }
  return {
    isTransient: () => false,
    audit: () => Promise.reject(new Error("no auditor comes here")),
    cursor: async (feed) => disk.cursors.get(feed),
    async begin(feed) {
      const known = disk.cursors.get(feed) ?? { epoch, seq: 0 };
      disk.cursors.set(feed, known);
      return known;
    },
    apply: ({ feed, from, events, handles, handle, readAhead }) =>
      moving(feed, from, events.at(-1)?.seq ?? from.seq, async (tx) => {
        await readAhead?.(events, tx);
        for (const event of events) {
          if (!handles(event.type) || disk.taken.has(`${feed}/${event.eventId}`)) continue;
          await handle(event, tx);
          if (forgetsTaken) continue;
          write(tx, () => void disk.taken.add(`${feed}/${event.eventId}`));
        }
      }),
    park: (feed, from, event, { error }) =>
      moving(feed, from, event.seq, async (tx) =>
        write(tx, () => void disk.aside.set(event.eventId, `${event.type}: ${error}`)),
      ),
    restart: () => Promise.reject(new Error("nobody starts over here")),
    replay: async () => ({ replayed: 0, left: disk.aside.size }),
    parked: async () => disk.aside.size,
    letters: () => Promise.reject(new Error("nobody looks at them here")),
  };
}

function timersOf(disk: Disk, unitOfWork: Unit, write: Write): TimerPort<MemoryTx> {
  return {
    async due(now, limit) {
      const all = [...disk.timers.values()].toSorted((a, b) => a.dueAt - b.dueAt);
      const timers = all.filter(({ dueAt }) => dueAt <= now).slice(0, limit);
      const later = all[timers.length];
      return { timers, ...(later && { nextAt: later.dueAt }) };
    },
    fire: (timer, effect) =>
      unitOfWork(async (tx) => {
        if (disk.timers.get(timer.id) !== timer) return false;
        write(tx, () => void disk.timers.delete(timer.id));
        await effect(tx);
        return true;
      }),
    fireTogether: (several, effect) =>
      unitOfWork(async (tx) => {
        const there = several.filter((timer) => disk.timers.get(timer.id) === timer);
        for (const timer of there) {
          write(tx, () => void disk.timers.delete(timer.id));
          await effect(timer, tx);
        }
        return there;
      }),
    overdue: async (atMs) => [...disk.timers.values()].filter(({ dueAt }) => dueAt <= atMs).length,
    async postpone(timer, untilMs) {
      const known = disk.timers.get(timer.id);
      if (known === timer)
        disk.timers.set(timer.id, { ...timer, dueAt: untilMs, attempts: timer.attempts + 1 });
    },
  };
}

/** As a reader gets it. */
const asJson = (data: unknown): unknown => (data === undefined ? null : JSON.parse(JSON.stringify(data)));
