import { setTimeout as pause } from "node:timers/promises";
import type { mongo } from "mongoose";
import { commitMayBeAskedAgain, commitWasNotDone, mayRunAgain, UnitOfWorkTimedOut } from "./transient.ts";

export type TransactOptions = {
  client: mongo.MongoClient;
  monotonicMs: () => number;
  random: () => number;
  deadlineMs: number;
};

export type Transact = <T>(
  work: (session: mongo.ClientSession) => Promise<T>,
  deadlineMs?: number,
) => Promise<T>;

const options: mongo.TransactionOptions = {
  readConcern: { level: "snapshot" },
  writeConcern: { w: "majority" },
  readPreference: "primary",
};

/**
 * One transaction, repeated as MongoDB asks of its drivers: the whole of it after a transient error, only the
 * commit when its answer was lost. `work` may run several times and must have no effect outside `session`.
 */
export function createTransact({ client, monotonicMs, random, deadlineMs }: TransactOptions): Transact {
  return async (work, ownDeadlineMs = deadlineMs) => {
    const endsAt = monotonicMs() + ownDeadlineMs;
    const timeIsUp = () => monotonicMs() >= endsAt;
    const session = client.startSession();
    try {
      for (let attempt = 0; ; attempt += 1) {
        const ended = await attemptOnce(session, work, timeIsUp);
        if ("result" in ended) return ended.result;
        const pauseMs = backoffMs(attempt, random);
        // Whoever has no time for the pause has none for another attempt either.
        if (monotonicMs() + pauseMs >= endsAt) throw new UnitOfWorkTimedOut("not-applied", ended.again);
        await pause(pauseMs);
      }
    } finally {
      await session.endSession();
    }
  };
}

type Ended<T> = { result: T } | { again: unknown };

async function attemptOnce<T>(
  session: mongo.ClientSession,
  work: (session: mongo.ClientSession) => Promise<T>,
  timeIsUp: () => boolean,
): Promise<Ended<T>> {
  session.startTransaction(options);
  let result: T;
  try {
    result = await work(session);
  } catch (error) {
    // The server drops an abandoned transaction by itself; the error of the work is the one that matters.
    await session.abortTransaction().catch(() => undefined);
    if (mayRunAgain(error)) return { again: error };
    throw error;
  }
  for (let tries = 0; ; tries += 1) {
    try {
      await session.commitTransaction();
      return { result };
    } catch (error) {
      // In this order: an error that says both leaves open whether it was done, and twice would be worse.
      if (!commitMayBeAskedAgain(error)) {
        if (commitWasNotDone(error)) return { again: error };
        throw error;
      }
      if (timeIsUp()) throw new UnitOfWorkTimedOut("unknown", error);
      await pause(Math.min(200, 5 * 2 ** tries));
    }
  }
}

/**
 * As drivers do it: 5 ms, half as much again each time, and anything between nothing and that. They grow it to
 * 500 ms within their 120 s; within our 8 s, with a person waiting, it stays under 200.
 */
function backoffMs(attempt: number, random: () => number): number {
  return Math.min(200, 5 * 1.5 ** attempt) * random();
}
