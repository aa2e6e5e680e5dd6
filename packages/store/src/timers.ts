import { randomUUID } from "node:crypto";
import type { DueTimer, TimerPort } from "@siren/chassis/messaging/ports";
import type { mongo } from "mongoose";
import { type TimerDoc, timersName } from "./collections.ts";
import type { LaterWrite } from "./later-writes.ts";
import type { Tx, UnitOfWork } from "./unit-of-work.ts";

export type TimerRequest = {
  id: string;
  kind: string;
  dueAt: number;
  data: unknown;
  /** Goes on in the trace of whoever sets it: not for what comes again and again, whose trace would never end. */
  inTrace?: true;
};

type Timers = mongo.Collection<TimerDoc>;

/** Setting a timer that exists sets it anew. */
export function scheduleOf({ id, kind, dueAt, data }: TimerRequest, traceparent?: string): LaterWrite {
  return {
    update: timersName,
    filter: { _id: id },
    to: {
      $set: {
        ...{ token: randomUUID(), kind, dueAt, nextAt: dueAt, data, attempts: 0 },
        ...(traceparent !== undefined && { traceparent }),
      },
      // Of whoever set it before.
      $unset: { lastError: "", ...(traceparent === undefined && { traceparent: "" }) },
    },
    upsert: true,
  };
}

export const cancelOf = (id: string): LaterWrite => ({ delete: timersName, filter: { _id: id } });

/** A transaction over many timers has more that can hit it: it is soon given up for one at a time. */
const togetherDeadlineMs = 2_000;

type KnownTimer = DueTimer & { token: string };

export function createTimers(timers: Timers, unitOfWork: UnitOfWork): TimerPort<Tx> {
  return {
    async due(now, limit, of) {
      // Where the few of some kinds are meant, no look goes beyond what is due of all.
      const filter =
        of && ("only" in of ? { kind: { $in: [...of.only] }, nextAt: { $lte: now } } : notOf(of.except));
      const docs = await timers
        .find(filter ?? {})
        .sort({ nextAt: 1 })
        .limit(limit)
        .toArray();
      const due = docs.filter((doc) => doc.nextAt <= now);
      const later = docs.at(due.length);
      return {
        timers: due.map(known),
        ...(later ? { nextAt: later.nextAt } : {}),
      };
    },
    fire: (timer, effect) =>
      unitOfWork(async (tx) => {
        const gone = await timers.deleteOne(same(timer), { session: tx.session });
        if (gone.deletedCount === 0) return false;
        await effect(tx);
        return true;
      }),
    fireTogether: (several, effect) =>
      unitOfWork(
        async (tx) => {
          const ids = several.map(({ id }) => id);
          const docs = await timers.find({ _id: { $in: ids } }, { session: tx.session }).toArray();
          const there = several.filter((timer) => docs.some((doc) => isSame(timer, doc)));
          for (const timer of there) {
            tx.later({ delete: timersName, filter: same(timer) });
            await effect(timer, tx);
          }
          return there;
        },
        { deadlineMs: togetherDeadlineMs },
      ),
    overdue: (atMs) => timers.countDocuments({ nextAt: { $lte: atMs } }),
    async postpone(timer, untilMs, error) {
      await timers.updateOne(same(timer), {
        $set: { nextAt: untilMs, lastError: error },
        $inc: { attempts: 1 },
      });
    },
  };
}

const notOf = (kinds: readonly string[]) => ({ kind: { $nin: [...kinds] } });

function known(doc: TimerDoc): KnownTimer {
  const { _id, token, kind, dueAt, data, attempts, traceparent } = doc;
  const timer = { id: _id, token, kind, dueAt, data, attempts };
  return traceparent === undefined ? timer : { ...timer, traceparent };
}

const isSame = (timer: DueTimer, doc: TimerDoc) =>
  timer.id === doc._id && (!("token" in timer) || timer.token === doc.token);

function same(timer: DueTimer): { _id: string; token?: string } {
  return "token" in timer && typeof timer.token === "string"
    ? { _id: timer.id, token: timer.token }
    : { _id: timer.id };
}
