import { buildOrder } from "../app.ts";
import { orderConfig } from "../config.ts";
import { createFakeRegistry } from "./fake-registry.ts";
import { clockFrom } from "./open-door.ts";

type Told = { env: Record<string, string>; begun: number; peers: Record<string, number> };

/** The service in a process of its own, for tests that have it killed. */
const { env, begun, peers } = JSON.parse(process.argv[2] ?? "{}") as Told;
const registry = createFakeRegistry();
for (const [name, port] of Object.entries(peers)) registry.add(name, port);
const backEnd = await buildOrder({
  config: orderConfig(env),
  registry: registry.client(),
  now: clockFrom(begun),
});
await backEnd.start();
