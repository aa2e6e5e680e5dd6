import assert from "node:assert/strict";
import { alone, type Check, check, Skipped } from "../check.ts";
import { JSON_ACCEPT, type Trial } from "../trial.ts";
import {
  type Fields,
  fieldsOf,
  instancesOf,
  isFields,
  onlyInstance,
  parseXml,
  strictApplication,
  strictApplications,
  strictInstance,
  withId,
} from "../wire-reader.ts";

const EMPTY = '{"applications":{"versions__delta":"1","apps__hashcode":"","application":[]}}';
const URLS = ["homePageUrl", "statusPageUrl", "healthCheckUrl"];
const COMPACT = { "X-Eureka-Accept": "compact" };
const AMAZON = { "@class": "com.netflix.appinfo.AmazonInfo", name: "Amazon" };

async function emptyServer(t: Trial): Promise<Trial> {
  if (t.parts.start) return await t.another();
  if (instancesOf(await t.json("/apps")).length > 0) throw new Skipped("the server is in use");
  return t;
}

/** Every read that shows the instance of this trial. */
const readsOf = (t: Trial): string[] => [
  ...["/apps", "/apps/", "/apps/delta", `/apps/${t.app}`, t.own(), `/instances/${t.id}`],
  ...[`/vips/${t.vip}`, `/svips/${t.vip}`],
];

export const shapes: readonly Check[] = [
  check(44, "a metadata key with _ has __ in XML and not in JSON", async (t) => {
    await t.register({ metadata: { my_key: "1" } });
    assert.deepEqual((await t.shown()).metadata, { my_key: "1" });
    assert.ok((await t.xml(t.own())).includes("<my__key>1</my__key>"));
  }),
  check(45, "an empty registry is written to the letter", async (t) => {
    const empty = await emptyServer(t);
    const { text } = await empty.expect(200, "GET", "/apps", { headers: JSON_ACCEPT });
    assert.equal(text, EMPTY);
  }),
  check(46, "one instance is in arrays of one", async (t) => {
    await t.register();
    await t.settled(async () => {
      const { application: one } = (await t.json(`/apps/${t.app}`)) as { application: Fields };
      assert.ok(Array.isArray(one.instance) && one.instance.length === 1);
      const { applications } = (await t.json(`/vips/${t.vip}`)) as { applications: Fields };
      assert.ok(Array.isArray(applications.application) && applications.application.length === 1);
    });
  }),
  check(47, "what is not asked for as JSON is XML", async (t) => {
    await t.register();
    for (const headers of [{}, { Accept: "*/*" }, { Accept: "application/xml" }]) {
      const { root, children } = parseXml(await t.xml("/apps", headers));
      assert.equal(root, "applications");
      assert.ok(children.includes("versions__delta"), "versions__delta is not there");
      assert.equal(parseXml(await t.xml(t.own(), headers)).root, "instance");
    }
    const { headers } = await t.expect(200, "GET", "/apps", {
      headers: { Accept: "application/json;q=0.9" },
    });
    assert.match(String(headers["content-type"]), /json/);
  }),
  check(48, "the override is spelled overriddenstatus in XML and overriddenStatus in JSON", async (t) => {
    await t.register();
    const xml = await t.xml(t.own());
    assert.ok(xml.includes("<overriddenstatus>UNKNOWN</overriddenstatus>"));
    const shown = await t.shown();
    assert.ok("overriddenStatus" in shown && !("overriddenstatus" in shown));
  }),
  check(49, "empty metadata carries the class of an empty map", async (t) => {
    await t.register();
    assert.deepEqual((await t.shown()).metadata, { "@class": "java.util.Collections$EmptyMap" });
    assert.match(await t.xml(t.own()), /<metadata class="java\.util\.Collections\$EmptyMap"\s*\/>/);
  }),
  check(55, "an instance is found by its id alone", async (t) => {
    await t.register();
    assert.equal(onlyInstance(await t.json(`/instances/${t.id}`)).app, t.app);
    assert.equal((await t.expect(404, "GET", `/instances/${t.id}x`)).bytes.length, 0);
  }),
  check(57, "the compact form has neither lease nor metadata nor addresses of pages", async (t) => {
    await t.register({ metadata: { a: "1" } });
    await t.settled(async () => {
      const [compact] = withId(await t.json("/apps", COMPACT), t.id);
      assert.ok(compact);
      for (const key of ["leaseInfo", "metadata", ...URLS]) assert.ok(!(key in compact), `it has ${key}`);
      assert.equal(compact.vipAddress, t.vip);
      const xml = await t.xml(`/apps/${t.app}`, COMPACT);
      assert.ok(!xml.includes("<leaseInfo>") && xml.includes(t.id));
    });
  }),
  alone(
    check(59, "every JSON reply is read by a mapper that knows no other fields", async (t) => {
      await t.register({
        metadata: { a: "1" },
        dataCenterInfo: { ...AMAZON, metadata: { "local-ipv4": "1" } },
      });
      await t.settled(async () => assert.equal(withId(await t.json("/apps"), t.id).length, 1));
      for (const path of readsOf(t)) {
        const document = await t.json(path);
        assert.ok(withId(document, t.id).length > 0, `${path} does not show it`);
        if (isFields(document) && "instance" in document) strictInstance(onlyInstance(document));
        else if (isFields(document) && "application" in document) strictApplication(document.application);
        else strictApplications(document);
      }
    }),
  ),
  check(72, "what it does not know is never written again", async (t) => {
    const { status } = await t.send(t.instance({ extra: { deep: { deeper: 1 } }, another: "scalar-extra" }));
    if (status === 400) return;
    assert.equal(status, 204);
    await t.settled(async () => assert.equal(withId(await t.json("/apps"), t.id).length, 1));
    for (const path of readsOf(t)) {
      const { text } = await t.expect(200, "GET", path, { headers: JSON_ACCEPT });
      assert.ok(!text.includes('"deeper"') && !text.includes("scalar-extra"), `${path} has it`);
    }
  }),
  check(77, "an instance in Amazon's cloud has its metadata object, or is refused", async (t) => {
    const { status } = await t.send(t.instance({ dataCenterInfo: AMAZON }));
    if (status === 400) return;
    assert.equal(status, 204);
    const { metadata } = fieldsOf((await t.shown()).dataCenterInfo, "dataCenterInfo");
    assert.ok(isFields(metadata), "it has no metadata");
  }),
];
