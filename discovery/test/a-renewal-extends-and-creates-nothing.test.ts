import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyInstance, registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

const PEER = { "x-netflix-discovery-replication": "true" };

test("checks 18, 19 and 80: 200 for a lease, 404 for none, and never a body", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const known = await registry.ask("PUT", "/eureka/apps/FOO/i1");
  assert.deepEqual([known.status, known.text, known.headers["content-length"]], [200, "", "0"]);
  const unknown = await registry.ask("PUT", "/eureka/v2/apps/FOO/i2", {
    headers: { Accept: "application/json" },
  });
  assert.deepEqual([unknown.status, unknown.text, unknown.headers["content-length"]], [404, "", "0"]);
  assert.equal(unknown.headers["content-type"], undefined);
  assert.equal(registry.instances.all().length, 1);
});

test("checks 20 to 23: the same time renews, a newer one must register, an older one is a peer's conflict", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const renew = (dirty: number, headers = {}) =>
    registry.ask("PUT", `/eureka/apps/FOO/i1?lastDirtyTimestamp=${dirty}`, { headers });
  assert.equal((await renew(100)).status, 200);
  assert.equal((await renew(101)).status, 404);
  assert.equal((await renew(99)).status, 200);
  const conflict = await renew(99, { ...PEER, Accept: "application/json" });
  assert.equal(conflict.status, 409);
  assert.equal(onlyInstance(JSON.parse(conflict.text)).lastDirtyTimestamp, "100");
  assert.equal((await renew(100, PEER)).status, 200);
});

test("check 24: a peer's newer override is kept although it has to register", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const path = "/eureka/apps/FOO/i1?lastDirtyTimestamp=101&overriddenstatus=OUT_OF_SERVICE";
  assert.equal((await registry.ask("PUT", path, { headers: PEER })).status, 404);
  assert.equal(onlyInstance(await registry.json("/apps/FOO")).overriddenStatus, "OUT_OF_SERVICE");
});

test("check 25: the status in a renewal is not looked at", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i1?status=DOWN")).status, 200);
  assert.equal(onlyInstance(await registry.json("/apps/FOO")).status, "UP");
});

test("check 26: a time that is no number is refused, and the registry lives on", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const answer = await registry.ask("PUT", "/eureka/apps/FOO/i1?lastDirtyTimestamp=abc");
  assert.deepEqual([answer.status, answer.text], [400, ""]);
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i1")).status, 200);
});

test("check 76: empty and needless bodies with a JSON content type are ignored", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const headers = { "Content-Type": "application/json" };
  assert.equal(
    (await registry.ask("PUT", "/eureka/apps/FOO/i1", { headers: { ...headers, "Content-Length": 0 } }))
      .status,
    200,
  );
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i1", { headers, body: "{}" })).status, 200);
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/i1", { headers, body: "{broken" })).status, 200);
  assert.equal((await registry.ask("DELETE", "/eureka/apps/FOO/i1/status", { headers })).status, 200);
  assert.equal((await registry.ask("GET", "/eureka/apps/", { headers })).status, 200);
});

test("check 73: a percent-encoded id is the same lease, and a broken escape is only a bad request", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ instanceId: "h1:foo:8080" }));
  assert.equal((await registry.ask("PUT", "/eureka/apps/foo/h1%3Afoo%3A8080")).status, 200);
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/h1:foo:8080")).status, 200);
  assert.equal((await registry.ask("PUT", "/eureka/apps/FOO/H1:FOO:8080")).status, 404);
  const broken = await registry.ask("PUT", "/eureka/apps/FOO/%E0%A4");
  assert.deepEqual([broken.status, broken.text], [400, ""]);
});

test("what the protocol does not have is 404 or 405, without a body", async () => {
  await using registry = await registryOnASocket();
  const missing = await registry.ask("GET", "/eureka/nothing");
  assert.deepEqual([missing.status, missing.text], [404, ""]);
  const refused = await registry.ask("PATCH", "/eureka/v2/apps/FOO/i1");
  assert.deepEqual(
    [refused.status, refused.text, refused.headers.allow],
    [405, "", "GET, HEAD, PUT, DELETE"],
  );
});
