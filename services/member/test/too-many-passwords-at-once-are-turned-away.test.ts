import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { createPasswords } from "../src/passwords.ts";

test("a password is hashed with a salt of its own and matches only itself", async () => {
  const passwords = createPasswords();
  const [one, two] = await Promise.all([passwords.hash("correct horse"), passwords.hash("correct horse")]);
  assert.notEqual(one, two);
  assert.equal(await passwords.matches("correct horse", one), true);
  assert.equal(await passwords.matches("battery staple", one), false);
  assert.equal(await passwords.matches("correct horse", null), false);
  // The same letters, typed on another keyboard.
  assert.equal(await passwords.matches("caf\u0065\u0301 mocha", await passwords.hash("café mocha")), true);
});

test("beyond its queue the next one is told to come back, and afterwards there is room again", async () => {
  const passwords = createPasswords({ limits: { atOnce: 1, waiting: 1 } });
  const ended = await Promise.allSettled([1, 2, 3, 4].map((n) => passwords.hash(`password ${n}`)));
  assert.deepEqual(
    ended.map(({ status }) => status),
    ["fulfilled", "fulfilled", "rejected", "rejected"],
  );
  for (const one of ended.slice(2) as PromiseRejectedResult[]) {
    assert.ok(one.reason instanceof Refusal);
    assert.deepEqual([one.reason.code, one.reason.status], ["OVERLOADED", 503]);
  }
  const after = await Promise.allSettled([passwords.hash("a"), passwords.hash("b")]);
  assert.deepEqual(
    after.map(({ status }) => status),
    ["fulfilled", "fulfilled"],
  );
});
