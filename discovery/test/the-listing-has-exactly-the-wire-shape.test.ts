import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { XMLValidator } from "fast-xml-parser";
import { onlyInstance, registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

const JSON_ACCEPT = { Accept: "application/json" };

test("check 45: an empty registry, to the letter", async () => {
  await using registry = await registryOnASocket();
  for (const path of ["/eureka/apps", "/eureka/v2/apps/"]) {
    const answer = await registry.ask("GET", path, { headers: JSON_ACCEPT });
    assert.equal(
      answer.text,
      '{"applications":{"versions__delta":"1","apps__hashcode":"","application":[]}}',
    );
  }
});

test("checks 46, 49, 59 and 72: an instance has the fields of the wire, in order, and no other", async () => {
  await using registry = await registryOnASocket();
  const urls = {
    homePageUrl: "http://h1:8080/",
    statusPageUrl: "http://h1:8080/s",
    asgName: "a",
    foo: "bar",
  };
  await registry.register(validInstance({ ...urls, sid: "s", nested: { key: 1 } }));
  const answer = await registry.ask("GET", "/eureka/apps", { headers: JSON_ACCEPT });
  const at = registry.clock.now();
  const instance = {
    instanceId: "i1",
    hostName: "h1",
    app: "FOO",
    ipAddr: "10.0.0.1",
    sid: "s",
    status: "UP",
    overriddenStatus: "UNKNOWN",
    port: { $: 8080, "@enabled": "true" },
    securePort: { $: 443, "@enabled": "false" },
    countryId: 1,
    dataCenterInfo: { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: "MyOwn" },
    leaseInfo: {
      renewalIntervalInSecs: 30,
      durationInSecs: 90,
      registrationTimestamp: at,
      lastRenewalTimestamp: at,
      evictionTimestamp: 0,
      serviceUpTimestamp: at,
    },
    metadata: { "@class": "java.util.Collections$EmptyMap" },
    homePageUrl: "http://h1:8080/",
    statusPageUrl: "http://h1:8080/s",
    vipAddress: "foo",
    secureVipAddress: "foo",
    isCoordinatingDiscoveryServer: "false",
    lastUpdatedTimestamp: String(at),
    lastDirtyTimestamp: "100",
    actionType: "ADDED",
    asgName: "a",
  };
  const application = [{ name: "FOO", instance: [instance] }];
  const expected = { applications: { versions__delta: "1", apps__hashcode: "UP_1_", application } };
  assert.equal(answer.text, JSON.stringify(expected));
});

test("checks 47 to 49: XML unless json is asked for, with its own spelling", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  for (const headers of [{}, { Accept: "*/*" }, { Accept: "text/html,application/xml" }]) {
    const answer = await registry.ask("GET", "/eureka/apps", { headers });
    assert.equal(answer.headers["content-type"], "application/xml");
    assert.match(
      answer.text,
      /^<applications>\n {2}<versions__delta>1<\/versions__delta>\n {2}<apps__hashcode>UP_1_</,
    );
    assert.match(answer.text, /<overriddenstatus>UNKNOWN<\/overriddenstatus>/);
    assert.match(answer.text, /<metadata class="java.util.Collections\$EmptyMap"\/>/);
    assert.match(answer.text, /<port enabled="true">8080<\/port>/);
    const one = await registry.ask("GET", "/eureka/apps/FOO/i1", { headers });
    assert.match(one.text, /^<instance>\n {2}<instanceId>i1</);
  }
  const json = await registry.ask("GET", "/eureka/apps", { headers: { Accept: "application/json;q=0.9" } });
  assert.equal(json.headers["content-type"], "application/json");
  const neither = await registry.ask("GET", "/eureka/apps/FOO/i1", { headers: { Accept: "text/html" } });
  assert.deepEqual([neither.status, neither.text], [406, ""]);
});

test("check 44: any metadata key survives XML, there and back", async () => {
  await using registry = await registryOnASocket();
  const metadata = {
    constructor: "0",
    hasOwnProperty: "0",
    my_key: "1",
    $: "2",
    "1 bad": "3",
    "a:b": "4",
    한글: "커피 & <차>",
    "a.b-c": "\u0001",
  };
  await registry.register(validInstance({ metadata }));
  const { text } = await registry.ask("GET", "/eureka/apps/FOO/i1");
  for (const name of ["<my__key>1<", "<_->2<", "<_.0031_.0020bad>3<", "<a_.003ab>4<", "<a.b-c>\ufffd<"]) {
    assert.ok(text.includes(name), name);
  }
  assert.equal(XMLValidator.validate(text), true);
  const headers = { "Content-Type": "application/xml" };
  assert.equal((await registry.ask("POST", "/eureka/apps/FOO", { headers, body: text })).status, 204);
  assert.deepEqual(onlyInstance(await registry.json("/apps/FOO")).metadata, {
    ...metadata,
    "a.b-c": "\ufffd",
  });
});

