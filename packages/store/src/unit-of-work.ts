import type { CommitSignal, Committed, OutgoingEvent } from "@siren/chassis/messaging/ports";
import { inThisTrace, type Publishing } from "@siren/chassis/messaging/trace-of";
import type { mongo } from "mongoose";
import type { Collections, OutboxDoc } from "./collections.ts";
import type { LaterWrite, SendLater } from "./later-writes.ts";
import { cancelOf, scheduleOf, type TimerRequest } from "./timers.ts";
import type { Transact } from "./transact.ts";
import { createTurnstile } from "./turnstile.ts";

/** The handle of an open transaction. Pass `session` to every mongoose call that belongs to it. */
export type Tx = {
  session: mongo.ClientSession;
  /** Written to the outbox with the commit, in the order of the calls. */
  publish(event: OutgoingEvent): void;
  schedule(timer: TimerRequest): Promise<void>;
  cancelTimer(id: string): Promise<void>;
  /** Goes out with the timers and events, in the order of the calls; what is read before that does not show it. */
  later(write: LaterWrite): void;
  /** Sends what waits for that now, for somebody who has to read it. */
  sendLater(): Promise<void>;
  /**
   * Something that no transaction can take back, to be begun once this one is committed, and only then: what an
   * attempt that was repeated had asked for is forgotten. A process that dies in between does not do it.
   */
  afterCommit(effect: () => void): void;
};

export type UnitOfWork = <T>(work: (tx: Tx) => Promise<T>, limits?: { deadlineMs?: number }) => Promise<T>;

export type UnitOfWorkParts = {
  collections: Collections;
  transact: Transact;
  sendLater: SendLater;
  newEventId: () => string;
  /** The trace in which the caller runs, for timers. */
  traceparent: () => string | undefined;
  /** The same for events that name none, with what is to be told of the telling itself. */
  publishing: (type: string) => Publishing;
  reach: (step: "store.committing" | "store.committed") => Promise<void>;
  /** Units of work at once; below the pool's size, so that whoever holds a lock finds a connection to end it. */
  width: number;
};

export function createUnitOfWork(parts: UnitOfWorkParts): { unitOfWork: UnitOfWork; onCommit: CommitSignal } {
  const { collections, transact } = parts;
  const enter = createTurnstile(parts.width);
  const listeners = new Set<(committed: Committed) => void>();

  const unitOfWork: UnitOfWork = (work, limits) =>
    enter(async () => {
      let committed: Committed = { published: 0, scheduled: 0 };
      let effects: (() => void)[] = [];
      const result = await transact(async (session) => {
        const outbox: OutboxDoc[] = [];
        let waiting: LaterWrite[] = [];
        const sendLater = () => parts.sendLater(session, waiting.splice(0));
        const wanted: (() => void)[] = [];
        let scheduled = 0;
        let soonestAt = Number.POSITIVE_INFINITY;
        const answer = await work({
          session,
          publish(event) {
            const { traceparent, committed: isOut }: Publishing =
              event.traceparent === undefined
                ? parts.publishing(event.type)
                : { traceparent: event.traceparent };
            outbox.push(outboxDoc(event, traceparent, parts.newEventId()));
            if (isOut) wanted.push(isOut);
          },
          schedule: async (timer) => {
            scheduled += 1;
            soonestAt = Math.min(soonestAt, timer.dueAt);
            waiting.push(scheduleOf(timer, timer.inTrace && parts.traceparent()));
          },
          cancelTimer: async (id) => void waiting.push(cancelOf(id)),
          later: (write) => void waiting.push(write),
          sendLater,
          afterCommit: (effect) => void wanted.push(inThisTrace(effect)),
        });
        const events = outbox.map((document) => ({ insert: collections.outbox.collectionName, document }));
        waiting = [...waiting, ...events];
        await sendLater();
        committed = { published: outbox.length, scheduled, ...(scheduled > 0 && { soonestAt }) };
        effects = wanted;
        await parts.reach("store.committing");
        return answer;
      }, limits?.deadlineMs);
      await parts.reach("store.committed");
      if (committed.published > 0 || committed.scheduled > 0) {
        for (const listener of listeners) listener(committed);
      }
      for (const effect of effects) effect();
      return result;
    });

  return {
    unitOfWork,
    onCommit: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function outboxDoc(event: OutgoingEvent, traceparent: string | undefined, eventId: string): OutboxDoc {
  const { type, aggregateId, aggregateVersion, at, data } = event;
  return {
    _id: eventId,
    type,
    aggregateId,
    aggregateVersion,
    at,
    data: asJson(data),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(event.live?.length ? { live: event.live.map((note) => ({ ...note, data: asJson(note.data) })) } : {}),
  };
}

/** As the reader will get it: an undefined field is left out instead of being stored as null. */
function asJson(data: unknown): unknown {
  return data === undefined ? null : JSON.parse(JSON.stringify(data));
}
