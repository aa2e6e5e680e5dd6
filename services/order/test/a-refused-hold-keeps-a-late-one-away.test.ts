import assert from "node:assert/strict";
import { test } from "node:test";
import { buildSaga, unknown } from "../src/testing/build-saga.ts";

test("a question that was not answered may still be granted: its hold is released after another was refused", async () => {
  const { state, store, place } = await buildSaga();
  state.hold = unknown;
  await place();
  state.hold = { kind: "refused", code: "INSUFFICIENT_BALANCE" };
  await assert.rejects(place(), { code: "INSUFFICIENT_BALANCE" });
  assert.deepEqual(store.eventKinds(), ["placed", "payment-failed", "release-wanted"]);
});
