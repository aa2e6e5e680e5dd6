import type { Collections } from "./collections.ts";

const writeEveryMs = 5_000;

/**
 * What each consumer has surely taken. It only decides what may be deleted after days, so it is written now
 * and then and not with every page; being late here is safe, being early would not be.
 */
export function createAcknowledgements({ acks }: Collections, now: () => number) {
  const written = new Map<string, { seq: number; at: number }>();
  return async (consumer: string, seq: number): Promise<void> => {
    const last = written.get(consumer);
    if (last && (last.seq >= seq || now() - last.at < writeEveryMs)) return;
    await acks.updateOne({ _id: consumer }, { $max: { seq }, $set: { at: now() } }, { upsert: true });
    written.set(consumer, { seq, at: now() });
  };
}
