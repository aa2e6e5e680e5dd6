import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import {
  EmbeddedStoreError,
  type FaultCounts,
  type FaultPlan,
  startEmbeddedMongo,
} from "@siren/embedded-mongo";
import mongoose from "mongoose";
import { StoreRefused } from "./store-refused.ts";
import type { StoreAddress } from "./store-uri.ts";

export type Database = {
  connection: mongoose.Connection;
  /** Whether writes to several collections may go out as one statement. */
  hasBulkWrite: boolean;
  /** Only beneath `sqlite://`, for tests. */
  setFaults(faults: FaultPlan): Promise<void>;
  /** What the switch has done wrong since the start, by kind. */
  faultsDone(): Promise<FaultCounts>;
  /** What was asked of the embedded engine so far, by `find orders`; a server of somebody else's counts for itself. */
  asked?: () => Promise<Record<string, number>>;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  onLog: (event: string, fields: Record<string, unknown>) => void;
  faults?: FaultPlan | undefined;
  production: boolean;
  poolSize: number;
};

type Engine = Awaited<ReturnType<typeof startEmbeddedMongo>>;

export async function openDatabase(address: StoreAddress, options: DatabaseOptions): Promise<Database> {
  const engine = address.kind === "sqlite" ? await startEngine(address.file, options) : undefined;
  try {
    let hasBulkWrite = false;
    const connection = await connect(engine?.uri ?? (address.kind === "mongodb" ? address.uri : ""), options);
    try {
      const hello = await connection.getClient().db("admin").command({ hello: 1 });
      refuseWithoutTransactions(hello);
      hasBulkWrite = engine !== undefined || Number(hello.maxWireVersion) >= bulkWriteSince;
    } catch (error) {
      await connection.close(true);
      throw error;
    }
    return {
      connection,
      hasBulkWrite,
      setFaults: (faults) => embedded(engine).setFaults(faults),
      faultsDone: async () => (await embedded(engine).stats()).faults,
      ...(engine && { asked: async () => (await engine.stats()).commands }),
      async close() {
        await connection.close(true);
        await engine?.close();
      },
    };
  } catch (error) {
    await engine?.close();
    throw error;
  }
}

function embedded(engine: Engine | undefined): Engine {
  if (!engine) throw new Error("faults can only be planned for a store beneath sqlite://");
  return engine;
}

async function startEngine(file: string, { onLog, faults, production }: DatabaseOptions): Promise<Engine> {
  try {
    await mkdir(dirname(file), { recursive: true });
  } catch (error) {
    throw new StoreRefused(`the folder of ${file} cannot be made: ${reason(error)}`, { cause: error });
  }
  try {
    return await startEmbeddedMongo({
      file,
      synchronous: "FULL",
      production,
      onLog,
      ...(faults ? { faults } : {}),
    });
  } catch (error) {
    const why = reason(error);
    throw new StoreRefused(
      `${why.includes(file) ? why : `${file} cannot be used: ${why}`}${remedyFor(error)}`,
      {
        cause: error,
      },
    );
  }
}

function remedyFor(error: unknown): string {
  switch (error instanceof EmbeddedStoreError ? error.code : undefined) {
    case "FOREIGN_FILE":
    case "CORRUPT_FILE":
      return ": put its backup in its place, or move it away to begin without its data";
    case "NEWER_VERSION":
      return ": start the newer version again";
    case "UNWRITABLE":
      return ": give it to this user, or choose another place";
    case "BUSY":
      return ": stop the other program";
    case "OUT_OF_DISK_SPACE":
      return ": make room";
    default:
      return "";
  }
}

async function connect(uri: string, { poolSize }: DatabaseOptions): Promise<mongoose.Connection> {
  const connection = mongoose.createConnection();
  try {
    await connection.openUri(uri, {
      maxPoolSize: poolSize,
      // What the address says itself is left to it.
      ...(uri.includes("serverSelectionTimeoutMS=") ? {} : { serverSelectionTimeoutMS: 5_000 }),
      connectTimeoutMS: 5_000,
      socketTimeoutMS: 30_000,
      waitQueueTimeoutMS: 10_000,
      retryWrites: true,
      readConcern: { level: "majority" },
      writeConcern: { w: "majority" },
      bufferCommands: false,
      // After a lost connection the driver asks for the server's state at most this often, and waits until then.
      minHeartbeatFrequencyMS: 50,
      autoIndex: true,
    });
    return connection;
  } catch (error) {
    await connection.close(true).catch(() => undefined);
    throw new StoreRefused(`the database does not answer: ${reason(error)}`, { cause: error });
  }
}

/** MongoDB 8.0. */
const bulkWriteSince = 25;

/** A lone mongod takes writes happily and only fails at the first transaction: better told at the start. */
function refuseWithoutTransactions(hello: mongoose.mongo.Document): void {
  if (hello.setName === undefined && hello.msg !== "isdbgrid") {
    throw new StoreRefused("the database has no transactions: a replica set is needed, one member is enough");
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
