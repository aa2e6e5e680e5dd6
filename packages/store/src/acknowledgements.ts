import type { Collections } from "./collections.ts";

const writeEveryMs = 5_000;

/**
 * What each consumer has surely taken. It only decides what may be deleted after days, so it is written now
 * and then and not with every page; being late here is safe, being early would not be. Answers in how many ms what was
 * not written yet may be told again.
 */
export function createAcknowledgements({ acks }: Collections, now: () => number) {
  const written = new Map<string, { seq: number; at: number }>();
  return async (consumer: string, seq: number): Promise<number | undefined> => {
    const last = written.get(consumer);
    if (last && last.seq >= seq) return undefined;
    const restMs = last ? last.at + writeEveryMs - now() : 0;
    if (restMs > 0) return restMs;
    await acks.updateOne({ _id: consumer }, { $max: { seq }, $set: { at: now() } }, { upsert: true });
    written.set(consumer, { seq, at: now() });
    return undefined;
  };
}

/** By what is written: a reader that goes on as it should is up to a write's pause behind here. */
export async function countUnread({ acks, head }: Collections, consumers: readonly string[]) {
  const [feed, known] = await Promise.all([
    head.findOne({ _id: "feed" }),
    acks.find({ _id: { $in: [...consumers] } }).toArray(),
  ]);
  return consumers.map((consumer) => {
    const seq = known.find(({ _id }) => _id === consumer)?.seq ?? 0;
    return { consumer, events: Math.max(0, (feed?.seq ?? 0) - seq) };
  });
}
