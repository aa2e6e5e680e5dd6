import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { instanceAt } from "../../test/balancing-world.ts";
import { seededChance } from "../testing/seeded-chance.ts";
import type { PickOptions } from "./pick.ts";
import { pick, slowStartWeight } from "./pick.ts";

const abc = ["a", "b", "c"].map((id) => instanceAt(id, 1));

function options(over: Partial<PickOptions> = {}): PickOptions {
  return {
    instances: abc,
    tried: new Set(),
    isEjected: () => false,
    isFull: () => false,
    inFlight: () => 0,
    weight: () => 1,
    zone: undefined,
    random: seededChance(42).next,
    ...over,
  };
}

function shares(over: Partial<PickOptions>): Record<string, number> {
  const counts: Record<string, number> = {};
  const same = options(over);
  for (let i = 0; i < 3_000; i++) {
    const id = pick(same)?.id ?? "none";
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

describe("picking an instance", () => {
  test("equals share about evenly", () => {
    for (const count of Object.values(shares({}))) assert.ok(count > 800 && count < 1_200, String(count));
  });

  test("the busiest of three is never taken", () => {
    assert.equal(shares({ inFlight: (id) => (id === "a" ? 9 : 1) }).a, undefined);
  });

  test("a tried one is not taken again, and nobody is left after all were", () => {
    assert.equal(shares({ tried: new Set(["a", "c"]) }).b, 3_000);
    assert.equal(pick(options({ tried: new Set(["a", "b", "c"]) })), undefined);
  });

  test("ejected ones are spared, and all are asked when all are ejected", () => {
    assert.equal(shares({ isEjected: (id) => id !== "c" }).c, 3_000);
    assert.equal(Object.keys(shares({ isEjected: () => true })).length, 3);
  });

  test("the own zone comes first, other zones before the ejected of the own", () => {
    const instances = [
      instanceAt("near", 1, "menu", { zone: "seoul-1" }),
      instanceAt("far", 2, "menu", { zone: "seoul-2" }),
    ];
    assert.equal(shares({ instances, zone: "seoul-1" }).near, 3_000);
    assert.equal(shares({ instances, zone: "seoul-1", isEjected: (id) => id === "near" }).far, 3_000);
  });

  test("a newcomer gets its part though it has nothing in flight", () => {
    const counts = shares({ inFlight: (id) => (id === "a" ? 0 : 5), weight: (id) => (id === "a" ? 0.1 : 1) });
    assert.ok(counts.a! > 100 && counts.a! < 400, String(counts.a));
  });

  test("the slow start grows from a tenth to a full share", () => {
    assert.equal(slowStartWeight(0, 0, 10_000), 0.1);
    assert.equal(slowStartWeight(0, 5_000, 10_000), 0.5);
    assert.equal(slowStartWeight(0, 10_000, 10_000), 1);
    assert.equal(slowStartWeight(-Infinity, 0, 10_000), 1);
  });
});
