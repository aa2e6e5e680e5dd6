import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { killAgainAndAgain } from "./killing.ts";
import { integrityOf, race } from "./race.ts";

/** A share of what `npm run kill` does: that kills fifty times and races to a thousand. */
const KILLS = 4;
const COUNT = 75;
const PROCESSES = 4;
/** Every fifth turn moves one from an account to the other. */
const MOVED = (PROCESSES * COUNT) / 5;
const SEED = 1;

describe("four processes share one file", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "embedded-mongo-processes-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("no update is lost, and an index built meanwhile is complete", async () => {
    const file = path.join(folder, "race.db");
    const { elapsedMs: _elapsedMs, ...outcome } = await race(file, PROCESSES, COUNT);
    assert.deepEqual(outcome, {
      counter: PROCESSES * COUNT,
      uniqueRows: COUNT,
      won: COUNT,
      accounts: `${-MOVED} ${MOVED}`,
      foundByIndex: COUNT,
      foundByWalk: COUNT,
      indexes: ["_id_", "key_1", "group_1_by_1"],
    });
    assert.equal(integrityOf(file), "ok");
  });

  it(`what was acknowledged outlives kill -9 (${KILLS} kills, seed ${SEED})`, async () => {
    const outcome = await killAgainAndAgain(path.join(folder, "kill.db"), { kills: KILLS, seed: SEED });
    assert.deepEqual(
      { ...outcome, acked: outcome.acked > KILLS },
      { kills: KILLS, acked: true, lost: [], torn: [], damaged: [] },
    );
  });
});
