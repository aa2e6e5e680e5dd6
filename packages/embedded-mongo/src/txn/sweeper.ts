import { makeDate } from "../bson/make.ts";
import { documentOf, isEmptyDocument, type Value } from "../bson/value.ts";
import { encodeDocument } from "../bson/write.ts";
import type { Engine } from "../commands/command.ts";
import { compileFilter } from "../match/compile.ts";
import { findDocuments } from "../plan/scan.ts";
import type { Collection, Index } from "../storage/catalog.ts";
import type { Connection } from "../storage/connection.ts";
import { deleteDocument } from "../storage/documents.ts";
import type { Log } from "../wire/connection.ts";
import { pruneReplies } from "./retries.ts";

const PRUNE_EVERY_MS = 60_000;
const AT_ONCE = 500;

/** Removes what TTL indexes have let expire, and forgets old sessions, cursors and kept replies. */
export class Sweeper {
  #engine: Engine;
  #log: Log;
  #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #prunedAt = 0;
  #stopped = false;

  constructor(engine: Engine, everyMs: number, log: Log) {
    this.#engine = engine;
    this.#log = log;
    this.#timer = setInterval(() => {
      this.#running ??= this.#sweep().finally(() => {
        this.#running = undefined;
      });
    }, everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #sweep(): Promise<void> {
    const { store, sessions, cursors, now } = this.#engine;
    try {
      // Looking needs no lock; only what is found is worth waiting for it.
      while (!this.#stopped && store.read((connection) => this.#expired(connection, 1).length > 0)) {
        const removed = await store.write(Date.now() + 5000, (connection) => {
          const rows = this.#expired(connection, AT_ONCE);
          for (const { collection, row, doc } of rows) deleteDocument(connection, collection, { row, doc });
          return rows.length;
        });
        if (removed === 0) break;
      }
      if (now() - this.#prunedAt < PRUNE_EVERY_MS) return;
      this.#prunedAt = now();
      sessions.prune();
      cursors.prune();
      await store.write(Date.now() + 5000, (connection) => pruneReplies(connection, now()));
    } catch (error) {
      if (!this.#stopped)
        this.#log("store.sweep-failed", { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  #expired(connection: Connection, limit: number) {
    const found: { collection: Collection; row: number; doc: Value }[] = [];
    for (const collection of connection.catalog.list())
      for (const index of collection.indexes) {
        if (index.expireAfterSeconds === undefined || found.length >= limit) continue;
        const filter = expiredFilter(index, this.#engine.now());
        const query = {
          filter,
          matches: compileFilter(filter, this.#engine.now),
          limit: limit - found.length,
        };
        for (const { row, doc } of findDocuments(
          connection,
          collection,
          query,
          () => {},
          Number.POSITIVE_INFINITY,
        ))
          if (!found.some((each) => each.collection === collection && each.row === row))
            found.push({ collection, row, doc });
      }
    return found;
  }
}

function expiredFilter(index: Index, nowMs: number): Value {
  const path = index.paths[0]!.text;
  const before = makeDate(nowMs - (index.expireAfterSeconds ?? 0) * 1000);
  const expired = { [path]: { $lt: before } };
  const partial = index.partial?.filter;
  return documentOf(
    encodeDocument(partial && !isEmptyDocument(partial) ? { $and: [partial, expired] } : expired),
  );
}
