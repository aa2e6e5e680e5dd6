import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Check, check, Skipped } from "../check.ts";
import { JSON_ACCEPT, JSON_TYPE, type Trial, XML_TYPE } from "../trial.ts";
import { type Fields, headOf, parseXml, withId } from "../wire-reader.ts";
import { xmlInstance } from "./registering.ts";

async function refusedAndAlive(
  t: Trial,
  body: string | Buffer,
  headers: Record<string, string>,
  allowed: readonly number[] = [400],
): Promise<void> {
  const { status } = await t.at("POST", `/apps/${t.app}`, { headers, body });
  assert.ok(allowed.includes(status), `it was answered ${status}`);
  await t.expect(404, "GET", t.own());
  await t.register();
}

const json = (t: Trial, changed: Fields = {}) => JSON.stringify({ instance: t.instance(changed) });

export const beyond: readonly Check[] = [
  check(81, "both base paths are the same registry", async (t) => {
    await t.register();
    const other = t.parts.base === "/eureka" ? "/eureka/v2" : "/eureka";
    assert.equal((await t.ask("PUT", `${other}${t.own()}`)).status, 200);
    assert.equal((await t.ask("GET", `${other}/apps/`, { headers: JSON_ACCEPT })).status, 200);
  }),
  check(82, "what is no operation is refused without a body", async (t) => {
    const unknown = await t.expect(404, "GET", "/no-such-thing");
    assert.equal(unknown.bytes.length, 0);
    const { status } = await t.at("PATCH", t.own());
    assert.ok(status === 405 || status === 404, `PATCH was answered ${status}`);
  }),
  check(83, "HEAD has the length and no body", async (t) => {
    await t.register();
    const whole = await t.expect(200, "GET", t.own());
    const head = await t.expect(200, "HEAD", t.own());
    assert.equal(head.bytes.length, 0);
    assert.equal(head.headers["content-length"], whole.headers["content-length"]);
  }),
  check(84, "a scaling group is refused outside Amazon", async (t) => {
    const answer = await t.expect(400, "PUT", `/asg/${t.app}/status?value=ENABLED`, {
      headers: { "Content-Type": "text/plain" },
    });
    assert.equal(answer.bytes.length, 0);
  }),
  check(85, "any metadata key survives XML", async (t) => {
    const metadata = { my_key: "1", $: "2", "1 bad": "3", "a:b": "<&>", "a.b-c": "5" };
    await t.register({ metadata });
    const xml = await t.xml(t.own());
    for (const written of ["<my__key>1<", "<_->2<", "<_.0031_.0020bad>3<"]) {
      assert.ok(xml.includes(written), `${written} is not there`);
    }
    parseXml(xml);
    await t.expect(204, "POST", `/apps/${t.app}`, { headers: XML_TYPE, body: xml });
    assert.deepEqual((await t.shown()).metadata, metadata);
  }),
  check(86, "one instance is asked for in HTML: 406", async (t) => {
    await t.register();
    const { bytes } = await t.expect(406, "GET", t.own(), { headers: { Accept: "text/html" } });
    assert.equal(bytes.length, 0);
  }),
  check(87, "XML is packed too", async (t) => {
    await t.register();
    const { headers } = await t.expect(200, "GET", "/apps", { headers: { "Accept-Encoding": "gzip" } });
    assert.deepEqual([headers["content-encoding"], headers["content-type"]], ["gzip", "application/xml"]);
  }),
  check(88, "a body in ISO-8859-1 is read as such", async (t) => {
    t.forget(t.id);
    const { status } = await t.at("POST", `/apps/${t.app}`, {
      headers: { "Content-Type": "application/json; charset=ISO-8859-1" },
      body: Buffer.from(json(t, { metadata: { cafe: "café" } }), "latin1"),
    });
    if (status === 400) throw new Skipped("reads UTF-8 whatever it is told, as Jackson does");
    assert.equal(status, 204);
    assert.deepEqual((await t.shown()).metadata, { cafe: "café" });
  }),
  check(89, "a body that is not the gzip that it says is refused", (t) =>
    refusedAndAlive(t, "not gzip", { ...JSON_TYPE, "Content-Encoding": "gzip" }),
  ),
  check(90, "a gzip bomb is refused", (t) =>
    refusedAndAlive(
      t,
      gzipSync(json(t, { metadata: { a: "0".repeat(20_000_000) } })),
      { ...JSON_TYPE, "Content-Encoding": "gzip" },
      [400, 413],
    ),
  ),
  check(91, "a registration of 900 kB is refused", (t) =>
    refusedAndAlive(t, json(t, { metadata: { a: "0".repeat(900_000) } }), JSON_TYPE, [400, 413]),
  ),
  check(92, "XML with entities of its own, outer ones too, is refused", async (t) => {
    const entities = [
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
      '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
    ];
    for (const entity of entities) {
      const body = xmlInstance(t)
        .replace(/^<\?xml[^>]*>/, entity)
        .replace("a &amp; b", "&b;");
      await refusedAndAlive(t, body, XML_TYPE);
      await t.expect(200, "DELETE", t.own());
    }
  }),
  check(93, "keys that objects have by birth are keys like others", async (t) => {
    const instance = t.instance();
    const body = JSON.stringify({ instance }).replace(
      '"metadata":{}',
      '"metadata":{"__proto__":"p","constructor":"c","toString":"t"}',
    );
    t.forget(t.id);
    await t.expect(204, "POST", `/apps/${t.app}`, { headers: JSON_TYPE, body });
    await t.expect(200, "PUT", t.own("/metadata?__proto__=q&valueOf=v"));
    const { text } = await t.expect(200, "GET", t.own(), { headers: JSON_ACCEPT });
    for (const pair of ['"__proto__":"q"', '"constructor":"c"', '"toString":"t"', '"valueOf":"v"']) {
      assert.ok(text.includes(pair), `${pair} is not there`);
    }
    await t.register({ instanceId: `${t.id}-other` });
    assert.ok(!JSON.stringify(await t.shown(`${t.id}-other`)).includes("valueOf"));
  }),
  check(100, "JSON that is no object is refused as it would be broken", async (t) => {
    for (const body of ["null", "[]", "1", '"x"', '{"instance":null}', '{"instance":[]}']) {
      await refusedAndAlive(t, body, JSON_TYPE);
      await t.expect(200, "DELETE", t.own());
    }
  }),
  check(94, "numbers that are none, and too large ones, are refused", async (t) => {
    for (const changed of [
      { port: { $: "many", "@enabled": "true" } },
      { countryId: 1e300 },
      { leaseInfo: { durationInSecs: "9".repeat(30), renewalIntervalInSecs: 30 } },
    ]) {
      await refusedAndAlive(t, json(t, changed), JSON_TYPE);
      await t.expect(200, "DELETE", t.own());
    }
  }),
  check(95, "the delta counts its versions up", async (t) => {
    await t.register();
    const before = Number(headOf(await t.json("/apps/delta")).version);
    assert.ok(Number.isInteger(before), "versions__delta is no number");
    await t.register({ lastDirtyTimestamp: "200" });
    await t.settled(async () => {
      const after = Number(headOf(await t.json("/apps/delta")).version);
      assert.ok(after > before, `${after} after ${before}`);
    });
  }),
  check(96, "who was taken out of service is told in the delta", async (t) => {
    await t.register();
    await t.expect(200, "PUT", t.own("/status?value=OUT_OF_SERVICE"));
    await t.settled(async () => {
      const [told] = withId(await t.json("/apps/delta"), t.id);
      assert.deepEqual([told?.status, told?.actionType], ["OUT_OF_SERVICE", "MODIFIED"]);
    });
  }),
];
