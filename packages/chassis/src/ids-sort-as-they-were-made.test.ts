import assert from "node:assert/strict";
import { test } from "node:test";
import { orderId } from "@siren/contracts/ids";
import { createIds } from "./ids.ts";

test("ids sort as they were made, within a millisecond as from one to the next", () => {
  let now = 1_800_000_000_000;
  const newId = createIds(() => now);
  const made = Array.from({ length: 3_000 }, (_, index) => {
    if (index % 1_000 === 999) now += 1;
    return newId("ord");
  });
  assert.deepEqual(made.toSorted(), made);
  assert.equal(new Set(made).size, made.length);
  for (const id of made) orderId.parse(id);
});

test("what two processes make in one millisecond differs by chance", () => {
  const [one, other] = [createIds(() => 1), createIds(() => 1)];
  assert.notEqual(one("tkt"), other("tkt"));
});
