import assert from "node:assert/strict";
import { test } from "node:test";
import { isWithin } from "@siren/chassis/addresses";
import { readDiscoveryConfig } from "../src/config.ts";
import { isOurHost } from "../src/http/who-may-ask.ts";
import { registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

const body = JSON.stringify({ instance: validInstance() });
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

test("a name that is not ours is refused, so that a rebound name reaches nothing", async () => {
  await using registry = await registryOnASocket({ allowedHosts: ["discovery"] });
  for (const host of ["evil.example", "localhost.evil.example:8761", "evil.example@localhost", "a b"]) {
    const answer = await registry.ask("GET", "/eureka/apps", { headers: { Host: host } });
    assert.deepEqual([answer.status, answer.text], [403, ""], host);
  }
  for (const host of [
    "localhost:8761",
    "127.0.0.1",
    "[::1]:8761",
    "10.1.2.3:1",
    "discovery:8761",
    "LOCALHOST",
  ]) {
    assert.equal((await registry.ask("GET", "/eureka/apps", { headers: { Host: host } })).status, 200, host);
  }
});

test("another site's page may not write through a visitor's browser", async () => {
  await using registry = await registryOnASocket();
  const ask = (Origin: string) =>
    registry.ask("POST", "/eureka/apps/FOO", {
      headers: { Host: "localhost:8761", "Content-Type": "application/json", Origin },
      body,
    });
  for (const origin of ["http://evil.example", "null", "http://localhost:8080", "nonsense"]) {
    assert.equal((await ask(origin)).status, 403, origin);
  }
  assert.equal(registry.instances.all().length, 0);
  assert.equal((await ask("http://localhost:8761")).status, 204);
});

test("with credentials configured nothing is served without them", async () => {
  await using registry = await registryOnASocket({ credentials: "registry:s3cret:한" });
  for (const authorization of [undefined, "", "Basic", "Bearer x", basic("registry:wrong"), basic("")]) {
    const headers = authorization === undefined ? {} : { Authorization: authorization };
    const answer = await registry.ask("POST", "/eureka/apps/FOO", {
      headers: { ...headers, "Content-Type": "application/json" },
      body,
    });
    assert.deepEqual([answer.status, answer.text], [401, ""]);
    assert.match(String(answer.headers["www-authenticate"]), /^Basic /);
  }
  const headers = { Authorization: basic("registry:s3cret:한"), "Content-Type": "application/json" };
  assert.equal((await registry.ask("POST", "/eureka/apps/FOO", { headers, body })).status, 204);
  assert.equal((await registry.ask("GET", "/eureka/apps")).status, 401);
});

test("an address outside of the networks that are set is taken neither from an instance nor from a peer", async () => {
  assert.equal(readDiscoveryConfig({ DATA_DIR: "x" }).allowedNetworks, undefined);
  assert.throws(() => readDiscoveryConfig({ DATA_DIR: "x", EUREKA_ALLOWED_NETWORKS: "10.0.0.0" }), {
    message: /^EUREKA_ALLOWED_NETWORKS must be networks/,
  });
  const { allowedNetworks } = readDiscoveryConfig({
    ...{ DATA_DIR: "x", EUREKA_ALLOWED_NETWORKS: "10.0.0.0/8, fd00::/8" },
  });
  assert.ok(allowedNetworks);
  await using registry = await registryOnASocket({
    isAllowed: (ipAddr) => isWithin(allowedNetworks, ipAddr),
  });
  const outside = ["11.0.0.1", "127.0.0.1", "fe80::1", "evil.example", "10.0.0.1 "];
  for (const ipAddr of outside) {
    const answer = await registry.register(validInstance({ ipAddr }));
    assert.deepEqual(
      [answer.status, answer.text],
      [400, "The ip address lies in no network that is taken here"],
      ipAddr,
    );
    const replicationList = [
      { appName: "FOO", id: "i1", action: "Register", instanceInfo: validInstance({ ipAddr }) },
    ];
    const told = await registry.ask("POST", "/eureka/peerreplication/batch/", {
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ replicationList }),
    });
    assert.equal(told.status, 200);
  }
  assert.equal(registry.instances.count, 0);
  for (const ipAddr of ["10.0.0.1", "fd12::1", "::ffff:10.1.2.3"])
    assert.equal((await registry.register(validInstance({ ipAddr }))).status, 204, ipAddr);
});

test("a missing Host is nobody's", () => assert.equal(isOurHost(undefined, []), false));
