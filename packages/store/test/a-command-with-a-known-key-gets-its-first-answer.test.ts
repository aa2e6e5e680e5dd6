import assert from "node:assert/strict";
import { test } from "node:test";
import { once } from "@siren/chassis/messaging/once";
import { oneStore } from "./support/one-store.ts";

test("the same command is done once, another body under its key is refused, another scope is another key", async (t) => {
  const { store, again } = await oneStore(t);
  const sibling = await again();
  let done = 0;
  const send = (by: typeof store, scope: string, body: unknown) =>
    by.unitOfWork((tx) =>
      once(by.once, tx, { scope, key: "key-12345", body }, async () => {
        await by.connection.collection("orders").insertOne({ scope }, { session: tx.session });
        done += 1;
        return { number: done };
      }),
    );
  const first = await send(store, "mem:a", { items: [1], note: "x" });
  assert.deepEqual(first, { kind: "done", answer: { number: 1 }, repeated: false });
  const repeated = { kind: "done", answer: { number: 1 }, repeated: true };
  assert.deepEqual(await send(sibling, "mem:a", { note: "x", items: [1] }), repeated);
  assert.deepEqual(await send(store, "mem:a", { items: [2] }), { kind: "reused" });
  assert.equal((await send(store, "mem:b", { items: [2] })).kind, "done");

  const racing = await Promise.all(
    Array.from({ length: 8 }, (_, i) => send(i % 2 ? store : sibling, "mem:c", { items: [3] })),
  );
  const answers = new Set(racing.map((result) => JSON.stringify(result.kind === "done" && result.answer)));
  assert.equal(answers.size, 1, "all eight heard the same");
  assert.equal(await store.connection.collection("orders").countDocuments({ scope: "mem:c" }), 1);
});
