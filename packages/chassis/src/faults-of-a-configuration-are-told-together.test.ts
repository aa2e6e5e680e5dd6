import assert from "node:assert/strict";
import { test } from "node:test";
import { baseConfig } from "./base-config.ts";
import { ConfigFault, readConfig } from "./config.ts";
import { choice, flag, integer, optionalText, text } from "./settings.ts";

const spec = {
  store: text("STORE", { about: "where it keeps things", pattern: /^sqlite:/ }),
  port: integer("PORT", { about: "the port", default: 0, min: 0, max: 65_535 }),
  seed: choice("SEED", ["demo", "empty"], { about: "what it begins with", default: "empty" }),
  ipc: flag("RUNNER_IPC", { about: "stop with the runner", default: false }),
  password: text("PASSWORD", { about: "the password", pattern: /^.{12,}$/, secret: true }),
  note: optionalText("NOTE", { about: "anything" }),
};

const faultsOf = (env: Record<string, string>) => {
  try {
    readConfig(spec, env);
  } catch (error) {
    assert.ok(error instanceof ConfigFault);
    return error.faults;
  }
  return [];
};

test("what is right is read into frozen values, with defaults for what is left out or empty", () => {
  const env = { STORE: "sqlite:x", PORT: "80", RUNNER_IPC: "1", SEED: "", PASSWORD: "long enough to be one" };
  const config = readConfig(spec, env);
  const { password, ...rest } = config;
  assert.deepEqual(rest, { store: "sqlite:x", port: 80, seed: "empty", ipc: true, note: undefined });
  assert.equal(password, env.PASSWORD);
  assert.ok(Object.isFrozen(config));
});

test("every fault is told at once, by its key, with what it is for or what it must be", () => {
  const faults = faultsOf({ PORT: "8o80", SEED: "none", RUNNER_IPC: "yes", PASSWORD: "hunter2" });
  assert.equal(faults.length, 5);
  assert.match(faults[0] ?? "", /^STORE is missing: where it keeps things$/);
  assert.match(faults[1] ?? "", /^PORT must be a whole number from 0 to 65535; it is "8o80"$/);
  assert.match(faults[2] ?? "", /^SEED must be one of demo, empty; it is "none"$/);
  assert.match(faults[3] ?? "", /^RUNNER_IPC must be 0 or 1; it is "yes"$/);
  assert.match(faults[4] ?? "", /^PASSWORD .*; it is \*\*\*$/);
});

test("a secret that is wrong is never shown", () => {
  assert.doesNotMatch(faultsOf({ PASSWORD: "hunter2" }).join(), /hunter2/);
});

test("no number slips through that is not one", () => {
  const good = { STORE: "sqlite:x", PASSWORD: "long enough to be one" };
  for (const PORT of ["-1", "65536", "1.5", "1e3", "0x50", " 80", "80 ", "NaN", "Infinity", "９"]) {
    assert.equal(faultsOf({ ...good, PORT }).length, 1, PORT);
  }
});

test("what every back end is told has an explanation, and a registry's credentials are secret", () => {
  for (const setting of Object.values(baseConfig)) assert.ok(setting.about.length > 10, setting.key);
  const env = { DATA_DIR: "d", IDENTITY_KEY_FILE: "k", IDENTITY_PUBLIC_KEYS_FILE: "p" };
  assert.throws(
    () => readConfig(baseConfig, { ...env, REGISTRY: "zookeeper:http://user:s3cret@host" }),
    (fault: unknown) => fault instanceof ConfigFault && !fault.message.includes("s3cret"),
  );
  assert.throws(() => readConfig(baseConfig, { ...env, FAILPOINTS: "order.placed=explode" }), ConfigFault);
  assert.equal(readConfig(baseConfig, env).host, "127.0.0.1");
});

test("a registry address that cannot be used, and a lease that one lost renewal would end, are faults like others", () => {
  const env = { DATA_DIR: "d", IDENTITY_KEY_FILE: "k", IDENTITY_PUBLIC_KEYS_FILE: "p" };
  const read = (more: Record<string, string>) => readConfig(baseConfig, { ...env, ...more });
  assert.deepEqual(read({}).registryLease, { renewalMs: 5_000, durationMs: 15_000 });
  assert.deepEqual(read({ REGISTRY_LEASE_S: "30/90" }).registryLease, {
    renewalMs: 30_000,
    durationMs: 90_000,
  });
  for (const REGISTRY of ["consul:http://a,http://b", "consul:http://a/path", "eureka:http://"]) {
    assert.throws(
      () => read({ REGISTRY, PORT: "x" }),
      (fault) => fault instanceof ConfigFault && fault.faults.length === 2,
      REGISTRY,
    );
  }
  for (const REGISTRY_LEASE_S of ["5", "5/9", "0/15", "5s/15s", "5/15/", "1000/9999"]) {
    assert.throws(() => read({ REGISTRY_LEASE_S }), /REGISTRY_LEASE_S must be like 5\/15/);
  }
});
