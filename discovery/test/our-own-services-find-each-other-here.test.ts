import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openRegistry } from "@siren/chassis/registry/open-registry";
import { until } from "@siren/chassis/testing/until";
import { registryOnASocket } from "../src/testing/registry-on-a-socket.ts";

const log = { info: () => {}, warn: () => {} };

test("the chassis registers, is found, leaves service, comes back and goes", async (t) => {
  await using discovery = await registryOnASocket();
  const dataDir = await mkdtemp(join(tmpdir(), "discovery-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const registry = openRegistry(`eureka:http://127.0.0.1:${discovery.port}/eureka/`, {
    dataDir,
    fetchIntervalMs: 20,
    lease: { renewalMs: 20, durationMs: 5_000 },
    log,
    now: Date.now,
  });
  t.after(() => registry.close());
  await registry.register({
    service: "order",
    host: "127.0.0.1",
    port: 4101,
    bootId: "boot_1",
    metadata: { "management.port": "4102" },
  });
  await until("found", () => registry.instances("order").length === 1);
  assert.equal(registry.instances("order")[0]?.metadata["management.port"], "4102");

  await registry.setStatus("OUT_OF_SERVICE");
  await until("out of service", () => registry.instances("order").length === 0);
  const held = () => discovery.instances.all()[0];
  assert.equal(held()?.instance.status, "OUT_OF_SERVICE");
  const renewals = held()?.renewals.length ?? 0;
  await until("still renewing", () => (held()?.renewals.length ?? 0) > renewals);

  await registry.setStatus("UP");
  await until("back", () => registry.instances("order").length === 1);
  await registry.deregister();
  assert.deepEqual(discovery.instances.all(), []);
});
