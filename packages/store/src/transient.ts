import { Refusal } from "@siren/contracts/refusal";
import { mongo } from "mongoose";

/** Ends an attempt and asks for another one, as a transient error of the database would. */
export class AttemptOvertaken extends Error {
  constructor(reason: string) {
    super(`overtaken by another unit of work: ${reason}`);
    this.name = "AttemptOvertaken";
  }
}

/**
 * The deadline passed. `outcome` says whether the work may nevertheless have been committed. To whoever asked for it, it
 * is too much to do at once, and either way the same key finds out: it does what was not done, or tells what was.
 */
export class UnitOfWorkTimedOut extends Error {
  readonly outcome: "not-applied" | "unknown";
  readonly refusal: Refusal;
  constructor(outcome: "not-applied" | "unknown", cause: unknown) {
    super(`the unit of work did not finish in time (${outcome})`, { cause });
    this.name = "UnitOfWorkTimedOut";
    this.outcome = outcome;
    this.refusal = new Refusal("OVERLOADED", words[outcome], { retryAfterS: 1 }, { cause: this });
  }
}

const words = {
  "not-applied": "This did not get its turn in time, and nothing of it was done",
  unknown: "Whether this was done is not known: send it again with its key",
} as const;

const transient = "TransientTransactionError";
const unknownCommit = "UnknownTransactionCommitResult";

/**
 * Of an error before the commit: nothing was applied, so the whole may run again. The driver labels what failed
 * on a connection, but not a connection that could not be had because the pool was just emptied.
 */
export function mayRunAgain(error: unknown): boolean {
  return someCause(error, (e) => e instanceof AttemptOvertaken || hasLabel(e, transient) || isLostWay(e));
}

/** Of an error of the commit: whether it was done is open. */
export function commitMayBeAskedAgain(error: unknown): boolean {
  if (isMaxTimeExpired(error)) return false;
  return hasLabel(error, unknownCommit) || (isLostWay(error) && !hasLabel(error, transient));
}

/** Of an error of the commit: it was certainly not done. */
export function commitWasNotDone(error: unknown): boolean {
  return hasLabel(error, transient);
}

function isLostWay(error: unknown): boolean {
  return error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError;
}

/** The database, or the way to it, failed; nothing is said about the work itself. */
export function isStoreTrouble(error: unknown): boolean {
  return someCause(
    error,
    (e) =>
      e instanceof UnitOfWorkTimedOut ||
      e instanceof AttemptOvertaken ||
      isLostWay(e) ||
      e instanceof mongo.MongoNotConnectedError ||
      e instanceof mongo.MongoTopologyClosedError ||
      e instanceof mongo.MongoExpiredSessionError ||
      e instanceof mongo.MongoWriteConcernError ||
      hasLabel(e, transient) ||
      hasLabel(e, unknownCommit) ||
      hasLabel(e, "RetryableWriteError"),
  );
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11000;
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof mongo.MongoError && error.hasErrorLabel(label);
}

/** 50: the server gave up on the commit because of its own time limit; asking again would not help. */
function isMaxTimeExpired(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 50;
}

function someCause(error: unknown, test: (e: unknown) => boolean): boolean {
  for (let e = error, depth = 0; e instanceof Error && depth < 8; e = e.cause, depth += 1) {
    if (test(e)) return true;
  }
  return false;
}