test("a namespace's prefix is nothing in the document, and a part of the key in metadata", async () => {
  await using registry = await registryOnASocket();
  const body = `<e:instance xmlns:e="urn:e"><e:instanceId>i1</e:instanceId><e:hostName>h</e:hostName><app>FOO</app>
    <ipAddr>1.1.1.1</ipAddr><e:dataCenterInfo><name>MyOwn</name></e:dataCenterInfo>
    <metadata><a:b>1</a:b></metadata></e:instance>`;
  const headers = { "Content-Type": "application/xml" };
  assert.equal((await registry.ask("POST", "/eureka/apps/FOO", { headers, body })).status, 204);
  assert.deepEqual(onlyInstance(await registry.json("/apps/FOO")).metadata, { "a:b": "1" });
});

test("an element that closes itself keeps its name, and a letter told by its number is that letter", async () => {
  await using registry = await registryOnASocket();
  const body = `<instance><instanceId>i1</instanceId><hostName>h</hostName><app>FOO</app><ipAddr>1.1.1.1</ipAddr>
    <vipAddress/><status/><dataCenterInfo><name>MyOwn</name></dataCenterInfo>
    <metadata><e/><k>&#x41;&amp;&#233;&amp;#x41;&#128512;</k><c><![CDATA[&#65;]]></c></metadata></instance>`;
  const headers = { "Content-Type": "application/xml" };
  assert.equal((await registry.ask("POST", "/eureka/apps/FOO", { headers, body })).status, 204);
  const listed = onlyInstance(await registry.json("/apps/FOO"));
  assert.deepEqual(listed.metadata, { e: "", k: "A&\u00e9&#x41;\u{1f600}", c: "&#65;" });
  assert.equal(listed.vipAddress, "");
  const { text } = await registry.ask("GET", "/eureka/apps/FOO/i1");
  assert.ok(text.includes("<k>A&amp;\u00e9&amp;#x41;\u{1f600}</k>") && text.includes("<e/>"), text);
});

test("check 56: gzip when it is accepted, the same text else", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const plain = await registry.ask("GET", "/eureka/apps", { headers: JSON_ACCEPT });
  const packed = await registry.ask("GET", "/eureka/apps", {
    headers: { ...JSON_ACCEPT, "Accept-Encoding": "gzip" },
  });
  assert.equal(plain.headers["content-encoding"], undefined);
  assert.equal(packed.headers["content-encoding"], "gzip");
  assert.equal(gunzipSync(packed.bytes).toString(), plain.text);
});

test("check 57: the compact form leaves out what a balancer does not need", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ homePageUrl: "http://h1/" }));
  const headers = { ...JSON_ACCEPT, "X-Eureka-Accept": "Compact" };
  const { text } = await registry.ask("GET", "/eureka/apps", { headers });
  const instance = onlyInstance(JSON.parse(text));
  for (const absent of ["leaseInfo", "metadata", "homePageUrl", "overriddenStatus"])
    assert.ok(!(absent in instance));
  assert.equal(typeof instance.lastUpdatedTimestamp, "number");
  assert.deepEqual(Object.keys((JSON.parse(text) as { applications: object }).applications), [
    "application",
    "versions__delta",
    "apps__hashcode",
  ]);
  const xml = await registry.ask("GET", "/eureka/apps", { headers: { "X-Eureka-Accept": "compact" } });
  assert.match(xml.text, /^<applications><application><name>FOO<\/name><instance><instanceId>i1</);
});

test("check 79: regions that nobody knows are not looked at", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  for (const path of ["/apps?regions=moon", "/apps/delta?regions=moon,mars"]) {
    assert.equal(onlyInstance(await registry.json(path)).instanceId, "i1");
  }
});

test("check 55: an instance by its id alone", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  assert.equal(onlyInstance(await registry.json("/instances/i1")).app, "FOO");
  const unknown = await registry.ask("GET", "/eureka/v2/instances/i2");
  assert.deepEqual([unknown.status, unknown.text], [404, ""]);
});

test("check 54: by address, comma lists included, 200 with nothing for an unknown one", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance({ vipAddress: "a,b", secureVipAddress: "s", status: "DOWN" }));
  for (const path of ["/vips/a", "/vips/b", "/svips/s"]) {
    const found = await registry.json(path);
    assert.equal(onlyInstance(found).status, "DOWN");
    assert.match(JSON.stringify(found), /"versions__delta":"-1","apps__hashcode":"DOWN_1_"/);
  }
  for (const path of ["/vips/A", "/vips/a,b", "/vips/s", "/vips/unknown"]) {
    assert.deepEqual(await registry.json(path), {
      applications: { versions__delta: "-1", apps__hashcode: "", application: [] },
    });
  }
});
