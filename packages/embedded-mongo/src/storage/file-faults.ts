import { MongoError } from "../errors.ts";
import { SQLITE, sqliteCode } from "./connection.ts";

/** Faults of the file below as the codes MongoDB has for them. */
export function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileFault(error);
  }
}

export function fileFault(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (code === SQLITE.full) return new MongoError(14031, `the disk is full: ${detail}`);
  if (code === SQLITE.corrupt || code === SQLITE.notadb)
    return new MongoError(1, `the store's file is damaged: ${detail}`);
  return new MongoError(1, `the store's file cannot be used: ${detail}`);
}
