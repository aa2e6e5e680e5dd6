import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, once } from "./once.ts";
import type { OncePort, StoredAnswer } from "./ports.ts";

test("the order of fields does not matter, the order of a list does", () => {
  assert.equal(
    canonicalJson({ b: [{ d: 1, c: 2 }], a: null }),
    canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }),
  );
  assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]));
  assert.notEqual(canonicalJson({ a: "1" }), canonicalJson({ a: 1 }));
  assert.equal(canonicalJson({ a: undefined }), canonicalJson({}));
  assert.equal(canonicalJson(undefined), "null");
});

test("work that fails leaves its key free", async () => {
  const stored = new Map<string, StoredAnswer>();
  const book: OncePort<null> = {
    recall: async (_tx, scope, key) => stored.get(scope + key),
    remember: async (_tx, scope, key, answer) => void stored.set(scope + key, answer),
  };
  const command = { scope: "s", key: "k", body: {} };
  await assert.rejects(
    once(book, null, command, async () => {
      throw new Error("sold out");
    }),
  );
  const second = await once(book, null, command, async () => "done");
  assert.deepEqual(second, { kind: "done", answer: "done", repeated: false });
});
