import assert from "node:assert/strict";
import type { Answer } from "../ask.ts";
import { type Check, check } from "../check.ts";
import { JSON_ACCEPT, JSON_TYPE, PEER, type Trial } from "../trial.ts";
import { type Fields, fieldsOf, instancesOf, onlyInstance, withId } from "../wire-reader.ts";

function isEmpty({ bytes, headers }: Answer): void {
  assert.equal(bytes.length, 0, `it has a body: ${bytes.toString().slice(0, 80)}`);
  assert.ok(!String(headers["content-type"] ?? "").includes("json"), "it claims to be JSON");
}

const renew = (t: Trial, status: number, query = "", headers = {}): Promise<Answer> =>
  t.expect(status, "PUT", t.own(query), { headers });

async function registeredAt(t: Trial): Promise<number> {
  return Number(fieldsOf((await t.shown()).leaseInfo, "leaseInfo").registrationTimestamp);
}

export const renewing: readonly Check[] = [
  check(18, "a renewal is 200 and empty", async (t) => {
    await t.register();
    isEmpty(await renew(t, 200));
  }),
  check(19, "a renewal of nobody is 404 and empty, and makes nobody", async (t) => {
    isEmpty(await renew(t, 404));
    await t.expect(404, "GET", t.own());
  }),
  check(20, "with the same time it is 200", async (t) => {
    await t.register();
    isEmpty(await renew(t, 200, "?lastDirtyTimestamp=100"));
  }),
  check(21, "with a newer time it is 404: please register", async (t) => {
    await t.register();
    isEmpty(await renew(t, 404, "?lastDirtyTimestamp=101"));
  }),
  check(22, "with an older time a client's is 200", async (t) => {
    await t.register();
    isEmpty(await renew(t, 200, "?lastDirtyTimestamp=99"));
  }),
  check(23, "with an older time a peer's is 409 with the instance", async (t) => {
    await t.register();
    const { text } = await renew(t, 409, "?lastDirtyTimestamp=99", { ...PEER, ...JSON_ACCEPT });
    assert.deepEqual(Object.keys(JSON.parse(text) as Fields), ["instance"]);
    assert.equal(onlyInstance(JSON.parse(text)).lastDirtyTimestamp, "100");
  }),
  check(24, "a newer peer's override is kept beside the 404", async (t) => {
    await t.register();
    await renew(t, 404, "?lastDirtyTimestamp=101&overriddenstatus=OUT_OF_SERVICE", PEER);
    assert.equal((await t.shown()).overriddenStatus, "OUT_OF_SERVICE");
  }),
  check(25, "the status in a renewal is not looked at", async (t) => {
    await t.register();
    await renew(t, 200, "?status=DOWN");
    assert.equal((await t.shown()).status, "UP");
  }),
  check(26, "a time that is no number is refused, and the server lives on", async (t) => {
    await t.register();
    const { status } = await t.at("PUT", t.own("?lastDirtyTimestamp=abc"));
    assert.ok(status === 500 || status === 400, `it was answered ${status}`);
    await renew(t, 200);
  }),
  check(27, "an older registration does not replace a newer one", async (t) => {
    await t.register({ metadata: { a: "new" } });
    await t.register({ metadata: { a: "old" }, lastDirtyTimestamp: "50" });
    assert.deepEqual((await t.shown()).metadata, { a: "new" });
  }),
  check(28, "one as old replaces it", async (t) => {
    await t.register({ metadata: { a: "first" } });
    await t.register({ metadata: { a: "second" } });
    assert.deepEqual((await t.shown()).metadata, { a: "second" });
  }),
  check(29, "a newer one replaces it: registered anew, in service as long as before", async (t) => {
    await t.register({ metadata: { a: "first" } });
    const before = await registeredAt(t);
    const serviceUp = fieldsOf((await t.shown()).leaseInfo, "leaseInfo").serviceUpTimestamp;
    // The clocks of two registrations must differ by a millisecond; how long that takes is not said.
    await t.settled(async () => {
      await t.register({ metadata: { a: "second" }, lastDirtyTimestamp: "200" });
      assert.ok((await registeredAt(t)) > before, "registrationTimestamp did not change");
    }, 1_000);
    const shown = await t.shown();
    assert.deepEqual(shown.metadata, { a: "second" });
    assert.equal(fieldsOf(shown.leaseInfo, "leaseInfo").serviceUpTimestamp, serviceUp);
  }),
  check(30, "a cancel is 200, a second one 404", async (t) => {
    await t.register();
    isEmpty(await t.expect(200, "DELETE", t.own()));
    isEmpty(await t.expect(404, "DELETE", t.own()));
    await t.expect(404, "GET", t.own());
  }),
  check(31, "with its last instance an application goes; the delta says DELETED", async (t) => {
    await t.register();
    await t.settled(async () => assert.equal(withId(await t.json("/apps"), t.id).length, 1));
    await t.expect(200, "DELETE", t.own());
    await t.settled(async () => {
      await t.expect(404, "GET", `/apps/${t.app}`);
      assert.ok(!(await t.at("GET", "/apps", { headers: JSON_ACCEPT })).text.includes(t.app));
      const [told] = withId(await t.json("/apps/delta"), t.id);
      assert.equal(told?.actionType, "DELETED");
    });
  }),
  check(73, "a percent-encoded id is the same lease, another case another", async (t) => {
    const id = `h1:foo:${t.id}`;
    await t.register({ instanceId: id });
    await t.expect(200, "PUT", t.own("", encodeURIComponent(id)));
    await t.expect(200, "PUT", t.own("", id));
    await t.expect(404, "PUT", t.own("", id.toUpperCase()));
    await t.expect(200, "PUT", `/apps/${t.app.toLowerCase()}/${id}`);
  }),
  check(76, "bodies where none belong, and types without bodies, are not looked at", async (t) => {
    await t.register();
    const none = { headers: { ...JSON_TYPE, "Content-Length": 0 } };
    await t.expect(200, "PUT", t.own(), none);
    await t.expect(200, "PUT", t.own(), { headers: JSON_TYPE, body: "{}" });
    await t.expect(200, "DELETE", t.own("/status"), { headers: JSON_TYPE });
    await t.expect(200, "GET", "/apps/", { headers: { ...JSON_TYPE, ...JSON_ACCEPT } });
  }),
  check(78, "instances that never said an id can be told apart", async (t) => {
    const hosts = [`a-${t.id}`, `b-${t.id}`];
    for (const hostName of hosts) await t.register({ instanceId: undefined, hostName });
    await t.settled(async () => {
      const found = instancesOf(await t.json(`/apps/${t.app}`));
      assert.deepEqual(found.map(({ hostName }) => hostName).sort(), hosts);
      const ids = found.flatMap(({ instanceId }) => instanceId ?? []);
      assert.equal(new Set(ids).size, ids.length);
    });
  }),
  check(80, "the 404 of a renewal has Content-Length 0 even when JSON is accepted", async (t) => {
    const answer = await renew(t, 404, "", JSON_ACCEPT);
    isEmpty(answer);
    assert.equal(answer.headers["content-length"], "0");
  }),
];
