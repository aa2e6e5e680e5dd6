import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyInstance, registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

type Applications = { applications: { apps__hashcode: string; application: unknown[] } };

test("check 50: the hash counts every status of the whole registry, in the delta too", async () => {
  await using registry = await registryOnASocket();
  for (const id of ["a", "b", "c"]) await registry.register(validInstance({ instanceId: id }));
  await registry.register(validInstance({ instanceId: "d", status: "DOWN", app: "BAR" }));
  await registry.register(validInstance({ instanceId: "e", status: "OUT_OF_SERVICE" }));
  for (const path of ["/apps", "/apps/delta"]) {
    const { applications } = (await registry.json(path)) as Applications;
    assert.equal(applications.apps__hashcode, "DOWN_1_OUT_OF_SERVICE_1_UP_3_");
  }
});

test("check 51: registered, overridden and cancelled is one entry, and it is DELETED", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  await registry.ask("PUT", "/eureka/apps/FOO/i1/status?value=OUT_OF_SERVICE");
  await registry.ask("DELETE", "/eureka/apps/FOO/i1");
  assert.equal(onlyInstance(await registry.json("/apps/delta")).actionType, "DELETED");
});

test("check 52: an entry is delivered for three minutes, then the delta is empty", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const heartbeat = (second: number) => {
    if (second % 30 === 0) registry.instances.renew("FOO", "i1");
  };
  registry.live(179, heartbeat);
  assert.equal(onlyInstance(await registry.json("/apps/delta")).instanceId, "i1");
  registry.live(30, heartbeat);
  const { applications } = (await registry.json("/apps/delta")) as Applications;
  assert.deepEqual([applications.application, applications.apps__hashcode], [[], "UP_1_"]);
});

test("check 53: switched off, the delta is 403 and the whole is still there", async () => {
  await using registry = await registryOnASocket({ delta: false });
  const answer = await registry.ask("GET", "/eureka/v2/apps/delta");
  assert.deepEqual([answer.status, answer.text], [403, ""]);
  assert.equal((await registry.ask("GET", "/eureka/v2/apps")).status, 200);
});

test("a renewal is no change", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const before = registry.instances.version;
  await registry.ask("PUT", "/eureka/apps/FOO/i1");
  assert.equal(registry.instances.version, before);
});
