import { setTimeout as pause } from "node:timers/promises";
import type { mongo } from "mongoose";
import { commitMayBeAskedAgain, mayRunAgain, UnitOfWorkTimedOut } from "./transient.ts";

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
        try {
          return await attemptOnce(session, work, timeIsUp);
        } catch (error) {
          if (!mayRunAgain(error)) throw error;
          if (timeIsUp()) throw new UnitOfWorkTimedOut("not-applied", error);
        }
        await pause(backoffMs(attempt, random));
      }
    } finally {
      await session.endSession();
    }
  };
}

async function attemptOnce<T>(
  session: mongo.ClientSession,
  work: (session: mongo.ClientSession) => Promise<T>,
  timeIsUp: () => boolean,
): Promise<T> {
  session.startTransaction(options);
  let result: T;
  try {
    result = await work(session);
  } catch (error) {
    // The server drops an abandoned transaction by itself; the error of the work is the one that matters.
    await session.abortTransaction().catch(() => undefined);
    throw error;
  }
  for (;;) {
    try {
      await session.commitTransaction();
      return result;
    } catch (error) {
      if (!commitMayBeAskedAgain(error)) throw error;
      if (timeIsUp()) throw new UnitOfWorkTimedOut("unknown", error);
      await pause(5);
    }
  }
}

/** 0-5 ms at first, then growing to 0-200 ms: most conflicts end with the other one's commit. */
function backoffMs(attempt: number, random: () => number): number {
  return Math.min(200, 5 * 1.6 ** attempt) * random();
}
