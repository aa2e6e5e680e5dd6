import { createHash } from "node:crypto";
import { until } from "@siren/chassis/testing/until";
import { openDatabase } from "../database.ts";
import { readStoreUri } from "../store-uri.ts";

/** By document, `collection/id` to a hash of all that it holds. */
export type Digest = Map<string, string>;

/** What moves by itself, whoever asks or does not: leases, cursors, acknowledgements and the feed's head. */
const moves = new Set(["_leases", "_cursors", "_acks", "_head", "_migrations"]);

/** What is only ever added to: that a document is there says all. */
const growing = new Set(["_events", "_live", "_inbox", "_once"]);

/** What of a document is looked at; undefined where it is passed over, because the service moves it by itself. */
export type LookAt = (collection: string, doc: Record<string, unknown>) => unknown;

/** Everything that a service keeps, as it is now: to see whether anything has changed. */
export async function openDigest(uri: string, lookAt?: LookAt) {
  const database = await openDatabase(readStoreUri(uri), {
    onLog: () => undefined,
    production: false,
    poolSize: 2,
  });
  const { db } = database.connection;
  if (!db) throw new Error("the store is not connected");

  /** The service has made all of them when it started. */
  let names: string[] | undefined;
  const isStamped = async () => (await db.collection("_outbox").estimatedDocumentCount()) === 0;

  return {
    close: () => database.close(),
    /** Once the relay has stamped what was told before: what it moves then is nobody's change. */
    async take(): Promise<Digest> {
      await until("everything is stamped", isStamped);
      const digest: Digest = new Map();
      names ??= (await db.listCollections().toArray())
        .map(({ name }) => name)
        .filter((name) => !moves.has(name));
      for (const name of names) {
        const only = !lookAt && growing.has(name) ? { projection: { _id: 1 } } : {};
        for (const doc of await db.collection(name).find({}, only).toArray()) {
          const seen = lookAt ? lookAt(name, doc) : doc;
          if (seen === undefined) continue;
          const hash = createHash("sha256").update(JSON.stringify(seen)).digest("base64url");
          digest.set(`${name}/${String(doc._id)}`, hash);
        }
      }
      return digest;
    },
  };
}

export type StoreDigest = Awaited<ReturnType<typeof openDigest>>;

/** What is new, gone or another. */
export function changedSince(before: Digest, after: Digest): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((key) => before.get(key) !== after.get(key)).sort();
}
