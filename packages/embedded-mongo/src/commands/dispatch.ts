import { isNumber, readBool, readNumber, readString, typeName } from "../bson/read.ts";
import { BsonType, documentOf, entries, field, isDocument, type Value } from "../bson/value.ts";
import { type Encodable, encodeDocument } from "../bson/write.ts";
import { badValue, MongoError, notSupported } from "../errors.ts";
import { earlierReply, keepReply, type RetryKey } from "../txn/retries.ts";
import type { Transaction } from "../txn/transaction.ts";
import { aggregate } from "./aggregate.ts";
import { Args } from "./args.ts";
import { bulkWrite } from "./bulk-write.ts";
import { create, drop, dropDatabase, listCollections, listDatabases, ping } from "./collections.ts";
import {
  type Call,
  type Command,
  type Engine,
  OK,
  type ReadCommand,
  type Reply,
  type WriteCommand,
} from "./command.ts";
import { count, distinct, find, getMore, killCursors } from "./find.ts";
import { findAndModify } from "./find-and-modify.ts";
import { createIndexes, dropIndexes, listIndexes } from "./indexes.ts";
import { buildInfo, endSessions, hello } from "./server.ts";
import { insert, remove, update } from "./writes.ts";

const commands: Record<string, Command> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping,
  buildInfo,
  buildinfo: buildInfo,
  find,
  getMore,
  killCursors,
  count,
  distinct,
  aggregate,
  insert,
  update,
  delete: remove,
  bulkWrite,
  findAndModify,
  findandmodify: findAndModify,
  create,
  drop,
  dropDatabase,
  createIndexes,
  listIndexes,
  dropIndexes,
  listCollections,
  listDatabases,
  endSessions,
};

const WAIT_MS = 60_000;

