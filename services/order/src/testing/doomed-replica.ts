import { createSharedRegistry } from "@siren/chassis/testing/shared-registry";
import { buildOrder } from "../app.ts";
import { orderConfig } from "../config.ts";
import type { DoomedTold } from "./start-doomed-replica.ts";

const { env, aheadMs, peers } = JSON.parse(process.argv[2] ?? "{}") as DoomedTold;
const registry = createSharedRegistry();
for (const [name, port] of Object.entries(peers)) registry.add(name, port);
const backEnd = await buildOrder({
  config: orderConfig(env),
  registry: registry.client(),
  now: () => Date.now() + aheadMs,
});
await backEnd.start();
