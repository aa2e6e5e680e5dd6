import { setTimeout as pause } from "node:timers/promises";
import type mongoose from "mongoose";
import { isStoreTrouble } from "./transient.ts";

export type Patience = { monotonicMs: () => number; random: () => number; deadlineMs: number };

/**
 * What a start prepares may be done any number of times, and the driver repeats none of it (building an index is
 * no retryable write). A line that was cut once must not end in "cannot be used" and a person being called.
 */
export async function untilPrepared<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  const { monotonicMs, random, deadlineMs } = patience;
  const endsAt = monotonicMs() + deadlineMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const pauseMs = Math.min(500, 20 * 2 ** attempt) * (0.5 + random() / 2);
      if (!isStoreTrouble(error) || monotonicMs() + pauseMs >= endsAt) throw error;
      await pause(pauseMs);
    }
  }
}

/** Mongoose begins by itself when a model is made, and remembers for ever how that ended. */
export async function buildIndexesOf(model: mongoose.Model<unknown>, patience: Patience): Promise<void> {
  try {
    await model.init();
  } catch (error) {
    if (!isStoreTrouble(error)) throw error;
    await untilPrepared(async () => {
      await model.createCollection();
      await model.createIndexes();
    }, patience);
  }
}
