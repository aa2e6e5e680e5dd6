import { collectionsOf } from "./collections.ts";
import type { Store } from "./open-store.ts";
import type { TimerRequest } from "./timers.ts";

const atOnce = 100;

/**
 * For a migration: what a newer program would have set and an older one did not know of. A timer that is there keeps
 * its moment, so this may run again. Answers how many were missing.
 */
export async function scheduleMissing(
  { connection, unitOfWork }: Pick<Store, "connection" | "unitOfWork">,
  wanted: readonly TimerRequest[],
): Promise<number> {
  const { timers } = collectionsOf(connection.getClient().db(connection.name));
  let missing = 0;
  for (let from = 0; from < wanted.length; from += atOnce) {
    const some = wanted.slice(from, from + atOnce);
    missing += await unitOfWork(async (tx) => {
      const ids = some.map(({ id }) => id);
      const known = await timers.find({ _id: { $in: ids } }, { session: tx.session }).toArray();
      const there = new Set(known.map(({ _id }) => _id));
      const absent = some.filter(({ id }) => !there.has(id));
      for (const timer of absent) await tx.schedule(timer);
      return absent.length;
    });
  }
  return missing;
}
