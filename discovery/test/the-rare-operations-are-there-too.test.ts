import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyInstance, registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

test("version one's XML knows three statuses, its JSON and the hash know them all", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ status: "OUT_OF_SERVICE" }));
  const old = await registry.ask("GET", "/eureka/v1/apps/");
  assert.match(old.text, /<apps__hashcode>OUT_OF_SERVICE_1_</);
  assert.match(old.text, /<status>DOWN<\/status>/);
  assert.match((await registry.ask("GET", "/eureka/v1/apps/FOO/i1")).text, /<status>DOWN<\/status>/);
  assert.match((await registry.ask("GET", "/eureka/v2/apps/")).text, /<status>OUT_OF_SERVICE<\/status>/);
  const json = await registry.ask("GET", "/eureka/v1/apps", { headers: { Accept: "application/json" } });
  assert.equal(onlyInstance(JSON.parse(json.text)).status, "OUT_OF_SERVICE");
});

test("an auto scaling group is refused outside Amazon, and operators' overrides are listed", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const group = await registry.ask("PUT", "/eureka/v2/asg/a/status?value=DISABLED", {
    headers: { "Content-Type": "text/plain" },
  });
  assert.deepEqual([group.status, group.text], [400, ""]);
  await registry.ask("PUT", "/eureka/apps/FOO/i1/status?value=OUT_OF_SERVICE");
  assert.deepEqual(await registry.json("/serverinfo/statusoverrides"), { i1: "OUT_OF_SERVICE" });
});

test("an application may be called DELTA, and paths are as exact as Eureka's", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ app: "DELTA" }));
  assert.equal(onlyInstance(await registry.json("/apps/DELTA")).app, "DELTA");
  assert.equal((await registry.ask("GET", "/eureka/APPS")).status, 404);
});

test("the version in a path is free text, and whatever is not v1 is v2", async () => {
  await using registry = await registryOnASocket();
  const body = JSON.stringify({ instance: validInstance({ status: "OUT_OF_SERVICE" }) });
  const headers = { "Content-Type": "application/json" };
  assert.equal((await registry.ask("POST", "/eureka/v3/apps/FOO", { headers, body })).status, 204);
  for (const base of ["/eureka/v3", "/eureka/x.y", "/EUREKA/V3", "/eureka/v2", "/eureka"]) {
    assert.match((await registry.ask("GET", `${base}/apps`)).text, /<status>OUT_OF_SERVICE<\/status>/, base);
    assert.equal((await registry.ask("PUT", `${base}/apps/FOO/i1?status=UP`)).status, 200, base);
  }
  assert.match((await registry.ask("GET", "/eureka/V1/apps")).text, /<status>DOWN<\/status>/);
  await registry.register(validInstance({ app: "APPS" }));
  for (const path of ["/eureka/apps/APPS", "/eureka/v3/apps/APPS", "/eureka/apps/APPS/i1"])
    assert.match((await registry.ask("GET", path)).text, /<app>APPS</, path);
  for (const path of ["/eureka/apps/apps", "/eureka/vips/apps", "/eureka/v3/apps/apps"])
    assert.doesNotMatch((await registry.ask("GET", path)).text, /<app>FOO</, path);
});

test("HEAD is GET without the body, its length included", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  for (const path of ["/eureka/apps", "/eureka/apps/delta", "/eureka/apps/FOO/i1", "/eureka/instances/i1"]) {
    const whole = await registry.ask("GET", path);
    const head = await registry.ask("HEAD", path);
    assert.deepEqual([head.status, head.text], [200, ""]);
    assert.equal(head.headers["content-length"], whole.headers["content-length"]);
  }
});

test("an override is forgotten when its instance was silent for an hour, and kept alive by heartbeats", async () => {
  for (const beats of [true, false]) {
    await using registry = await registryOnASocket();
    await registry.register(validInstance({ status: "STARTING" }));
    await registry.ask("PUT", "/eureka/apps/FOO/i1/status?value=OUT_OF_SERVICE");
    for (let minute = 0; minute < 70; minute++) {
      registry.clock.pass(60_000);
      if (beats) registry.instances.renew("FOO", "i1");
    }
    await registry.register(validInstance({ status: "UP", lastDirtyTimestamp: 300 }), {
      "x-netflix-discovery-replication": "true",
    });
    const { status } = onlyInstance(await registry.json("/apps/FOO"));
    assert.equal(status, beats ? "OUT_OF_SERVICE" : "UP");
  }
});

test("compat: nine clients, ten expected; 17 renewals in a whole minute keep everybody, 18 do not", async () => {
  for (const [renewals, active] of [
    [17, true],
    [18, false],
  ] as const) {
    await using registry = await registryOnASocket({ netflix: true, expiry: "compat" });
    for (let at = 0; at < 9; at++) await registry.register(validInstance({ instanceId: `i${at}` }));
    assert.equal(registry.keeper.preservation().threshold, 17);
    for (let at = 0; at < renewals; at++) registry.operations.renew("FOO", "i0");
    assert.equal(registry.keeper.preservation().renewed, 0);
    registry.clock.pass(60_000);
    assert.deepEqual(
      [registry.keeper.preservation().renewed, registry.keeper.preservation().active],
      [renewals, active],
    );
  }
});
