import type { Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import { OK, type Reply } from "./command.ts";

const FIRST_BATCH = 101;
const IDLE_MS = 10 * 60_000;
const BATCH_BYTES = 16 * 1024 * 1024 - 64 * 1024;

type Cursor = { namespace: string; rest: Value[]; at: number; lastUsedMs: number };

/** Results that did not fit into one reply. They are kept in memory, as they were when the query ran. */
export class Cursors {
  #now: () => number;
  #next = 1n;
  #open = new Map<bigint, Cursor>();

  constructor(now: () => number) {
    this.#now = now;
  }

  first(namespace: string, docs: Value[], batchSize: number | undefined, single: boolean): Reply {
    const cursor: Cursor = { namespace, rest: docs, at: 0, lastUsedMs: this.#now() };
    const firstBatch = take(cursor, batchSize ?? FIRST_BATCH);
    let id = 0n;
    if (cursor.at < docs.length && !single) {
      id = this.#next++;
      this.#open.set(id, cursor);
    }
    return { cursor: { firstBatch, id, ns: namespace }, ok: OK };
  }

  more(id: bigint, namespace: string, batchSize: number | undefined): Reply {
    const cursor = this.#open.get(id);
    if (!cursor) throw new MongoError(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace)
      throw new MongoError(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    cursor.lastUsedMs = this.#now();
    const nextBatch = take(cursor, batchSize || Number.POSITIVE_INFINITY);
    const done = cursor.at >= cursor.rest.length;
    if (done) this.#open.delete(id);
    return { cursor: { nextBatch, id: done ? 0n : id, ns: namespace }, ok: OK };
  }

  kill(ids: bigint[]): Reply {
    const cursorsKilled = ids.filter((id) => this.#open.delete(id));
    const cursorsNotFound = ids.filter((id) => !cursorsKilled.includes(id));
    return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [], ok: OK };
  }

  get open(): number {
    return this.#open.size;
  }

  prune(): void {
    const before = this.#now() - IDLE_MS;
    for (const [id, cursor] of this.#open) if (cursor.lastUsedMs < before) this.#open.delete(id);
  }
}

/** At most `count` documents and what fits into one reply, but always one when one is asked for. */
function take(cursor: Cursor, count: number): Value[] {
  const batch: Value[] = [];
  let bytes = 0;
  while (cursor.at < cursor.rest.length && batch.length < count) {
    const doc = cursor.rest[cursor.at]!;
    bytes += doc.end - doc.start + 16;
    if (bytes > BATCH_BYTES && batch.length > 0) break;
    batch.push(doc);
    cursor.at++;
  }
  return batch;
}
