import type { Store } from "../../src/open-store.ts";
import type { Tx } from "../../src/unit-of-work.ts";

export type Effect = { eventId: string; aggregateId: string; aggregateVersion: number; place: number };

/**
 * What a handler leaves behind: an entry that would be there twice if it ran twice, and the place in which it
 * came, counted in a document that every effect must change.
 */
export async function recordEffect(store: Store, tx: Tx, event: Omit<Effect, "place">): Promise<void> {
  const { session } = tx;
  const counters = store.connection.collection<{ _id: string; n: number }>("counters");
  const counter = await counters.findOneAndUpdate(
    { _id: "effects" },
    { $inc: { n: 1 } },
    { session, upsert: true, returnDocument: "after" },
  );
  const { eventId, aggregateId, aggregateVersion } = event;
  const effect: Effect = { eventId, aggregateId, aggregateVersion, place: counter?.n ?? 0 };
  await store.connection.collection<Effect>("effects").insertOne(effect, { session });
}

export async function effectsIn(store: Store): Promise<Effect[]> {
  return store.connection.collection<Effect>("effects").find().sort({ place: 1 }).toArray();
}
