import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { tryDays } from "./cafe/try-days.ts";
import { openStoredGround } from "./grounds/stored.ts";
import { openWorld } from "./services/open-world.ts";

/** A share of what `npm run properties` does: each is a good deal of work for the real store. */
const sequences = 60;
/** Always the same days here; others by the command. */
const seed = 20_261_121;

test(`${sequences} days through the real store`, async () => {
  const folder = await mkdtemp(join(tmpdir(), "siren-days-"));
  try {
    const { deaths } = await tryDays(async () => openWorld(await openStoredGround(folder)), {
      ...{ ground: "stored", sequences, seed, steps: 16, crashes: 10 },
      shrinkForMs: 60_000,
    });
    const died = [...deaths.values()].reduce((sum, times) => sum + times, 0);
    assert.ok(died >= sequences / 5, `only ${died} processes died`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
