import { parentPort, workerData } from "node:worker_threads";
import type { FaultPlan } from "./faults.ts";
import { type ServerOptions, StoreServer } from "./server.ts";
import { EmbeddedStoreError } from "./store-error.ts";

export type WorkerOptions = Omit<ServerOptions, "log"> & { faults: FaultPlan };
export type ToWorker =
  | { id: number; call: "setFaults"; plan: FaultPlan }
  | { id: number; call: "stats" | "close" };
export type FromWorker =
  | { event: "started"; address: string }
  | { event: "refused"; code: EmbeddedStoreError["code"]; message: string }
  | { event: "log"; name: string; fields: Record<string, unknown> }
  | { event: "answer"; id: number; value?: unknown; error?: string };

const port = parentPort;
if (!port) throw new Error("to be started as a worker");
const say = (message: FromWorker) => port.postMessage(message);

async function main(): Promise<void> {
  const { faults, ...options } = workerData as WorkerOptions;
  let server: StoreServer;
  try {
    server = await StoreServer.start({
      ...options,
      log: (name, fields) => say({ event: "log", name, fields }),
    });
  } catch (error) {
    const known = error instanceof EmbeddedStoreError;
    const message = error instanceof Error ? error.message : String(error);
    say({ event: "refused", code: known ? error.code : "LISTEN_FAILED", message });
    port?.close();
    return;
  }
  server.faults.set(faults);
  say({ event: "started", address: server.address() });

  const answer = async (message: ToWorker): Promise<unknown> => {
    if (message.call === "setFaults") return server.faults.set(message.plan);
    if (message.call === "stats") return server.stats();
    await server.close();
    return undefined;
  };
  port?.on("message", async (message: ToWorker) => {
    try {
      say({ event: "answer", id: message.id, value: await answer(message) });
    } catch (error) {
      say({ event: "answer", id: message.id, error: error instanceof Error ? error.message : String(error) });
    }
    if (message.call === "close") port.close();
  });
}

await main();
