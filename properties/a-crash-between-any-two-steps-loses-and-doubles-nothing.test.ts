// long: each day is lived through the real store
// patient: days are made up and walked through as fast as they go
import assert from "node:assert/strict";
import { test } from "node:test";
import { tryDaysAside } from "./cafe/days-aside.ts";

/** A share of what `npm run properties` does: each is a good deal of work for the real store. */
const sequences = 60;
/** Always the same days here; others by the command. */
const seed = 20_261_121;

test(`${sequences} days through the real store`, async () => {
  const { deaths } = await tryDaysAside({
    ...{ ground: "stored", sequences, seed, steps: 16, crashes: 10 },
    shrinkForMs: 60_000,
  });
  const died = [...deaths.values()].reduce((sum, times) => sum + times, 0);
  assert.ok(died >= sequences / 5, `only ${died} processes died`);
});
