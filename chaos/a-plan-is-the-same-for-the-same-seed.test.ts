import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../scripts/stack/settings.ts";
import { processNames } from "../scripts/stack/topology.ts";
import { hows, isWholeService, labelOf, type PlanOptions, planOf } from "./plan.ts";
import { storm, stormSettleMs } from "./storm.ts";
import { longestRunMs } from "./time-limits.ts";

const minutes = (count: number): PlanOptions => ({
  ...{ seed: 7, loadMs: count * 60_000, quietMs: 20_000, everyMs: 5_000, only: [] },
});

test("the same seed plans the same strikes, another seed others", () => {
  assert.deepEqual(planOf(minutes(3)), planOf(minutes(3)));
  assert.notDeepEqual(planOf(minutes(3)), planOf({ ...minutes(3), seed: 8 }));
});

test("nothing is struck in the quiet time nor just before the end, and one after the other between them", () => {
  const plan = planOf(minutes(3));
  const times = plan.map(({ atMs }) => atMs);
  assert.equal(plan.length, 31);
  assert.ok(Math.min(...times) >= 20_000 && Math.max(...times) <= 175_000);
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
});

test("a long plan strikes both replicas of everything, in each way, alone, together and with another", () => {
  const plan = planOf(minutes(60));
  const struck = new Set(plan.flatMap(({ targets }) => targets.map(labelOf)));
  assert.deepEqual([...struck].sort(), processNames.flatMap((name) => [`${name}-0`, `${name}-1`]).sort());
  assert.deepEqual([...new Set(plan.map(({ how }) => how))].sort(), [...hows].sort());
  const whole = plan.filter(isWholeService).length;
  const two = plan.filter((strike) => strike.targets.length > 1 && !isWholeService(strike)).length;
  assert.ok(whole > 0 && two > 0 && whole + two < plan.length / 2, `${whole} whole, ${two} of two`);
  for (const { targets } of plan) assert.equal(new Set(targets.map(labelOf)).size, targets.length);
});

test("within two minutes hardly anything is left out", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const plan = planOf({ ...minutes(2), seed, quietMs: 10_000 });
    assert.ok(new Set(plan.flatMap(({ targets }) => targets.map(labelOf))).size >= 12, `seed ${seed}`);
  }
});

test("the two minutes of the test command strike everything, three services whole", () => {
  const plan = planOf(storm);
  const struck = new Set(plan.flatMap(({ targets }) => targets.map(labelOf)));
  assert.deepEqual([...struck].sort(), processNames.flatMap((name) => [`${name}-0`, `${name}-1`]).sort());
  assert.deepEqual(
    plan.filter(isWholeService).map(({ how, targets }) => `${how} ${targets[0]?.name}`),
    ["SIGSTOP member", "SIGKILL order", "SIGSTOP gateway"],
  );
});

test("the two minutes of the test command have their verdict before the runner ends them", () => {
  const longestMs = longestRunMs({ ...storm, settleMs: stormSettleMs });
  for (const [script, limit] of [
    ["run", /\bstormTimeoutMs = ([\d_]+)/],
    ["journeys", /\btimeoutMs: ([\d_]+)/],
  ] as const) {
    const [, found = "0"] =
      limit.exec(readFileSync(join(repositoryRoot, `scripts/test/${script}.ts`), "utf8")) ?? [];
    assert.ok(
      longestMs < Number(found.replaceAll("_", "")),
      `${script}.ts gives it ${found}, it may need ${longestMs}`,
    );
  }
});

test("only what was named is struck", () => {
  const plan = planOf({ ...minutes(3), only: ["order", "barista"] });
  assert.deepEqual([...new Set(plan.flatMap(({ targets }) => targets.map(({ name }) => name)))].sort(), [
    "barista",
    "order",
  ]);
  const alone = planOf({ ...minutes(3), only: ["menu"] });
  assert.ok(alone.every(({ targets }) => targets.every(({ name }) => name === "menu")));
});
