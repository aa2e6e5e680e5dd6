import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { instanceAt } from "../../test/balancing-world.ts";
import { rememberForgotten } from "./forgotten-registry.ts";
import type { Instance } from "./port.ts";

const [self, other, third] = [instanceAt("self", 1), instanceAt("other", 2), instanceAt("third", 3)];

function world(ownId: string | undefined = "self") {
  const clock = { ms: 0 };
  let known: Instance[] = [self, other, third];
  let asked = 0;
  const forgotten = rememberForgotten({
    ownId: () => ownId,
    known: () => known,
    now: () => clock.ms,
    graceMs: 1_000,
    onForgotten: () => asked++,
  });
  const answer = (...instances: Instance[]) => {
    known = forgotten.complete(instances);
    return known.map((one) => one.id).sort();
  };
  return { clock, answer, asked: () => asked, weAreUnknown: forgotten.weAreUnknown };
}

describe("an answer of the registry", () => {
  test("that knows us is the truth", () => {
    const { answer, asked } = world();
    assert.deepEqual(answer(self), ["self"]);
    assert.equal(asked(), 0);
  });

  test("that does not know us loses nobody, and has us register again once", () => {
    const { answer, asked, clock } = world();
    assert.deepEqual(answer(), ["other", "self", "third"]);
    clock.ms = 500;
    assert.deepEqual(answer(), ["other", "self", "third"]);
    assert.equal(asked(), 1);
  });

  test("that knows us again before it knows the others does not lose them", () => {
    const { answer, clock } = world();
    answer();
    clock.ms = 100;
    assert.deepEqual(answer(self), ["other", "self", "third"]);
    clock.ms = 900;
    assert.deepEqual(answer(self, other), ["other", "self", "third"]);
    clock.ms = 1_001;
    assert.deepEqual(answer(self, other), ["other", "self"]);
  });

  test("that knows us, after a renewal found that it had forgotten us, loses nobody", () => {
    const { answer, clock, weAreUnknown, asked } = world();
    weAreUnknown();
    assert.deepEqual(answer(self), ["other", "self", "third"]);
    assert.equal(asked(), 1);
    clock.ms = 1_001;
    assert.deepEqual(answer(self), ["self"]);
    assert.deepEqual(answer(self, third), ["self", "third"]);
  });

  test("is believed in the end, also when it never knows us", () => {
    const { answer, clock } = world();
    answer();
    clock.ms = 1_001;
    assert.deepEqual(answer(other), ["other"]);
    clock.ms = 1_500;
    assert.deepEqual(answer(), []);
  });

  test("is believed at once by who is not registered", () => {
    assert.deepEqual(world("").answer(), []);
  });
});
