import { parseArgs } from "node:util";
import { openRegistry } from "@siren/chassis/registry/open-registry";

/** One process of a service, as the kills command starts and kills them: registered through the chassis, and idle. */
const { values } = parseArgs({
  options: {
    registry: { type: "string", default: "" },
    service: { type: "string", default: "cup" },
    port: { type: "string", default: "1" },
    data: { type: "string", default: "" },
  },
});

const registry = openRegistry(values.registry, {
  dataDir: values.data,
  log: { info: () => {}, warn: () => {} },
  now: Date.now,
});
const bootId = String(process.pid);
await registry.register({ service: values.service, host: "127.0.0.1", port: Number(values.port), bootId });
process.stdout.write(`${registry.selfId()}\n`);
process.on("SIGTERM", async () => {
  const askedAt = Date.now();
  await registry.setStatus("OUT_OF_SERVICE");
  process.stdout.write(`marked ${Date.now() - askedAt}\n`);
  await registry.noticed(1_000);
  process.stdout.write(`noticed ${Date.now() - askedAt}\n`);
  await registry.deregister();
  await registry.close();
});
// Whoever started it is gone.
process.stdin.on("end", () => process.exit()).resume();
