import assert from "node:assert/strict";
import { test } from "node:test";
import { startWorld, type WorldOptions } from "../test/back-end-world.ts";
import { advertisedHostOf, baseConfig } from "./base-config.ts";
import { ConfigFault, readConfig } from "./config.ts";
import type { SelfDescription } from "./registry/port.ts";

async function registered(t: Parameters<typeof startWorld>[0], config: WorldOptions["config"]) {
  const told: SelfDescription[] = [];
  const world = await startWorld(t, {
    ...(config && { config }),
    prepare: ({ registry }) => {
      registry.register = async (self) => void told.push(self);
    },
  });
  const [self] = told;
  assert.ok(self);
  return { world, self };
}

test("a process answers at every address, and the registry is told the one that others call", async (t) => {
  const { world, self } = await registered(t, {
    ...{ host: "0.0.0.0", managementHost: "0.0.0.0", advertisedHost: "127.0.0.9" },
  });
  assert.equal(self.host, "127.0.0.9");
  assert.equal(self.metadata?.["management.host"], undefined, "it is found where the process is");
  assert.equal(world.url, `http://127.0.0.9:${self.port}`);
  assert.ok(world.instanceId.startsWith(`order:127.0.0.9:${self.port}:`));
  // By the loopback, as a forwarded port comes.
  for (const port of [self.port, new URL(world.managementUrl).port])
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
});

test("a management listener elsewhere is told besides, and without an address of its own the process tells HOST", async (t) => {
  const apart = await registered(t, { host: "0.0.0.0", advertisedHost: "127.0.0.9" });
  assert.equal(apart.self.metadata?.["management.host"], "127.0.0.1");
  const plain = await registered(t, {});
  assert.equal(plain.self.host, "127.0.0.1");
});

test("nobody advertises everywhere", async (t) => {
  const env = { DATA_DIR: "d", IDENTITY_KEY_FILE: "k", IDENTITY_PUBLIC_KEYS_FILE: "p" };
  const read = (more: Record<string, string>) =>
    advertisedHostOf(readConfig(baseConfig, { ...env, ...more }));
  assert.equal(read({}), "127.0.0.1");
  assert.equal(read({ HOST: "10.0.0.7" }), "10.0.0.7");
  assert.equal(read({ HOST: "::", ADVERTISED_HOST: "fd00::7" }), "fd00::7");
  for (const ADVERTISED_HOST of ["0.0.0.0", "::", "::0", "0", "order", "$(POD_IP)", "10.0.0.7 172.18.0.3"])
    assert.throws(() => read({ ADVERTISED_HOST }), /^ConfigFault: ADVERTISED_HOST must be one address/);
  for (const HOST of ["0.0.0.0", "::", "0", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0"])
    assert.throws(() => read({ HOST }), /^ConfigFault: ADVERTISED_HOST is missing/, HOST);
  await assert.rejects(startWorld(t, { config: { host: "0.0.0.0" } }), ConfigFault);
});
