import assert from "node:assert/strict";
import { test } from "node:test";
import { gatherReads } from "../src/gathered-read.ts";

test("what is asked while a read is under way is read by the next, once each, and a failure is of its own read", async () => {
  const reads: string[][] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const ask = gatherReads(async (ids) => {
    reads.push([...ids]);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    await end.promise;
    return new Map(ids.filter((id) => id !== "nobody").map((id) => [id, `${id} ${reads.length}`]));
  });
  const first = Promise.all([ask("a"), ask("b"), ask("a"), ask("nobody")]);
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(reads, [["a", "b", "nobody"]]);
  const second = Promise.allSettled([ask("a"), ask("c")]);
  ends[0]?.resolve();
  assert.deepEqual(await first, ["a 1", "b 1", "a 1", undefined]);
  await Promise.resolve();
  assert.deepEqual(reads[1], ["a", "c"]);
  const third = ask("a");
  ends[1]?.reject(new Error("away"));
  const settled = await second;
  assert.deepEqual(
    settled.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  await Promise.resolve();
  ends[2]?.resolve();
  assert.equal(await third, "a 3");
});
