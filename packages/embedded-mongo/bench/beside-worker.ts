import type { AddressInfo, ListenOptions, Server } from "node:net";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

type EngineModule = { Engine: { dir(folder: string, options: { synchronous: string }): unknown } };
type WireModule = {
  serve(engine: unknown, listen: ListenOptions, options: { replSet: string }): Promise<Server>;
};

const { folder, data } = workerData as { folder: string; data: string };
const load = (file: string) => import(pathToFileURL(`${folder}/${file}`).href);
const { Engine } = (await load("engine.ts")) as EngineModule;
const { serve } = (await load("wire.ts")) as WireModule;
const server = await serve(
  Engine.dir(data, { synchronous: "FULL" }),
  { port: 0, host: "127.0.0.1" },
  { replSet: "rs0" },
);
parentPort?.postMessage((server.address() as AddressInfo).port);
