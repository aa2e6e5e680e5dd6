import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Trouble } from "./ejection.ts";
import { createEjection, type EjectionOptions } from "./ejection.ts";
import { parseEjection } from "./ejection-setting.ts";

function world(options: EjectionOptions = { firstMs: 1_000, mostMs: 8_000 }) {
  const clock = { ms: 0 };
  const told: [string, number, Trouble][] = [];
  const ejection = createEjection(
    () => clock.ms,
    (id, forMs, kind) => told.push([id, forMs, kind]),
    options,
  );
  const members = ["a", "b", "c", "d"];
  const trouble = (id: string, kind: Trouble, times: number) => {
    for (let i = 0; i < times; i++) ejection.trouble(id, kind, members);
  };
  return { clock, told, ejection, trouble, members };
}

describe("ejection", () => {
  test("one failed connect is enough, one broken connection is not", () => {
    const { ejection, trouble } = world();
    trouble("a", "reset", 2);
    assert.equal(ejection.isEjected("a"), false);
    trouble("b", "connect", 1);
    assert.equal(ejection.isEjected("b"), true);
  });

  test("an answer in between forgives", () => {
    const { ejection, trouble } = world();
    for (let i = 0; i < 10; i++) {
      trouble("a", "timeout", 2);
      ejection.answered("a");
    }
    assert.equal(ejection.isEjected("a"), false);
  });

  test("headers do not forgive bodies that were cut off; a complete body does", () => {
    const { ejection, trouble } = world();
    for (let i = 0; i < 2; i++) {
      ejection.answered("a");
      trouble("a", "cut", 1);
    }
    ejection.completed("a");
    trouble("a", "cut", 2);
    assert.equal(ejection.isEjected("a"), false);
    ejection.answered("a");
    trouble("a", "cut", 1);
    assert.equal(ejection.isEjected("a"), true);
  });

  test("times double, one trouble is enough on probation, and there is a longest", () => {
    const { ejection, trouble, told, clock } = world();
    trouble("a", "connect", 1);
    for (let i = 0; i < 5; i++) {
      clock.ms += 10_000;
      trouble("a", "connect", 1);
    }
    assert.deepEqual(
      told.map(([, forMs]) => forMs),
      [1_000, 2_000, 4_000, 8_000, 8_000, 8_000],
    );
    assert.equal(ejection.ejected().length, 1);
  });

  test("after a healthy while the times start small again", () => {
    const { ejection, trouble, told, clock } = world();
    trouble("a", "reset", 3);
    clock.ms = 1_000;
    trouble("a", "reset", 1);
    clock.ms = 3_000 + 2_001;
    ejection.answered("a");
    trouble("a", "reset", 3);
    assert.equal(told.at(-1)?.[1], 1_000);
  });

  test("never more than half of a service for answers it does not like", () => {
    const { ejection, trouble, members } = world();
    for (const id of members) trouble(id, "status", 5);
    assert.deepEqual(ejection.ejected(), ["a", "b"]);
  });

  test("those that refuse connections are surely gone, however many", () => {
    const { ejection, trouble, members } = world();
    for (const id of members) trouble(id, "connect", 1);
    assert.equal(ejection.ejected().length, 4);
  });

  test("the only instance is not ejected for its answers", () => {
    const { ejection } = world();
    for (let i = 0; i < 50; i++) ejection.trouble("a", "status", ["a"]);
    assert.equal(ejection.isEjected("a"), false);
  });

  test("by a setting: two in a row within 10 s, out for 30 s each time, at most half", () => {
    const { ejection, trouble, told, clock, members } = world(parseEjection("2/10s/30s/50%"));
    trouble("a", "status", 1);
    clock.ms = 10_001;
    trouble("a", "status", 1);
    assert.deepEqual(ejection.ejected(), []);
    ejection.answered("a");
    trouble("a", "status", 1);
    assert.deepEqual(ejection.ejected(), []);
    clock.ms = 20_001;
    trouble("a", "status", 1);
    assert.deepEqual(told, [["a", 30_000, "status"]]);
    for (const id of members) trouble(id, "reset", 2);
    assert.deepEqual(ejection.ejected(), ["a", "b"]);
    clock.ms = 50_001;
    assert.deepEqual(ejection.ejected(), []);
    trouble("a", "status", 2);
    assert.deepEqual(told.at(-1), ["a", 30_000, "status"]);
  });

  test("a setting that says less, or what cannot be, is refused", () => {
    for (const given of [
      "",
      "2",
      "2/10/30/50",
      "0/10s/30s/50%",
      "2/10s/30s/0%",
      "2/10s/30s/101%",
      "2/10s/0s/50%",
    ])
      assert.throws(() => parseEjection(given), /must be like 2\/10s\/30s\/50%/, given);
  });
});
