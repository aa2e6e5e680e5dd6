import { makeDouble } from "../bson/make.ts";
import type { Encodable } from "../bson/write.ts";
import type { ScanLog } from "../plan/scan.ts";
import type { Connection } from "../storage/connection.ts";
import type { Store } from "../storage/store.ts";
import type { Sessions } from "../txn/sessions.ts";
import type { Args } from "./args.ts";
import type { Cursors } from "./cursors.ts";

/** Every reply of a command that was carried out ends with it; a double, as MongoDB's own. */
export const OK = makeDouble(1);

export type Reply = { [name: string]: Encodable | undefined };

/** What commands work with. */
export type Engine = {
  store: Store;
  sessions: Sessions;
  cursors: Cursors;
  scanLog: ScanLog;
  now: () => number;
  address: () => string;
  connections: () => number;
};

export type Call = {
  engine: Engine;
  db: string;
  args: Args;
  socket: number;
  /** When waiting and scanning have to end, in the wall clock's milliseconds. */
  deadline: number;
  inTransaction: boolean;
};

/**
 * Asks on a snapshot; may be asked again on a later one, so it keeps nothing. Declared as methods, so that a command
 * may name the kind of answer it gives itself.
 */
export type Question = { ask(connection: Connection): Encodable; reply(answer: Encodable): Reply };
export type ReadCommand = { kind: "read"; inTransaction: boolean; prepare: (call: Call) => Question };

/** Changes data under the write lock. */
export type WriteCommand = {
  kind: "write";
  inTransaction: boolean;
  prepare: (call: Call) => (connection: Connection) => Reply;
};

/** Touches no data. */
export type PlainCommand = { kind: "plain"; run: (call: Call) => Reply | Promise<Reply> };

export type Command = ReadCommand | WriteCommand | PlainCommand;

/** A read command whose answer keeps its type between asking and replying. */
export function readCommand<T extends Encodable>(
  inTransaction: boolean,
  prepare: (call: Call) => { ask(connection: Connection): T; reply(answer: T): Reply },
): ReadCommand {
  return { kind: "read", inTransaction, prepare };
}
