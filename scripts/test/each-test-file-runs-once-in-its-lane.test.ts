import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
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

describe("stacks run one at a time, and beside those against the clock is nothing but what has time", () => {
  for (const first of ["units", "journeys"] as const)
    test(`with ${first} the first to be over`, async () => {
      const { ran, beside, underWay, end } = started();
      const second = first === "units" ? "journeys" : "units";
      for (const lane of [first, second, "storms", "timed", "patient"] as const) {
        await settled();
        assert.ok(underWay.has(lane), `${lane} has begun`);
        end(lane);
      }
      assert.deepEqual((await ran).sort(), ["journeys", "patient", "storms", "timed", "units"]);
      const stacks = ["journeys", "storms", "timed"] as const;
      for (const lane of stacks)
        assert.deepEqual(
          [...beside[lane]].filter((one) => stacks.some((other) => other === one)),
          [],
          lane,
        );
      assert.deepEqual([...beside.timed], ["patient"]);
      assert.ok(!beside.patient.has(first), "it waits until a lane is over");
    });
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Each lane goes on until it is ended; beside whom it ever was is noted. */
function started() {
  const lanes: Lane[] = ["units", "journeys", "storms", "timed", "patient"];
  const each = <T>(of: () => T) => Object.fromEntries(lanes.map((lane) => [lane, of()])) as Record<Lane, T>;
  const underWay = new Set<Lane>();
  const beside = each(() => new Set<Lane>());
  const waits = each(() => Promise.withResolvers<void>());
  const run = (lane: Lane) => async () => {
    for (const other of underWay) {
      beside[other].add(lane);
      beside[lane].add(other);
    }
    underWay.add(lane);
    await waits[lane].promise;
    underWay.delete(lane);
    return lane;
  };
  const ran = runLanes({
    ...{ units: run("units"), journeys: run("journeys"), storms: run("storms") },
    ...{ timed: run("timed"), patient: run("patient") },
  });
  return { ran, beside, underWay, end: (lane: Lane) => waits[lane].resolve() };
}
