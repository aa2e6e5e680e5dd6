import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiProblem } from "@siren/web/failures";
import { replayAll } from "../src/features/ops/replay-all.ts";

const problem = (code: "NOT_FOUND" | "BAD_UPSTREAM") =>
  new ApiProblem({ code, status: 404, title: code, retryable: false });

test("each is tried after the one before it; what went along with another is passed over", async () => {
  const asked: string[] = [];
  const answers: Record<string, number | null> = { first: 2, "behind the first": null, stubborn: 0, last: 1 };
  const sum = await replayAll(Object.keys(answers), async (letter) => {
    asked.push(letter);
    await new Promise(setImmediate);
    assert.equal(asked.at(-1), letter, "no other was asked for meanwhile");
    const replayed = answers[letter] ?? null;
    if (replayed === null) throw problem("NOT_FOUND");
    return { replayed };
  });
  assert.deepEqual(sum, { replayed: 3, failed: 1 });
});

test("a consumer that cannot be asked ends it, and one that is gone is told of where it was the only one", async () => {
  const refused = (code: "NOT_FOUND" | "BAD_UPSTREAM", letters: string[]) =>
    assert.rejects(
      replayAll(letters, () => Promise.reject(problem(code))),
      { message: code },
    );
  await refused("BAD_UPSTREAM", ["one", "other"]);
  await refused("NOT_FOUND", ["only"]);
});
