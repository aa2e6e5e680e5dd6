import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyInstance, registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

const described = (version: string, lastDirtyTimestamp: number) =>
  validInstance({ metadata: { version }, lastDirtyTimestamp });

test("checks 27 to 29: an older one is answered 204 and dropped, the same age and newer replace", async () => {
  await using registry = await registryOnASocket();
  await registry.register(described("first", 100));
  const times = async () => {
    const { leaseInfo, metadata } = onlyInstance(await registry.json("/apps/FOO"));
    const { registrationTimestamp, serviceUpTimestamp } = leaseInfo as Record<string, number>;
    return { registrationTimestamp, serviceUpTimestamp, metadata };
  };
  const before = await times();
  assert.equal((await registry.register(described("older", 50))).status, 204);
  assert.deepEqual((await times()).metadata, { version: "first" });
  await registry.register(described("tie", 100));
  assert.deepEqual((await times()).metadata, { version: "tie" });
  registry.clock.pass(5000);
  await registry.register(described("newer", 200));
  const after = await times();
  assert.deepEqual(after.metadata, { version: "newer" });
  assert.equal(after.registrationTimestamp, Number(before.registrationTimestamp) + 5000);
  assert.equal(after.serviceUpTimestamp, before.serviceUpTimestamp);
});

test("check 30 and 31: a cancel removes at once, is 404 the second time, and shows in the delta", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const first = await registry.ask("DELETE", "/eureka/apps/FOO/i1");
  assert.deepEqual([first.status, first.text], [200, ""]);
  assert.equal((await registry.ask("DELETE", "/eureka/v2/apps/FOO/i1")).status, 404);
  assert.equal((await registry.ask("GET", "/eureka/apps/FOO")).status, 404);
  assert.deepEqual(await registry.json("/apps"), {
    applications: { versions__delta: "1", apps__hashcode: "", application: [] },
  });
  assert.equal(onlyInstance(await registry.json("/apps/delta")).actionType, "DELETED");
});

test("checks 74 and 75: a read after a write sees it, and an unknown name is not remembered as unknown", async () => {
  await using registry = await registryOnASocket();
  assert.equal((await registry.ask("GET", "/eureka/apps/FOO")).status, 404);
  await registry.register(validInstance());
  assert.equal((await registry.ask("GET", "/eureka/apps/FOO")).status, 200);
});
