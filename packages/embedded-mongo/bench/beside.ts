import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { startEmbeddedMongo } from "../src/embedded-mongo.ts";
import type { Measured } from "./measure.ts";

export interface Running {
  uri: string;
  close(): Promise<void>;
}

/**
 * Another engine, for comparison: a folder with the early trial's `engine.ts` and `wire.ts` and what they import.
 * It runs like ours, in a worker of its own and with every commit on disk before it is acknowledged.
 */
async function startBeside(folder: string, data: string): Promise<Running> {
  const worker = new Worker(new URL("./beside-worker.ts", import.meta.url), {
    workerData: { folder: path.resolve(folder), data },
  });
  const [port] = (await once(worker, "message")) as [number];
  return {
    uri: `mongodb://127.0.0.1:${port}/app?replicaSet=rs0&directConnection=true`,
    close: async () => void (await worker.terminate()),
  };
}

/** Ours over the file, or the one beside it over a folder in the file's place. */
export function startEngine(data: string, beside: string | undefined): Promise<Running> {
  return beside === undefined ? startEmbeddedMongo({ file: data }) : startBeside(beside, data);
}

export async function withBeside<T>(folder: string, use: (uri: string, data: string) => Promise<T>) {
  const data = await mkdtemp(path.join(tmpdir(), "embedded-mongo-beside-"));
  try {
    const running = await startBeside(folder, data);
    return await use(running.uri, data).finally(() => running.close());
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** Line by line what ours does of it in a second, for each one that the other does. */
export function ratios(ours: Measured[], theirs: Measured[]): string {
  const lines = ours.map((one) => {
    const other = theirs.find(({ what }) => what === one.what);
    const ratio = other ? (one.perSecond / other.perSecond).toFixed(2) : "-";
    const p99 = other ? `p99 ${one.p99Ms.toFixed(1)} to ${other.p99Ms.toFixed(1)} ms` : "";
    return `${ratio.padStart(6)}  ${one.what}  ${p99}`;
  });
  return ["ops/s here by ops/s beside:", ...lines].join("\n");
}
