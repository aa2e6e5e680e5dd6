import { createServer, type Server, type Socket } from "node:net";
import type { Engine } from "./commands/command.ts";
import { Cursors } from "./commands/cursors.ts";
import { type FaultCounts, Faults } from "./faults.ts";
import { scanLogOnce } from "./plan/scan-log.ts";
import { Store } from "./storage/store.ts";
import { Sessions } from "./txn/sessions.ts";
import { Sweeper } from "./txn/sweeper.ts";
import type { Patience } from "./txn/transaction.ts";
import { Asked } from "./wire/asked.ts";
import { type Log, WireConnection } from "./wire/connection.ts";

export type ServerOptions = {
  file: string;
  durable: boolean;
  ttlSweepMs: number;
  patience: Patience;
  listen: { path: string } | { host: string; port: number };
  log: Log;
};

export type Stats = {
  /** How often each came since the start, by `find orders`. */
  commands: Record<string, number>;
  connections: number;
  openTransactions: number;
  openCursors: number;
  lockQueue: number;
  lockWaitsForOtherProcesses: number;
  faultsDrawn: number;
  faults: FaultCounts;
};

/** How long commands under way may wait for another process's lock when the store closes. */
const CLOSE_PATIENCE_MS = 2000;

/** The store's side that listens: everything in here runs in the worker. */
export class StoreServer {
  readonly faults = new Faults();
  readonly #asked = new Asked();
  #store: Store;
  #engine: Engine;
  #server: Server;
  #sweeper: Sweeper;
  #log: Log;
  #connections = new Map<Socket, WireConnection>();
  #accepted = 0;

  static async start(options: ServerOptions): Promise<StoreServer> {
    const store = await Store.open(options.file, options.durable);
    const server = new StoreServer(store, options);
    try {
      await server.#listen(options.listen);
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  private constructor(store: Store, options: ServerOptions) {
    const now = () => Date.now();
    this.#store = store;
    this.#log = options.log;
    this.#engine = {
      store,
      sessions: new Sessions(store, options.patience, now),
      cursors: new Cursors(now),
      scanLog: scanLogOnce(options.log),
      now,
      address: () => this.address(),
      connections: () => this.#connections.size,
    };
    this.#server = createServer((socket) => this.#accept(socket));
    this.#sweeper = new Sweeper(this.#engine, options.ttlSweepMs, options.log);
  }

  #listen(target: ServerOptions["listen"]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(target, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  /** What a connection string calls this server: a socket's path, or host and port. */
  address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") return address ?? "";
    return `${address.address}:${address.port}`;
  }

  #accept(socket: Socket): void {
    const watching = { faults: this.faults, asked: this.#asked, log: this.#log };
    const connection = new WireConnection(++this.#accepted, socket, this.#engine, watching);
    this.#connections.set(socket, connection);
    socket.once("close", () => this.#connections.delete(socket));
  }

  stats(): Stats {
    const { sessions, cursors } = this.#engine;
    return {
      commands: this.#asked.counts(),
      connections: this.#connections.size,
      openTransactions: sessions.open,
      openCursors: cursors.open,
      lockQueue: this.#store.lock.queue,
      lockWaitsForOtherProcesses: this.#store.lock.contended,
      faultsDrawn: this.faults.drawn,
      faults: { ...this.faults.counts },
    };
  }

  /** Finishes the commands under way, ends open transactions, empties the log into the file. */
  async close(): Promise<void> {
    await this.#sweeper.stop();
    this.#engine.sessions.abortAll();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const patience = setTimeout(() => this.#store.lock.shut(), CLOSE_PATIENCE_MS);
    await Promise.all([...this.#connections.values()].map((connection) => connection.finish()));
    clearTimeout(patience);
    if (this.#server.listening || this.#connections.size > 0) await closed;
    await this.#store.close();
  }
}
