import assert from "node:assert/strict";
import { test } from "node:test";
import { readRegistration } from "../src/http/registration.ts";
import { Instances } from "../src/registry/instances.ts";
import { RETENTION_MS, RecentChanges } from "../src/registry/recent-changes.ts";
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

test("of too many changes the oldest are left out, and no client's hash matches until that is over", async () => {
  const now = 1_700_000_000_000;
  const instances = new Instances({ now: () => now, expiry: "exact" });
  const lease = (instanceId: string, pad = "") =>
    instances.register(
      readRegistration({ instance: validInstance({ instanceId, metadata: { pad } }) }, "FOO", now),
    );
  const idsOf = (changes: RecentChanges) => changes.leases().map(({ instance }) => instance.instanceId);

  const few = new RecentChanges({ number: 4, bytes: 1_000_000 });
  for (const id of ["a", "b", "c", "d", "a"]) few.add(lease(id), now);
  assert.deepEqual([idsOf(few), few.isComplete], [["b", "c", "d", "a"], true]);
  few.add(lease("e"), now + 1_000);
  assert.deepEqual([idsOf(few), few.isComplete], [["d", "a", "e"], false]);
  few.sweep(now + RETENTION_MS);
  assert.equal(few.isComplete, false);
  assert.equal(few.sweep(now + RETENTION_MS + 1), true);
  assert.deepEqual([idsOf(few), few.isComplete], [["e"], true]);

  const small = new RecentChanges({ number: 1_000, bytes: 100_000 });
  for (let i = 0; i < 100; i++) small.add(lease(`i${i}`, "x".repeat(20_000)), now);
  assert.deepEqual([idsOf(small).length, idsOf(small).at(-1)], [4, "i99"]);

  await using registry = await registryOnASocket();
  for (let i = 0; i < 900; i++) {
    const instance = validInstance({ app: `R${i}`, metadata: { pad: "x".repeat(20_000) } });
    registry.operations.register(readRegistration({ instance }, `R${i}`, registry.clock.now()));
    registry.operations.cancel(`R${i}`, "i1");
  }
  await registry.register(validInstance());
  const hash = async (path: string) =>
    ((await registry.json(path)) as Applications).applications.apps__hashcode;
  assert.deepEqual([await hash("/apps/delta"), await hash("/apps")], ["UP_1_INCOMPLETE_1_", "UP_1_"]);
  registry.live(181, (second) => void (second % 30 || registry.instances.renew("FOO", "i1")));
  assert.equal(await hash("/apps/delta"), "UP_1_");
});

test("a renewal is no change", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const before = registry.instances.version;
  await registry.ask("PUT", "/eureka/apps/FOO/i1");
  assert.equal(registry.instances.version, before);
});
