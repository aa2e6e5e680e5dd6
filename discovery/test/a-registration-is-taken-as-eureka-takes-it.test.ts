import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { onlyInstance, registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

const JSON_TYPE = { "Content-Type": "application/json" };
const DEFAULT_CLASS = "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo";

for (const base of ["/eureka", "/eureka/v2"]) {
  test(`check 1: ${base} registers with 204 and no body`, async () => {
    await using registry = await registryOnASocket();
    const body = JSON.stringify({ instance: validInstance() });
    const answer = await registry.ask("POST", `${base}/apps/FOO`, { headers: JSON_TYPE, body });
    assert.equal(answer.status, 204);
    assert.equal(answer.bytes.length, 0);
    assert.equal(answer.headers["content-length"], undefined);
    const slash = await registry.ask("POST", `${base}/apps/FOO/`, { headers: JSON_TYPE, body });
    assert.equal(slash.status, 204);
    assert.equal((await registry.ask("GET", `${base}/apps/FOO/i1`)).status, 200);
  });
}

test("check 2: an app in lower case is listed in upper case", async () => {
  await using registry = await registryOnASocket();
  assert.equal((await registry.register(validInstance({ app: "foo" }))).status, 204);
  assert.equal(onlyInstance(await registry.json("/apps")).app, "FOO");
});

test("checks 3 to 6: what is missing is named, in the Java server's order", async () => {
  await using registry = await registryOnASocket();
  const complaints: [Record<string, unknown>, string][] = [
    [{ app: "BAR" }, "Mismatched appName, expecting FOO but was BAR"],
    [{ hostName: undefined }, "Missing hostname"],
    [{ hostName: " ", ipAddr: "" }, "Missing hostname"],
    [{ ipAddr: undefined }, "Missing ip address"],
    [{ dataCenterInfo: undefined }, "Missing dataCenterInfo"],
    [{ dataCenterInfo: { name: null } }, "Missing dataCenterInfo Name"],
    [{ instanceId: "", hostName: "" }, "Missing instanceId"],
    [{ instanceId: "." }, "The instanceId is one that no path can name"],
    [{ instanceId: undefined, hostName: ".." }, "The instanceId is one that no path can name"],
    [{ app: ".." }, "The app is one that no path can name"],
  ];
  for (const [changed, complaint] of complaints) {
    const body = JSON.stringify({ instance: validInstance(changed) });
    const answer = await registry.ask("POST", "/eureka/apps/FOO", { headers: JSON_TYPE, body });
    assert.deepEqual([answer.status, answer.text], [400, complaint]);
  }
  assert.deepEqual(registry.instances.all(), []);
});

test("checks 7 and 8: a body that is no registration is 400, and the registry lives on", async () => {
  await using registry = await registryOnASocket();
  const bodies = [
    JSON.stringify(validInstance()),
    "{}",
    '{"instance":',
    "null",
    "[]",
    '"x"',
    "",
    '{"instance":{}}',
    '{"instance":[]}',
    JSON.stringify({ instance: validInstance(), more: 1 }),
    JSON.stringify({ instance: validInstance({ app: undefined }) }),
    JSON.stringify({ instance: validInstance({ port: { $: "many" } }) }),
    JSON.stringify({ instance: validInstance({ port: 70_000 }) }),
    JSON.stringify({ instance: validInstance({ metadata: { a: { b: 1 } } }) }),
    JSON.stringify({ instance: validInstance({ hostName: { x: 1 } }) }),
    JSON.stringify({ instance: validInstance({ dataCenterInfo: { name: "Elsewhere" } }) }),
    JSON.stringify({ instance: validInstance({ dataCenterInfo: { "@class": "x.Y", name: "MyOwn" } }) }),
  ];
  for (const body of bodies) {
    const answer = await registry.ask("POST", "/eureka/apps/FOO", { headers: JSON_TYPE, body });
    assert.equal(answer.status, 400, body);
    assert.equal(answer.text, '{"error":"cannot parse request body"}', body);
  }
  for (const body of ["<instance>", "<a/>", "", "<instance/>", '<!DOCTYPE x [<!ENTITY a "b">]><instance/>']) {
    const answer = await registry.ask("POST", "/eureka/apps/FOO", {
      headers: { "Content-Type": "application/xml" },
      body,
    });
    assert.equal(answer.status, 400, body);
    assert.match(answer.text, /^<error><message>/);
  }
  assert.equal((await registry.register(validInstance())).status, 204);
  assert.deepEqual(registry.faults, []);
});

test("check 9: XML registers too, with fargo's empty metadata inside MyOwn", async () => {
  await using registry = await registryOnASocket();
  const body = `<?xml version="1.0"?><instance><hostName>h1</hostName><app>foo</app><ipAddr>10.0.0.1</ipAddr>
    <status>up</status><overriddenstatus>UNKNOWN</overriddenstatus><port enabled="true">8080</port>
    <securePort>443</securePort><dataCenterInfo class="com.netflix.appinfo.MyDataCenterInfo"><name>MyOwn</name>
    <metadata></metadata></dataCenterInfo><leaseInfo><renewalIntervalInSecs>5</renewalIntervalInSecs>
    <durationInSecs>15</durationInSecs></leaseInfo><metadata><my__key>a &amp; b</my__key></metadata><other><x/></other></instance>`;
  const headers = { "Content-Type": "application/xml; charset=utf-8" };
  assert.equal((await registry.ask("POST", "/eureka/apps/FOO", { headers, body })).status, 204);
  const listed = onlyInstance(await registry.json("/apps/FOO/h1"));
  assert.equal(listed.status, "UP");
  assert.deepEqual(listed.metadata, { my_key: "a & b" });
  assert.deepEqual(listed.port, { $: 8080, "@enabled": "true" });
  assert.deepEqual(listed.securePort, { $: 443, "@enabled": "false" });
  assert.deepEqual(listed.dataCenterInfo, { "@class": DEFAULT_CLASS, name: "MyOwn" });
});

test("check 10: other content types are 415", async () => {
  await using registry = await registryOnASocket();
  const body = JSON.stringify({ instance: validInstance() });
  const headers = { "Content-Type": "text/plain" };
  const answer = await registry.ask("POST", "/eureka/apps/FOO", { headers, body });
  assert.deepEqual([answer.status, answer.bytes.length], [415, 0]);
});

test("check 11: a gzipped body is inflated, and a bomb is refused", async () => {
  await using registry = await registryOnASocket();
  const headers = { ...JSON_TYPE, "Content-Encoding": "gzip" };
  const body = gzipSync(JSON.stringify({ instance: validInstance() }));
  assert.equal((await registry.ask("POST", "/eureka/apps/FOO", { headers, body })).status, 204);
  const bomb = gzipSync(Buffer.alloc(10_000_000, " "));
  assert.equal((await registry.ask("POST", "/eureka/apps/FOO", { headers, body: bomb })).status, 413);
  const broken = await registry.ask("POST", "/eureka/apps/FOO", { headers, body: "no gzip" });
  assert.equal(broken.status, 400);
  const huge = JSON.stringify({ instance: validInstance({ metadata: { a: "x".repeat(70_000) } }) });
  assert.equal(
    (await registry.ask("POST", "/eureka/apps/FOO", { headers: JSON_TYPE, body: huge })).status,
    413,
  );
});

test("checks 12 and 78: without an instanceId the host name is the id, and it is told", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ instanceId: undefined }));
  assert.equal((await registry.ask("GET", "/eureka/apps/FOO/h1")).status, 200);
  assert.equal(onlyInstance(await registry.json("/apps/FOO")).instanceId, "h1");
});

