import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { FaultPlan } from "./faults.ts";
import type { Stats } from "./server.ts";
import { privateFolder, socketIn, sweepLeftFolders } from "./socket-folders.ts";
import { EmbeddedStoreError } from "./store-error.ts";
import type { FromWorker, ToWorker, WorkerOptions } from "./worker.ts";

export { type FaultCounts, type FaultKind, type FaultPlan, faultKinds } from "./faults.ts";
export type { Stats } from "./server.ts";
export { EmbeddedStoreError, type StoreErrorCode } from "./store-error.ts";

export type EmbeddedOptions = {
  /** The SQLite file; its folder must exist. */
  file: string;
  /** FULL: on disk before it is acknowledged. NORMAL: a power cut may take the last moments, never the file. */
  synchronous?: "FULL" | "NORMAL";
  /** Tests only. */
  faults?: FaultPlan;
  onLog?: (event: string, fields: Record<string, unknown>) => void;
  transport?: "unix" | "tcp";
  /** Over tcp; any free one when left out. */
  port?: number;
  /** Says so once in the log: the caller knows its environment, this package does not look. */
  production?: boolean;
  ttlSweepMs?: number;
  transactionLifetimeMs?: number;
  silentWriterMs?: number;
};

export type EmbeddedMongo = {
  /** For stock mongoose or the stock driver; the database is called "app". */
  uri: string;
  setFaults(plan: FaultPlan): Promise<void>;
  stats(): Promise<Stats>;
  close(): Promise<void>;
};

export async function startEmbeddedMongo(options: EmbeddedOptions): Promise<EmbeddedMongo> {
  const onLog = options.onLog ?? (() => {});
  if (options.production)
    onLog("store.production-notice", {
      message:
        "the embedded store runs in production: one machine, one file; a MongoDB replica set is the grown-up choice",
      file: options.file,
    });
  const folder = options.transport === "tcp" ? undefined : privateFolder();
  const listen = folder ? { path: socketIn(folder) } : { host: "127.0.0.1", port: options.port ?? 0 };
  const data: WorkerOptions = {
    file: resolve(options.file),
    durable: options.synchronous !== "NORMAL",
    ttlSweepMs: options.ttlSweepMs ?? 5000,
    patience: {
      lifetimeMs: options.transactionLifetimeMs ?? 60_000,
      silentWriterMs: options.silentWriterMs ?? 5000,
    },
    listen,
    faults: options.faults ?? {},
  };
  const removeFolder = () => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", removeFolder);
  const worker = new WorkerHandle(data, onLog, () => {
    process.off("exit", removeFolder);
    removeFolder();
  });
  const address = await worker.started;
  // A folder that cannot be swept is left to the next start.
  if (folder) sweepLeftFolders().catch(() => {});
  const host = folder ? encodeURIComponent(address) : address;
  return {
    uri: `mongodb://${host}/app?replicaSet=embedded&directConnection=true`,
    setFaults: async (plan) => void (await worker.ask({ call: "setFaults", plan })),
    stats: async () => (await worker.ask({ call: "stats" })) as Stats,
    close: () => worker.close(),
  };
}

type Unnumbered = ToWorker extends infer M ? (M extends { id: number } ? Omit<M, "id"> : never) : never;
type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

class WorkerHandle {
  readonly started: Promise<string>;
  #worker: Worker;
  #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #gone: EmbeddedStoreError | undefined;
  #closing: Promise<void> | undefined;
  #exited: Promise<void>;

  constructor(data: WorkerOptions, onLog: NonNullable<EmbeddedOptions["onLog"]>, onExit: () => void) {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: data,
      execArgv: [],
      name: "embedded-mongo",
    });
    this.#worker = worker;
    let cause: unknown;
    let refusal: EmbeddedStoreError | undefined;
    this.started = new Promise((resolve, reject) => {
      worker.on("message", (message: FromWorker) => {
        if (message.event === "started") resolve(message.address);
        else if (message.event === "refused") refusal = new EmbeddedStoreError(message.code, message.message);
        else if (message.event === "log") onLog(message.name, message.fields);
        else this.#settle(message);
      });
      worker.on("error", (error) => {
        cause = error;
      });
      worker.on("exit", () => {
        const message = `the store's worker has stopped${cause instanceof Error ? `: ${cause.message}` : ""}`;
        this.#gone = new EmbeddedStoreError(this.#closing ? "CLOSED" : "WORKER_DIED", message, { cause });
        reject(refusal ?? this.#gone);
        for (const waiting of this.#waiting.values()) waiting.reject(this.#gone);
        this.#waiting.clear();
        if (!this.#closing && !refusal) onLog("store.worker-died", { message });
        onExit();
      });
    });
    this.#exited = new Promise((resolve) => worker.once("exit", () => resolve()));
  }

  #settle(message: Extract<FromWorker, { event: "answer" }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error !== undefined) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.value);
  }

  ask(message: Unnumbered): Promise<unknown> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...message, id } satisfies ToWorker);
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#gone ? Promise.resolve() : this.#shutDown();
    return this.#closing;
  }

  async #shutDown(): Promise<void> {
    await this.ask({ call: "close" }).catch(() => {});
    await this.#exited;
  }
}
