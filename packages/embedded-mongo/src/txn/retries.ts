import type { Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import type { Connection } from "../storage/connection.ts";
import { storedDocument } from "../storage/stored-bytes.ts";

/** A write that carries a session and a number is done once, however often it is sent. */
export type RetryKey = { session: Buffer; number: number };

const RETRY_KEEP_MS = 30 * 60_000;

/** What was answered the first time. Must be asked within the write transaction that would do it again. */
export function earlierReply(connection: Connection, key: RetryKey): Value | undefined {
  const row = connection.get("SELECT number, reply FROM _retries WHERE session=?", key.session);
  if (!row) return undefined;
  const number = Number(row[0]);
  if (number > key.number)
    throw new MongoError(
      225,
      `Retryable write with txnNumber ${key.number} is prohibited on this session because a newer one with txnNumber ${number} has already started.`,
    );
  if (number < key.number || row[1] === null) return undefined;
  return storedDocument(row[1]);
}

/** One row for each session: a session only ever repeats its latest write. */
export function keepReply(connection: Connection, key: RetryKey, reply: Buffer | null, nowMs: number): void {
  connection.run(
    "INSERT OR REPLACE INTO _retries(session, number, at, reply) VALUES(?, ?, ?, ?)",
    key.session,
    key.number,
    nowMs,
    reply,
  );
}

/** A committed transaction leaves its number without a reply. */
export function wasCommitted(connection: Connection, key: RetryKey): boolean {
  const row = connection.get("SELECT number, reply FROM _retries WHERE session=?", key.session);
  return row !== undefined && Number(row[0]) === key.number && row[1] === null;
}

export function pruneReplies(connection: Connection, nowMs: number): void {
  connection.run("DELETE FROM _retries WHERE at<?", nowMs - RETRY_KEEP_MS);
}
