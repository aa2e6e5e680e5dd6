import assert from "node:assert/strict";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/stack/settings.ts";
import { eventsOf, judgeReading } from "./events-both-ways.ts";

const shape = (is: (value: unknown) => boolean) => ({
  safeParse: (value: unknown) => ({ success: is(value) }),
});

test("this tree reads what it writes", async () => {
  const today = await eventsOf(repositoryRoot);
  const { holds, found } = judgeReading("its own", today, today);
  assert.ok(holds, found);
  assert.match(found, /^\d\d+ types$/);
});

test("a type that the reader does not know is passed over, one that it refuses is told", () => {
  const writer = { examples: { Kept: 1, New: 1, Changed: "1" }, shapes: {} };
  const number = shape((value) => typeof value === "number");
  assert.deepEqual(judgeReading("its", writer, { examples: {}, shapes: { Kept: number, Changed: number } }), {
    promise: "its events are understood",
    holds: false,
    found: "refused: Changed",
  });
  assert.deepEqual(judgeReading("its", writer, { examples: {}, shapes: { Kept: number } }), {
    promise: "its events are understood",
    holds: true,
    found: "1 types, New, Changed not known and passed over",
  });
});
