import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { DaysWanted } from "./days-thread.ts";
import type { Lived, Trial } from "./try-days.ts";

/** In a thread of its own: node:test follows every promise of its thread, which costs more than the days do. */
export async function tryDaysAside(trial: Trial): Promise<Lived> {
  const folder = await mkdtemp(join(tmpdir(), "siren-days-"));
  const workerData: DaysWanted = { trial, folder };
  const thread = new Worker(new URL("days-thread.ts", import.meta.url), { workerData });
  try {
    // A day that went wrong comes as the thread's error, with its story.
    const [lived] = (await once(thread, "message")) as [Lived];
    return lived;
  } finally {
    await thread.terminate();
    await rm(folder, { recursive: true, force: true });
  }
}
