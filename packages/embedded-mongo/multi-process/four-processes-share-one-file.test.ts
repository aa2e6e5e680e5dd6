import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { killAgainAndAgain } from "./killing.ts";
import { integrityOf, race } from "./race.ts";

/** All fifty: `npm run kill`. */
const KILLS = 8;
const SEED = 1;

describe("four processes share one file", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "embedded-mongo-processes-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("no update is lost, and an index built meanwhile is complete", async () => {
    const file = path.join(folder, "race.db");
    const { elapsedMs: _elapsedMs, ...outcome } = await race(file, 4, 200);
    assert.deepEqual(outcome, {
      counter: 800,
      uniqueRows: 200,
      won: 200,
      accounts: "-160 160",
      foundByIndex: 200,
      foundByWalk: 200,
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
