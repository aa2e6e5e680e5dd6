import assert from "node:assert/strict";
import { type Check, check } from "../check.ts";
import { JSON_ACCEPT, JSON_TYPE, type Trial } from "../trial.ts";
import { type Fields, fieldsOf, strictInstance } from "../wire-reader.ts";

export type Item = Fields & { action: string; appName: string; id: string };

export async function sendBatch(t: Trial, replicationList: readonly Item[]): Promise<Fields[]> {
  const { text } = await t.expect(200, "POST", "/peerreplication/batch/", {
    headers: { ...JSON_TYPE, ...JSON_ACCEPT },
    body: JSON.stringify({ replicationList }),
  });
  const { responseList } = fieldsOf(JSON.parse(text), "the reply");
  assert.ok(Array.isArray(responseList), "responseList is no array");
  return responseList.map((item) => fieldsOf(item, "an item"));
}

export const itemOf = (t: Trial, action: string, more: Fields = {}, id = t.id): Item => ({
  ...{ appName: t.app, id, action },
  ...more,
});

export const registration = (t: Trial, changed: Fields = {}): Item => {
  const instanceInfo = t.instance({ lastDirtyTimestamp: "100", ...changed });
  const id = String(instanceInfo.instanceId);
  t.forget(id);
  return itemOf(t, "Register", { lastDirtyTimestamp: 100, status: "UP", instanceInfo }, id);
};

export const batches: readonly Check[] = [
  check(64, "a batch is answered item by item, in order", async (t) => {
    const answers = await sendBatch(t, [
      registration(t),
      itemOf(t, "Heartbeat", { lastDirtyTimestamp: 100, status: "UP" }, "nobody"),
      itemOf(t, "Cancel", {}, "nobody"),
    ]);
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [200, 404, 404],
    );
    assert.equal((await t.shown()).status, "UP");
  }),
  check(65, "an older heartbeat in a batch is 409 with the instance, unwrapped", async (t) => {
    await t.register();
    const beat = itemOf(t, "Heartbeat", { lastDirtyTimestamp: 99, status: "UP" });
    const [answer] = await sendBatch(t, [beat]);
    assert.equal(answer?.statusCode, 409);
    const entity = fieldsOf(answer.responseEntity, "responseEntity");
    strictInstance(entity);
    assert.equal(entity.lastDirtyTimestamp, "100");
  }),
  check(97, "a batch sets and removes overrides, and cancels", async (t) => {
    await t.register();
    const [set] = await sendBatch(t, [
      itemOf(t, "StatusUpdate", { lastDirtyTimestamp: 100, status: "OUT_OF_SERVICE" }),
    ]);
    assert.equal(set?.statusCode, 200);
    assert.deepEqual(await t.statuses(), ["OUT_OF_SERVICE", "OUT_OF_SERVICE"]);
    const answers = await sendBatch(t, [
      itemOf(t, "DeleteStatusOverride", { lastDirtyTimestamp: 100, status: "UP" }),
      itemOf(t, "Cancel"),
    ]);
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [200, 200],
    );
    await t.expect(404, "GET", t.own());
  }),
  check(98, "what is no batch is 400", async (t) => {
    for (const body of ["{", "[]", '{"replicationList":1}']) {
      await t.expect(400, "POST", "/peerreplication/batch/", { headers: JSON_TYPE, body });
    }
  }),
];
