import type { OncePort } from "@siren/chassis/messaging/ports";
import type { mongo } from "mongoose";
import type { OnceDoc } from "./collections.ts";
import { AttemptOvertaken, isDuplicateKey } from "./transient.ts";
import type { Tx } from "./unit-of-work.ts";

export function createOnceBook(once: mongo.Collection<OnceDoc>, now: () => number): OncePort<Tx> {
  return {
    async recall({ session }, scope, key) {
      const doc = await once.findOne({ _id: idOf(scope, key) }, { session });
      return doc ? { bodyHash: doc.bodyHash, answer: doc.answer } : undefined;
    },
    async remember({ session }, scope, key, { bodyHash, answer }) {
      try {
        await once.insertOne({ _id: idOf(scope, key), bodyHash, answer, at: new Date(now()) }, { session });
      } catch (error) {
        // The same command finished elsewhere meanwhile: the next attempt finds its answer.
        if (isDuplicateKey(error)) throw new AttemptOvertaken("the key was used meanwhile");
        throw error;
      }
    },
  };
}

/** The length keeps ("a", "b:c") and ("a:b", "c") apart. */
function idOf(scope: string, key: string): string {
  return `${scope.length}:${scope}:${key}`;
}
