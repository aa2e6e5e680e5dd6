import { mongo } from "mongoose";

/** A write that nothing in its unit of work waits for: all of them go out together, before the commit. */
export type LaterWrite =
  | { insert: string; document: mongo.Document }
  | { update: string; filter: mongo.Document; to: mongo.Document; upsert?: boolean; orElse?: () => Error }
  | { delete: string; filter: mongo.Document };

export type SendLater = (session: mongo.ClientSession, writes: readonly LaterWrite[]) => Promise<void>;

type Result = { ok: number; idx: number; n: number; code?: number; errmsg?: string };
type Reply = { cursor: { id: mongo.Long | number; firstBatch: Result[] } };

/**
 * With one statement where the server has `bulkWrite` (MongoDB 8.0 and the embedded engine), whose way to and fro is
 * most of what a write costs while it holds others up; with one each elsewhere.
 */
export function createSendLater(db: mongo.Db, atOnce: boolean): SendLater {
  // The driver makes each anew, with all its settings, whenever it is asked for.
  const admin = db.client.db("admin");
  return async (session, writes) => {
    if (writes.length === 0) return;
    if (atOnce && writes.length > 1) await sendTogether({ admin, name: db.databaseName }, session, writes);
    else for (const write of writes) await sendOne(db, session, write);
  };
}

const targetOf = (write: LaterWrite) =>
  "insert" in write ? write.insert : "update" in write ? write.update : write.delete;

async function sendTogether(
  { admin, name }: { admin: mongo.Db; name: string },
  session: mongo.ClientSession,
  writes: readonly LaterWrite[],
) {
  const names = [...new Set(writes.map(targetOf))];
  const ops = writes.map((write) => {
    const at = names.indexOf(targetOf(write));
    if ("insert" in write) return { insert: at, document: write.document };
    if ("delete" in write) return { delete: at, filter: write.filter, multi: false };
    const { filter, to, upsert = false } = write;
    return { update: at, filter, updateMods: to, multi: false, upsert };
  });
  const nsInfo = names.map((collection) => ({ ns: `${name}.${collection}` }));
  const command = { bulkWrite: 1, ops, nsInfo, ordered: true };
  const { cursor } = (await admin.command(command, { session, ignoreUndefined: true })) as Reply;
  for (const { ok, idx, n, code, errmsg } of cursor.firstBatch) {
    if (!ok) throw new mongo.MongoServerError({ message: errmsg ?? "a write failed", code });
    const write = writes[idx];
    if (n === 0 && write && "update" in write && write.orElse) throw write.orElse();
  }
  if (cursor.firstBatch.length !== writes.length)
    throw new Error(`${writes.length} writes were answered by ${cursor.firstBatch.length} results`);
}

async function sendOne(db: mongo.Db, session: mongo.ClientSession, write: LaterWrite): Promise<void> {
  const collection = db.collection<mongo.Document>(targetOf(write));
  const options = { session, ignoreUndefined: true };
  if ("insert" in write) return void (await collection.insertOne(write.document, options));
  if ("delete" in write) return void (await collection.deleteOne(write.filter, options));
  const { filter, to, upsert = false, orElse } = write;
  const isChange = Object.keys(to).some((key) => key.startsWith("$"));
  const { matchedCount, upsertedCount } = isChange
    ? await collection.updateOne(filter, to, { ...options, upsert })
    : await collection.replaceOne(filter, to, { ...options, upsert });
  if (matchedCount + upsertedCount === 0 && orElse) throw orElse();
}
