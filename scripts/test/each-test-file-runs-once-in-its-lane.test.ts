import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../stack/settings.ts";
import { type Lane, laneOf, lanesOf, runLanes } from "./lanes.ts";
import { isPatient, testFiles } from "./test-files.ts";

const never = () => false;

test("a file's folder says where it runs, and only what is no journey may have time", () => {
  const lanes: Record<string, Lane> = {
    [join("e2e", "timed", "a.test.ts")]: "timed",
    [join("e2e", "chaos", "a.test.ts")]: "storms",
    [join("e2e", "mixed", "a.test.ts")]: "journeys",
    [join("e2e", "a.test.ts")]: "journeys",
    [join("services", "order", "test", "e2e.test.ts")]: "units",
    [join("chaos", "a.test.ts")]: "units",
    [join("e2e-like", "a.test.ts")]: "units",
  };
  for (const [file, lane] of Object.entries(lanes)) {
    assert.equal(laneOf(file, never), lane, file);
    assert.equal(
      laneOf(file, () => true),
      lane === "units" ? "patient" : lane,
      file,
    );
  }
});

test("each file of this tree is in one lane, and no lane is empty", () => {
  const files = testFiles(repositoryRoot);
  const lanes = lanesOf(files, (file) => isPatient(repositoryRoot, file));
  assert.deepEqual(Object.values(lanes).flat().sort(), [...files].sort());
  for (const [lane, its] of Object.entries(lanes)) assert.ok(its.length > 0, lane);
});

test("stacks run one at a time, and beside those against the clock is nothing but what has time", async () => {
  const underWay = new Set<Lane>();
  const beside: Partial<Record<Lane, Set<Lane>>> = {};
  const waits: Record<Lane, PromiseWithResolvers<void>> = {
    ...{ units: Promise.withResolvers(), journeys: Promise.withResolvers() },
    ...{ storms: Promise.withResolvers(), timed: Promise.withResolvers(), patient: Promise.withResolvers() },
  };
  const run = (lane: Lane) => async () => {
    for (const other of underWay) {
      beside[other]?.add(lane);
    }
    beside[lane] = new Set(underWay);
    underWay.add(lane);
    await waits[lane].promise;
    underWay.delete(lane);
    return lane;
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const ran = runLanes({
    ...{ units: run("units"), journeys: run("journeys"), storms: run("storms") },
    ...{ timed: run("timed"), patient: run("patient") },
  });
  for (const lane of ["journeys", "storms", "units", "patient", "timed"] as const) {
    await settled();
    assert.ok(underWay.has(lane), `${lane} has begun`);
    waits[lane].resolve();
  }
  assert.deepEqual((await ran).sort(), ["journeys", "patient", "storms", "timed", "units"]);
  assert.deepEqual([...(beside.journeys ?? [])], ["units"]);
  assert.deepEqual([...(beside.storms ?? [])], ["units"]);
  assert.deepEqual([...(beside.timed ?? [])], ["patient"]);
});