/** One command of one socket, from its document to its reply; every refusal is a MongoError. */
export async function dispatch(engine: Engine, body: Map<string, Value>, socket: number): Promise<Encodable> {
  const name = body.keys().next().value ?? "";
  const args = new Args(name, body);
  const database = body.get("$db");
  const db = database?.type === BsonType.string ? readString(database) : "admin";
  if (!/^[^/\\. "$*<>:|?\0]{1,63}$/.test(db)) throw new MongoError(73, `Invalid database name: '${db}'`);
  checkConcerns(args);
  const key = retryKey(args);
  if (name === "commitTransaction" || name === "abortTransaction")
    return endTransaction(engine, args, name, key);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new MongoError(59, `no such command: '${name}'`);
  const maxTimeMs = maxTimeMsOf(args);
  const inTransaction = isFalse(args.value("autocommit"));
  if (args.value("startTransaction") && !inTransaction)
    throw new MongoError(72, "startTransaction needs autocommit: false");
  const call: Call = {
    engine,
    db,
    args,
    socket,
    deadline: Date.now() + (maxTimeMs || WAIT_MS),
    inTransaction,
  };
  if (command.kind === "plain") return command.run(call);
  if (!inTransaction)
    return command.kind === "read" ? plainRead(command, call) : plainWrite(command, call, key);
  if (!command.inTransaction)
    throw new MongoError(263, `Cannot run '${name}' in a multi-document transaction.`);
  if (!key) throw new MongoError(72, "a transaction needs lsid and txnNumber");
  return inTransactionOf(engine, args, key, socket, (transaction, hurry) =>
    command.kind === "read"
      ? transactionRead(command, call, transaction, hurry)
      : transactionWrite(command, call, transaction),
  );
}

async function inTransactionOf(
  engine: Engine,
  args: Args,
  key: RetryKey,
  socket: number,
  run: (transaction: Transaction, hurry: boolean) => Promise<Encodable>,
): Promise<Encodable> {
  if (!args.flag("startTransaction")) return run(engine.sessions.current(key, socket), false);
  const { transaction, hurry } = engine.sessions.begin(key, socket);
  return run(transaction, hurry);
}

function plainRead(command: ReadCommand, call: Call): Encodable {
  const { ask, reply } = command.prepare(call);
  return reply(call.engine.store.read(ask));
}

async function plainWrite(command: WriteCommand, call: Call, key: RetryKey | undefined): Promise<Encodable> {
  const work = command.prepare(call);
  const { store, now } = call.engine;
  if (!key) return store.write(call.deadline, work);
  return store.write(call.deadline, (connection): Encodable => {
    const earlier = earlierReply(connection, key);
    if (earlier) return earlier;
    const before = connection.changes();
    const reply = encodeDocument(work(connection));
    // What changed nothing may as well be tried again.
    if (connection.changes() !== before) keepReply(connection, key, reply, now());
    return documentOf(reply);
  });
}

async function transactionRead(
  command: ReadCommand,
  call: Call,
  transaction: Transaction,
  hurry: boolean,
): Promise<Encodable> {
  const { ask, reply } = prepared(transaction, () => command.prepare(call));
  return reply(await transaction.read(ask, hurry ? call.deadline : undefined));
}

async function transactionWrite(
  command: WriteCommand,
  call: Call,
  transaction: Transaction,
): Promise<Encodable> {
  const work = prepared(transaction, () => command.prepare(call));
  const reply = await transaction.write(call.deadline, work);
  // A write error is answered like outside a transaction, and has ended it.
  if (reply.writeErrors !== undefined || (typeof reply.nErrors === "number" && reply.nErrors > 0))
    transaction.abort();
  return reply;
}

function prepared<T>(transaction: Transaction, prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    transaction.abort();
    throw error;
  }
}

async function endTransaction(
  engine: Engine,
  args: Args,
  name: string,
  key: RetryKey | undefined,
): Promise<Reply> {
  args.allow("recoveryToken");
  if (!key) throw new MongoError(72, `${name} needs lsid and txnNumber`);
  if (name === "commitTransaction") await engine.sessions.commit(key);
  else engine.sessions.abort(key);
  return { ok: OK };
}

/** A longer time than a timer can wait for would be over at once. */
function maxTimeMsOf(args: Args): number {
  const maxTimeMs = args.count("maxTimeMS") ?? 0;
  if (maxTimeMs < 0 || maxTimeMs > 2 ** 31 - 1)
    throw badValue(
      `BSON field 'maxTimeMS' value must be >= 0 and <= ${2 ** 31 - 1}, actual value '${maxTimeMs}'`,
    );
  return maxTimeMs;
}

const isFalse = (value: Value | undefined) => value?.type === BsonType.bool && !readBool(value);

function retryKey(args: Args): RetryKey | undefined {
  const lsid = args.document("lsid");
  const number = args.notNegative("txnNumber");
  const id = lsid && field(lsid, "id");
  if (lsid && id?.type !== BsonType.binary) throw badValue("lsid needs a binary id");
  if (!id || number === undefined) return undefined;
  return { session: Buffer.from(id.buf.subarray(id.start + 5, id.end)), number };
}

const readLevels = new Set(["local", "available", "majority", "snapshot"]);

/** One durable node: reads see what is committed, writes are on disk when they are answered. More is refused. */
function checkConcerns(args: Args): void {
  for (const [name, value] of nested(args.document("readConcern"))) {
    if (name === "level" && value.type === BsonType.string && readLevels.has(readString(value))) continue;
    if (name === "afterClusterTime" || name === "provenance") continue;
    const level = value.type === BsonType.string ? readString(value) : typeName(value);
    throw notSupported(name === "level" ? `readConcern level '${level}'` : `readConcern '${name}'`);
  }
  for (const [name, value] of nested(args.document("writeConcern"))) {
    if (name === "j" || name === "wtimeout" || name === "fsync" || name === "provenance") continue;
    const one = isNumber(value) ? readNumber(value) <= 1 : isMajority(value);
    if (name !== "w" || !one)
      throw new MongoError(100, `writeConcern '${name}' cannot be satisfied by a single node`);
  }
}

const nested = (value: Value | undefined) => (isDocument(value) ? entries(value) : []);

const isMajority = (value: Value) => value.type === BsonType.string && readString(value) === "majority";