test("checks 13 and 14: ports as text, as a bare number, and without @class, come out in the one form", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ port: { $: "8080", "@enabled": true } }));
  assert.deepEqual(onlyInstance(await registry.json("/apps/FOO")).port, { $: 8080, "@enabled": "true" });
  const lenient = validInstance({
    port: 8081,
    dataCenterInfo: { name: "MyOwn" },
    overriddenStatus: undefined,
  });
  assert.equal((await registry.register(lenient)).status, 204);
  const listed = onlyInstance(await registry.json("/apps/FOO"));
  assert.deepEqual(listed.port, { $: 8081, "@enabled": "true" });
  assert.deepEqual(listed.dataCenterInfo, { "@class": DEFAULT_CLASS, name: "MyOwn" });
  assert.equal(listed.overriddenStatus, "UNKNOWN");
});

test("checks 15 and 77: metadata of a data center is Amazon's alone, and Amazon's is always there", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ dataCenterInfo: { name: "MyOwn", metadata: { a: "1" } } }));
  assert.deepEqual(onlyInstance(await registry.json("/apps/FOO")).dataCenterInfo, {
    "@class": DEFAULT_CLASS,
    name: "MyOwn",
  });
  await registry.register(validInstance({ dataCenterInfo: { name: "Amazon" } }));
  assert.deepEqual(onlyInstance(await registry.json("/apps/FOO")).dataCenterInfo, {
    "@class": "com.netflix.appinfo.AmazonInfo",
    name: "Amazon",
    metadata: { "instance-id": "i1" },
  });
});

test("check 16: lease numbers that make no sense become 30 and 90", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ leaseInfo: { renewalIntervalInSecs: -5, durationInSecs: 0 } }));
  const lease = onlyInstance(await registry.json("/apps/FOO")).leaseInfo as Record<string, unknown>;
  assert.deepEqual([lease.renewalIntervalInSecs, lease.durationInSecs], [30, 90]);
});

test("check 17: Spring's body, with its nulls and numbers, comes back in Netflix's types", async () => {
  await using registry = await registryOnASocket();
  const answer = await registry.register(
    validInstance({
      appGroupName: null,
      secureHealthCheckUrl: null,
      asgName: null,
      actionType: null,
      sid: "na",
      isCoordinatingDiscoveryServer: false,
      lastDirtyTimestamp: 1_700_000_000_000,
      metadata: { "management.port": 8081, "@class": "x" },
    }),
  );
  assert.equal(answer.status, 204);
  const listed = onlyInstance(await registry.json("/apps/FOO"));
  for (const absent of ["appGroupName", "secureHealthCheckUrl", "asgName", "sid"])
    assert.ok(!(absent in listed));
  assert.equal(listed.lastDirtyTimestamp, "1700000000000");
  assert.equal(listed.isCoordinatingDiscoveryServer, "false");
  assert.deepEqual(listed.metadata, { "management.port": "8081" });
});

test("a key named __proto__ is a key of metadata and nothing else", async () => {
  await using registry = await registryOnASocket();
  const body = JSON.stringify({ instance: validInstance({ metadata: "HERE" }) }).replace(
    '"HERE"',
    '{"__proto__":"x"}',
  );
  await registry.ask("POST", "/eureka/apps/FOO", { headers: JSON_TYPE, body });
  const listed = await registry.ask("GET", "/eureka/apps", { headers: { Accept: "application/json" } });
  assert.match(listed.text, /"metadata":\{"__proto__":"x"\}/);
});
