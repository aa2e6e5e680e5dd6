import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { createLoopDelay } from "./loop-delay.ts";
import { createShedding, type KindOfWork } from "./shedding.ts";

function world(aboveMs = 500) {
  const delay = { atLeast: 0, atMost: 0 };
  const told: string[] = [];
  const counted: string[] = [];
  const shown = new Set<string>();
  const note = (event: string, { kind }: { kind?: unknown } = {}) =>
    void told.push(`${event} ${String(kind)}`);
  const shedding = createShedding({
    aboveMs,
    delay: { atLeastMs: () => delay.atLeast, atMostMs: () => delay.atMost },
    log: { info: note, warn: note },
    meter: {
      createCounter: () => ({
        add: (by: number, { kind }: { kind: string }) =>
          void (by === 0 ? shown.add(kind) : counted.push(kind)),
      }),
      createObservableGauge: () => ({ addCallback: () => {} }),
    },
  });
  const late = (atLeast: number, atMost = atLeast) => Object.assign(delay, { atLeast, atMost });
  const isAdmitted = (kind: KindOfWork) => {
    try {
      shedding.admit(kind);
      return true;
    } catch (error) {
      assert.ok(error instanceof Refusal && error.code === "OVERLOADED" && error.extra.retryAfterS === 2);
      return false;
    }
  };
  const admitted = () => (["ordinary", "keyed", "socket"] as const).filter(isAdmitted);
  return { late, admitted, told, counted, shown };
}

test("reads go first, writes with a key later, sockets last", () => {
  const { late, admitted, counted, shown } = world();
  assert.deepEqual([...shown], ["ordinary", "keyed", "socket"], "at nought before the first");
  assert.deepEqual(admitted(), ["ordinary", "keyed", "socket"]);
  late(501);
  assert.deepEqual(admitted(), ["keyed", "socket"]);
  late(1_501);
  assert.deepEqual(admitted(), ["socket"]);
  late(3_001);
  assert.deepEqual(admitted(), []);
  assert.equal(counted.filter((kind) => kind === "ordinary").length, 3);
});

test("one long pause is no overload", () => {
  const { late, admitted } = world();
  late(0, 5_000);
  assert.equal(admitted().length, 3);
});

test("what was given up is taken up again only well below the threshold, and told once each way", () => {
  const { late, admitted, told } = world();
  late(501);
  admitted();
  late(0, 260);
  assert.deepEqual(admitted(), ["keyed", "socket"]);
  late(0, 250);
  assert.equal(admitted().length, 3);
  assert.deepEqual(told, ["shedding.began ordinary", "shedding.ended ordinary"]);
});

test("0 is never", () => {
  const { late, admitted } = world(0);
  late(60_000);
  assert.equal(admitted().length, 3);
});

test("how late we are is seen by a timer of our own, at its best and at its worst of three looks", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  let ms = 0;
  const delay = createLoopDelay({ everyMs: 100, now: () => ms });
  const look = (lateMs: number) => {
    ms += 100 + lateMs;
    t.mock.timers.tick(100);
  };
  look(700);
  assert.deepEqual([delay.atLeastMs(), delay.atMostMs()], [0, 700]);
  look(600);
  look(650);
  assert.deepEqual([delay.atLeastMs(), delay.atMostMs()], [600, 700]);
  look(0);
  assert.deepEqual([delay.atLeastMs(), delay.atMostMs()], [0, 650]);
  delay.stop();
  look(900);
  assert.equal(delay.atMostMs(), 650);
});
