import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Check, check, Skipped } from "../check.ts";
import { JSON_TYPE, type Trial, XML_TYPE } from "../trial.ts";
import type { Fields } from "../wire-reader.ts";

const raw = (t: Trial, body: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
  t.at("POST", `/apps/${t.app}`, { headers, body });

const refused = (number: number, complaint: string, changed: Fields): Check =>
  check(number, `a registration is refused with "${complaint}"`, async (t) => {
    const { status, text } = await raw(t, JSON.stringify({ instance: t.instance(changed) }));
    assert.equal(status, 400);
    assert.ok(text.includes(complaint), `it says ${text.slice(0, 120)}`);
    await t.expect(404, "GET", t.own());
  });

async function alive(t: Trial): Promise<void> {
  await t.register();
  await t.expect(200, "GET", t.own());
}

/** Sent in a form that a strict server may refuse: then there is nothing to see. */
async function lenient(t: Trial, changed: Fields): Promise<Fields> {
  const { status } = await t.send(t.instance(changed));
  if (status === 400) throw new Skipped("refuses it, as the Java decoder does");
  assert.equal(status, 204);
  return await t.shown();
}

export const xmlInstance = (t: Trial): string => `<?xml version="1.0"?>
<instance><instanceId>${t.id}</instanceId><hostName>h1</hostName><app>${t.app}</app><ipAddr>10.0.0.1</ipAddr>
<status>up</status><port enabled="true">8080</port><vipAddress>${t.vip}</vipAddress><unknown>1</unknown>
<dataCenterInfo class="com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo"><name>MyOwn</name></dataCenterInfo>
<metadata><my__key>a &amp; b</my__key></metadata></instance>`;

export const registering: readonly Check[] = [
  check(1, "a registration is answered 204 with nothing", async (t) => {
    const { status, headers, bytes } = await t.send(t.instance());
    assert.equal(status, 204);
    assert.equal(bytes.length, 0);
    assert.ok(headers["content-length"] === undefined || headers["content-length"] === "0");
    await t.expect(200, "GET", t.own());
  }),
  check(2, "an application in lower case is listed in upper case", async (t) => {
    await t.register({ app: t.app.toLowerCase() });
    assert.equal((await t.shown()).app, t.app);
    await t.settled(async () => {
      const { application } = (await t.json(`/apps/${t.app}`)) as { application: Fields };
      assert.equal(application.name, t.app);
    });
  }),
  refused(3, "Mismatched appName", { app: "CHECK-OTHER" }),
  refused(4, "Missing hostname", { hostName: undefined }),
  refused(5, "Missing ip address", { ipAddr: undefined }),
  refused(6, "Missing dataCenterInfo", { dataCenterInfo: undefined }),
  check(7, "a body without the instance wrapper is 400", async (t) => {
    assert.equal((await raw(t, JSON.stringify(t.instance()))).status, 400);
    await t.expect(404, "GET", t.own());
  }),
  check(8, "an empty or broken body is 400, and the server lives on", async (t) => {
    for (const body of ["{}", '{"instance":', ""]) {
      assert.equal((await raw(t, body)).status, 400, JSON.stringify(body));
    }
    await alive(t);
  }),
  check(9, "XML registers", async (t) => {
    t.forget(t.id);
    assert.equal((await raw(t, xmlInstance(t), XML_TYPE)).status, 204);
    const { status, port, metadata } = await t.shown();
    assert.deepEqual([status, port, metadata], ["UP", { $: 8080, "@enabled": "true" }, { my_key: "a & b" }]);
  }),
  check(10, "text/plain is 415", async (t) => {
    const body = JSON.stringify({ instance: t.instance() });
    assert.equal((await raw(t, body, { "Content-Type": "text/plain" })).status, 415);
  }),
  check(11, "a gzipped body registers", async (t) => {
    t.forget(t.id);
    const body = gzipSync(JSON.stringify({ instance: t.instance() }));
    assert.equal((await raw(t, body, { ...JSON_TYPE, "Content-Encoding": "gzip" })).status, 204);
    await t.expect(200, "GET", t.own());
  }),
  check(12, "without an instanceId the host name is the id", async (t) => {
    await t.register({ instanceId: undefined, hostName: `host-${t.id}` });
    await t.expect(200, "GET", t.own("", `host-${t.id}`));
    await t.expect(200, "PUT", t.own("", `host-${t.id}`));
  }),
  check(13, "a port in text is read and written as a number, its switch the other way round", async (t) => {
    await t.register({ port: { $: "8080", "@enabled": true } });
    assert.deepEqual((await t.shown()).port, { $: 8080, "@enabled": "true" });
  }),
  check(14, "a bare port and no @class are taken, and written in full", async (t) => {
    const { port, dataCenterInfo } = await lenient(t, { port: 8080, dataCenterInfo: { name: "MyOwn" } });
    assert.deepEqual(port, { $: 8080, "@enabled": "true" });
    assert.deepEqual(dataCenterInfo, {
      "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
      name: "MyOwn",
    });
  }),
  check(15, "metadata of a data center that is no cloud is not written again", async (t) => {
    const center = t.instance().dataCenterInfo as Fields;
    const { dataCenterInfo } = await lenient(t, { dataCenterInfo: { ...center, metadata: { a: "1" } } });
    assert.ok(!("metadata" in (dataCenterInfo as Fields)));
  }),
  check(16, "lease numbers that are none are 90 and 30", async (t) => {
    await t.register({ leaseInfo: { durationInSecs: 0, renewalIntervalInSecs: -5 } });
    const { durationInSecs, renewalIntervalInSecs } = (await t.shown()).leaseInfo as Fields;
    assert.deepEqual([durationInSecs, renewalIntervalInSecs], [90, 30]);
  }),
  check(17, "Spring's nulls and numeric times are taken, and written as Netflix writes them", async (t) => {
    const nulls = { appGroupName: null, secureHealthCheckUrl: null, asgName: null, actionType: null };
    await t.register({
      ...nulls,
      sid: "na",
      isCoordinatingDiscoveryServer: false,
      lastUpdatedTimestamp: 100,
      lastDirtyTimestamp: 100,
      metadata: { "management.port": "8080" },
    });
    const shown = await t.shown();
    for (const key of ["appGroupName", "secureHealthCheckUrl", "asgName", "sid"]) {
      assert.ok(!(key in shown), `${key} is written`);
    }
    assert.equal(shown.lastDirtyTimestamp, "100");
    assert.equal(typeof shown.lastUpdatedTimestamp, "string");
  }),
];
