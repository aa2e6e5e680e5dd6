import assert from "node:assert/strict";
import { test } from "node:test";
import { unconfirmed } from "../src/registry/lease.ts";
import { registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

type Registry = Awaited<ReturnType<typeof registryOnASocket>>;

async function registerMany(registry: Registry, count: number, leaseInfo = {}) {
  const ids = Array.from({ length: count }, (_, i) => `i${i + 1}`);
  for (const instanceId of ids) await registry.register(validInstance({ instanceId, leaseInfo }));
  return ids;
}

/** Heartbeats of the living, each 30 s. */
const beating = (registry: Registry, ids: readonly string[]) => (second: number) => {
  if (second % 30 === 0) for (const id of ids) registry.instances.renew("FOO", id);
};

test("check 60, as stated: a lease never renewed ends after its duration", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ leaseInfo: { renewalIntervalInSecs: 5, durationInSecs: 15 } }));
  assert.deepEqual(registry.live(15), []);
  assert.deepEqual(registry.live(1), ["i1"]);
});

test("check 60, as stated: a renewed lease ends its duration after the renewal", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ leaseInfo: { renewalIntervalInSecs: 5, durationInSecs: 15 } }));
  registry.live(10);
  await registry.ask("PUT", "/eureka/apps/FOO/i1");
  assert.deepEqual(registry.live(15), []);
  assert.deepEqual(registry.live(1), ["i1"]);
});

test("check 60, compat: once renewed, a lease lasts twice its duration, as Netflix's does", async () => {
  await using registry = await registryOnASocket({ expiry: "compat" });
  await registry.register(validInstance({ leaseInfo: { renewalIntervalInSecs: 5, durationInSecs: 15 } }));
  await registry.ask("PUT", "/eureka/apps/FOO/i1");
  assert.deepEqual(registry.live(30), []);
  assert.deepEqual(registry.live(1), ["i1"]);
});

test("check 61: of a hundred expired at once fifteen go in the first minute, fifteen percent in each", async () => {
  await using registry = await registryOnASocket({ selfPreservation: false });
  await registerMany(registry, 100);
  assert.equal(registry.live(91).length, 15);
  assert.equal(registry.live(59).length, 0);
  assert.equal(registry.live(60).length, 13);
});

test("check 62: 18 of 20 renewals let the silent one go, 17 let nobody", async () => {
  for (const [late, evicted] of [
    [0, ["i10"]],
    [1, []],
  ] as const) {
    await using registry = await registryOnASocket();
    const ids = await registerMany(registry, 10);
    const alive = ids.slice(0, 9);
    const gone = registry.live(119, (second) => {
      // The last renewal of one more is missing: 17 of 20.
      const renewing = second === 90 ? alive.slice(late) : alive;
      beating(registry, renewing)(second);
    });
    assert.deepEqual(gone, evicted);
  }
});

test("a small cluster loses one silent member, and keeps everybody when two fall silent at once", async () => {
  for (const [silent, left] of [
    [1, 5],
    [2, 6],
  ] as const) {
    await using registry = await registryOnASocket();
    const ids = await registerMany(registry, 6);
    registry.live(300, beating(registry, ids));
    registry.live(300, beating(registry, ids.slice(silent)));
    assert.equal(registry.instances.all().length, left);
    assert.equal(registry.keeper.preservation().active, silent > 1);
  }
});

test("renewals are expected by each lease's own interval", async () => {
  await using registry = await registryOnASocket();
  for (const [instanceId, renewalIntervalInSecs] of [
    ["fast", 5],
    ["slow", 60],
  ] as const) {
    await registry.register(
      validInstance({ instanceId, leaseInfo: { renewalIntervalInSecs, durationInSecs: 90 } }),
    );
  }
  registry.live(240, (second) => {
    if (second % 5 === 0) registry.instances.renew("FOO", "fast");
    if (second % 60 === 0) registry.instances.renew("FOO", "slow");
  });
  const { expected, renewed, active } = registry.keeper.preservation();
  assert.deepEqual([expected, renewed, active], [13, 13, false]);
});

test("one that renews too often does not stand in for the silent", async () => {
  await using registry = await registryOnASocket();
  const ids = await registerMany(registry, 4);
  registry.live(240, (second) => {
    if (second % 30 === 0) for (let i = 0; i < 8; i++) registry.instances.renew("FOO", ids[0]!);
  });
  assert.equal(registry.keeper.preservation().active, true);
  assert.equal(registry.instances.all().length, 4);
});

test("time in which the registry itself stood still counts against nobody", async () => {
  await using registry = await registryOnASocket({ selfPreservation: false });
  await registerMany(registry, 3);
  registry.live(5);
  registry.clock.pass(600_000);
  assert.deepEqual(registry.live(80), []);
  assert.equal(registry.live(10).length, 1);
});

test("as many may leave as are shown to: those of the snapshot neither count nor are counted", async () => {
  await using registry = await registryOnASocket({ selfPreservation: false });
  const [known] = await registerMany(registry, 1);
  const { instance } = registry.instances.find("FOO", known!)!;
  const times = { registeredAt: 0, serviceUpAt: 0, heardAt: 0 };
  registry.instances.restore(
    Array.from({ length: 20 }, (_, at) =>
      unconfirmed({ ...instance, instanceId: `old${at}` }, undefined, times, registry.clock.now()),
    ),
  );
  assert.equal(registry.keeper.allowance(), 1);
  registry.live(5);
  assert.equal(registry.keeper.allowance(), 1);
});

test("an expired lease that may not be evicted yet is listed, renews, and is gone for single operations", async () => {
  await using registry = await registryOnASocket({ selfPreservation: false });
  await registerMany(registry, 3);
  registry.live(91);
  assert.equal(registry.instances.all().length, 2);
  const id = registry.instances.all()[0]!.instance.instanceId;
  assert.equal((await registry.ask("GET", `/eureka/apps/FOO/${id}`)).status, 404);
  assert.equal((await registry.ask("PUT", `/eureka/apps/FOO/${id}/status?value=DOWN`)).status, 404);
  assert.equal((await registry.ask("PUT", `/eureka/apps/FOO/${id}`)).status, 200);
  assert.equal((await registry.ask("GET", `/eureka/apps/FOO/${id}`)).status, 200);
});
