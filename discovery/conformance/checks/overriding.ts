import assert from "node:assert/strict";
import { type Check, check } from "../check.ts";
import { PEER, type Trial } from "../trial.ts";

const OUT = "OUT_OF_SERVICE";
const set = (t: Trial, value = OUT) => t.expect(200, "PUT", t.own(`/status?value=${value}`));

export const overriding: readonly Check[] = [
  check(32, "an override is 200 and shows in both statuses, as MODIFIED", async (t) => {
    await t.register();
    assert.equal((await set(t)).bytes.length, 0);
    assert.deepEqual(await t.statuses(), [OUT, OUT]);
    assert.equal((await t.shown()).actionType, "MODIFIED");
  }),
  check(33, "without a status, or with one that there is not, nothing changes", async (t) => {
    await t.register();
    for (const query of ["", "?value=foo"]) {
      const { status } = await t.at("PUT", t.own(`/status${query}`));
      assert.ok(status === 500 || status === 400, `it was answered ${status}`);
    }
    assert.deepEqual(await t.statuses(), ["UP", "UNKNOWN"]);
  }),
  check(34, "an override of nobody is 404", async (t) => {
    await t.expect(404, "PUT", t.own(`/status?value=${OUT}`));
    await t.expect(404, "DELETE", t.own("/status"));
  }),
  check(35, "it outlives a heartbeat", async (t) => {
    await t.register();
    await set(t);
    await t.expect(200, "PUT", t.own());
    assert.deepEqual(await t.statuses(), [OUT, OUT]);
  }),
  check(36, "and a registration as UP", async (t) => {
    await t.register();
    await set(t);
    await t.register({ lastDirtyTimestamp: "300" });
    assert.deepEqual(await t.statuses(), [OUT, OUT]);
  }),
  check(37, "but DOWN gets through", async (t) => {
    await t.register();
    await set(t);
    await t.register({ status: "DOWN", lastDirtyTimestamp: "300" });
    assert.equal((await t.shown()).status, "DOWN");
  }),
  check(38, "taken off it leaves UNKNOWN, and the next renewal asks for a registration", async (t) => {
    await t.register();
    await set(t);
    await t.expect(200, "DELETE", t.own("/status"));
    assert.deepEqual(await t.statuses(), ["UNKNOWN", "UNKNOWN"]);
    await t.expect(404, "PUT", t.own());
    await t.register({ lastDirtyTimestamp: "300" });
    assert.deepEqual(await t.statuses(), ["UP", "UNKNOWN"]);
  }),
  check(39, "taken off for a status it leaves that one", async (t) => {
    await t.register();
    await set(t);
    await t.expect(200, "DELETE", t.own("/status?value=UP"));
    assert.deepEqual(await t.statuses(), ["UP", "UNKNOWN"]);
    await t.expect(200, "PUT", t.own());
  }),
  check(40, "a client cannot take itself from UP to OUT_OF_SERVICE, a peer can", async (t) => {
    await t.register();
    await t.register({ status: OUT, lastDirtyTimestamp: "200" });
    assert.equal((await t.shown()).status, "UP");
    await t.register({ status: OUT, lastDirtyTimestamp: "300" }, PEER);
    assert.equal((await t.shown()).status, OUT);
  }),
  check(41, "from STARTING it comes UP", async (t) => {
    await t.register({ status: "STARTING" });
    assert.equal((await t.shown()).status, "STARTING");
    await t.register({ lastDirtyTimestamp: "200" });
    assert.equal((await t.shown()).status, "UP");
  }),
  check(42, "an override equal to the status is 200 and no override", async (t) => {
    await t.register();
    await set(t, "UP");
    assert.deepEqual(await t.statuses(), ["UP", "UNKNOWN"]);
    assert.equal((await t.shown()).actionType, "ADDED");
  }),
  check(43, "metadata is merged into what is there", async (t) => {
    await t.register({ metadata: { a: "0", z: "9" } });
    const { bytes } = await t.expect(200, "PUT", t.own("/metadata?a=1&b=2&a=3"));
    assert.equal(bytes.length, 0);
    assert.deepEqual((await t.shown()).metadata, { a: "1", z: "9", b: "2" });
    await t.expect(404, "PUT", t.own("/metadata?a=1", "nobody"));
  }),
];
