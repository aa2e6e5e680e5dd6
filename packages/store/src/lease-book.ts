import type { mongo } from "mongoose";
import type { LeaseDoc } from "./collections.ts";
import { isDuplicateKey } from "./transient.ts";

export type LeaseBook = {
  look(names: string[]): Promise<Map<string, LeaseDoc>>;
  /** The tokens under which this process still holds, of those that it believes to hold under these. */
  renew(held: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>>;
  /** The same, and nothing is written. */
  holds(names: string[]): Promise<ReadonlyMap<string, number>>;
  /** Takes what was seen, if it is still as it was seen; answers the new token. */
  take(name: string, seen: LeaseDoc | undefined): Promise<number | undefined>;
  release(name: string, token: number): Promise<void>;
};

/** `holder` is one run of one process: after a restart it is somebody else. */
export function createLeaseBook(leases: mongo.Collection<LeaseDoc>, holder: string): LeaseBook {
  const holds = async (names: string[]) => {
    const docs = await leases.find({ _id: { $in: names }, holder }).toArray();
    return new Map(docs.map((doc) => [doc._id, doc.token]));
  };
  return {
    holds,
    async look(names) {
      const docs = await leases.find({ _id: { $in: names } }).toArray();
      return new Map(docs.map((doc) => [doc._id, doc]));
    },
    async renew(held) {
      const names = [...held.keys()];
      const { matchedCount } = await leases.updateMany(
        { _id: { $in: names }, holder },
        { $inc: { beat: 1 } },
      );
      // Nobody else gives this holder a token.
      return matchedCount === held.size ? held : holds(names);
    },
    async take(name, seen) {
      if (!seen) return found(leases, name, holder);
      const taken = await leases.findOneAndUpdate(
        { _id: name, token: seen.token, beat: seen.beat, holder: seen.holder },
        { $set: { holder }, $inc: { token: 1, beat: 1 } },
        { returnDocument: "after" },
      );
      return taken?.token;
    },
    async release(name, token) {
      await leases.updateOne({ _id: name, holder, token }, { $set: { holder: null } });
    },
  };
}

async function found(
  leases: mongo.Collection<LeaseDoc>,
  name: string,
  holder: string,
): Promise<number | undefined> {
  try {
    await leases.insertOne({ _id: name, holder, token: 1, beat: 0 });
    return 1;
  } catch (error) {
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }
}
