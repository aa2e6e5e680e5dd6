// long: there are ten thousand days
// patient: days are made up and walked through as fast as they go
import assert from "node:assert/strict";
import { test } from "node:test";
import { finalStates } from "@siren/contracts/order";
import { tryDaysAside } from "./cafe/days-aside.ts";
import { tryDays } from "./cafe/try-days.ts";
import { openMemoryGround } from "./grounds/memory.ts";
import { openWorld } from "./services/open-world.ts";

const sequences = 10_000;
/** Always the same days here; others by `npm run properties`. */
const seed = 20_261_121;

test("an inbox that does not mark what it took is found out within a few days", async () => {
  const days = tryDays(async () => openWorld(openMemoryGround({ forgetsTaken: true })), {
    ...{ ground: "memory", sequences: 200, seed, steps: 14, crashes: 3, shrinkForMs: 200 },
  });
  await assert.rejects(days, /an event was taken twice/);
});

test(`${sequences} days on which everything comes twice, late or across`, async () => {
  const { ends, deaths } = await tryDaysAside({
    ...{ ground: "memory", sequences, seed, steps: 14, crashes: 3 },
  });
  // Days that never get anywhere would find nothing either.
  for (const state of finalStates) assert.ok((ends.get(state) ?? 0) > 50, `${state}: ${ends.get(state)}`);
  assert.ok(deaths.size >= 15, `processes died at ${[...deaths.keys()].join(", ")} only`);
});
