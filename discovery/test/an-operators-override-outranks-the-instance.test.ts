import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyInstance, registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

type Registry = Awaited<ReturnType<typeof registryOnASocket>>;

const statuses = async (registry: Registry) => {
  const { status, overriddenStatus } = onlyInstance(await registry.json("/apps/FOO"));
  return [status, overriddenStatus];
};
const takeOut = (registry: Registry, value = "OUT_OF_SERVICE") =>
  registry.ask("PUT", `/eureka/apps/FOO/i1/status?value=${value}`);

test("checks 32, 35 and 36: taken out of service it stays so, whatever it says", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  assert.equal((await takeOut(registry)).status, 200);
  assert.deepEqual(await statuses(registry), ["OUT_OF_SERVICE", "OUT_OF_SERVICE"]);
  assert.equal(onlyInstance(await registry.json("/apps/FOO")).actionType, "MODIFIED");
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i1")).status, 200);
  await registry.register(validInstance({ lastDirtyTimestamp: 300 }));
  assert.deepEqual(await statuses(registry), ["OUT_OF_SERVICE", "OUT_OF_SERVICE"]);
});

test("checks 33 and 34: no status, an unknown one, or an unknown instance changes nothing", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  for (const query of [
    "",
    "?value=",
    "?value=foo",
    "?value=out_of_service",
    "?value=UP&lastDirtyTimestamp=x",
  ]) {
    const answer = await registry.ask("PUT", `/eureka/apps/FOO/i1/status${query}`);
    assert.deepEqual([answer.status, answer.text], [400, ""], query);
  }
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i2/status?value=DOWN")).status, 404);
  assert.equal((await registry.ask("DELETE", "/eureka/apps/FOO/i2/status")).status, 404);
  assert.equal((await registry.ask("DELETE", "/eureka/apps/FOO/i1/status?value=foo")).status, 400);
  assert.deepEqual(await statuses(registry), ["UP", "UNKNOWN"]);
});

test("check 37: DOWN gets through an override", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  await takeOut(registry);
  await registry.register(validInstance({ status: "DOWN", lastDirtyTimestamp: 300 }));
  assert.deepEqual(await statuses(registry), ["DOWN", "OUT_OF_SERVICE"]);
});

test("check 38: removed, it leaves UNKNOWN, and the next renewal asks for a registration", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  await takeOut(registry);
  assert.equal((await registry.ask("DELETE", "/eureka/apps/FOO/i1/status")).status, 200);
  assert.deepEqual(await statuses(registry), ["UNKNOWN", "UNKNOWN"]);
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i1")).status, 404);
  await registry.register(validInstance());
  assert.deepEqual(await statuses(registry), ["UP", "UNKNOWN"]);
});

test("UNKNOWN is no override: to set it takes off the one there is", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  assert.equal((await takeOut(registry, "UNKNOWN")).status, 200);
  assert.deepEqual(await statuses(registry), ["UP", "UNKNOWN"]);
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i1")).status, 200);
  await takeOut(registry);
  assert.equal((await takeOut(registry, "UNKNOWN")).status, 200);
  assert.deepEqual(registry.operations.overrides(), {});
  await registry.register(validInstance());
  assert.deepEqual(await statuses(registry), ["UP", "UNKNOWN"]);
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i1")).status, 200);
  assert.equal((await takeOut(registry, "UNKNOWN")).status, 200);
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i2/status?value=UNKNOWN")).status, 404);
});

test("check 39: removed with a value, that is the status at once", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  await takeOut(registry);
  assert.equal((await registry.ask("DELETE", "/eureka/apps/FOO/i1/status?value=UP")).status, 200);
  assert.deepEqual(await statuses(registry), ["UP", "UNKNOWN"]);
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i1")).status, 200);
});

test("checks 40 and 41: a client cannot flip itself out of service, a peer can, and STARTING becomes UP", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ status: "STARTING" }));
  await registry.register(validInstance());
  assert.deepEqual(await statuses(registry), ["UP", "UNKNOWN"]);
  await registry.register(validInstance({ status: "OUT_OF_SERVICE" }));
  assert.deepEqual(await statuses(registry), ["UP", "UNKNOWN"]);
  await registry.register(validInstance({ status: "OUT_OF_SERVICE" }), {
    "x-netflix-discovery-replication": "true",
  });
  assert.deepEqual(await statuses(registry), ["OUT_OF_SERVICE", "UNKNOWN"]);
});

test("check 42: the status it already has stores nothing", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  registry.live(181);
  assert.equal((await takeOut(registry, "UP")).status, 404, "expired");
  await registry.register(validInstance());
  const before = registry.instances.version;
  assert.equal((await takeOut(registry, "UP")).status, 200);
  assert.deepEqual(await statuses(registry), ["UP", "UNKNOWN"]);
  assert.equal(registry.instances.version, before);
});

test("an override carried in the registration counts, and goes with the instance", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ overriddenStatus: "OUT_OF_SERVICE" }));
  assert.deepEqual(await statuses(registry), ["OUT_OF_SERVICE", "OUT_OF_SERVICE"]);
  await registry.ask("DELETE", "/eureka/apps/FOO/i1");
  await registry.register(validInstance());
  assert.deepEqual(await statuses(registry), ["UP", "UNKNOWN"]);
});

test("check 43: metadata is merged, the first value of a name counts", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ metadata: { a: "0", zone: "z" } }));
  const path = "/eureka/apps/FOO/i1/metadata?a=1&a=2&b%5Bc%5D=3";
  const answer = await registry.ask("PUT", path);
  assert.deepEqual([answer.status, answer.text], [200, ""]);
  assert.deepEqual(onlyInstance(await registry.json("/apps/FOO")).metadata, {
    a: "1",
    zone: "z",
    "b[c]": "3",
  });
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i2/metadata?a=1")).status, 404);
});
