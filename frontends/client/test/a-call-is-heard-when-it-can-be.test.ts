/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { orderExamples } from "@siren/contracts/golden-order";
import { createChime } from "../src/app/chime.ts";
import { awaited, calledBy } from "../src/app/on-call-board.ts";
import { asCalled } from "../src/shared/called-orders.ts";
import { titleMark, toldBeside } from "../src/shared/order-words.ts";

/** A browser's sound, which wakes when it is let. */
function sound() {
  let wake = () => {};
  const heard: number[] = [];
  const ramp = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
  const context = {
    ...{ state: "running", currentTime: 0, destination: {} },
    createOscillator: () => ({
      ...{ frequency: { value: 0 }, connect: () => ({ connect() {} }), stop() {} },
      start: (at: number) => void heard.push(at),
    }),
    createGain: () => ({ gain: ramp }),
    resume: () =>
      new Promise<void>((resolve) => {
        wake = () => {
          context.state = "running";
          resolve();
        };
      }),
  };
  return { context, heard, wake: () => wake(), openSound: () => context as unknown as AudioContext };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a sound that was put to sleep is woken to ring", async () => {
  const { context, heard, wake, openSound } = sound();
  const chime = createChime({ openSound, now: () => 0 });
  chime.ring();
  assert.equal(heard.length, 0, "nobody has tapped yet");
  chime.allow();
  context.state = "suspended";
  chime.ring();
  assert.equal(heard.length, 0);
  wake();
  await turn();
  assert.equal(heard.length, 5);
  chime.ring();
  assert.equal(heard.length, 10);
});

test("one that wakes much later does not ring for what is long over", async () => {
  const { context, heard, wake, openSound } = sound();
  let now = 0;
  const chime = createChime({ openSound, now: () => now });
  chime.allow();
  context.state = "suspended";
  chime.ring();
  now = 60_000;
  wake();
  await turn();
  assert.equal(heard.length, 0);
});

const made = { ...orderExamples.orderView, state: "MAKING" as const, number: 12, placedAt: 1_000 };
const boards = (state: "READY" | "MAKING", storeId = made.storeId) => [
  { storeId, n: 1, entries: [{ number: 12, nickname: "m**", state }] },
];

test("what the call board shows as ready is told on every screen and in the tab, whoever else is away", () => {
  const called = calledBy(boards("READY"), awaited([made], 2_000));
  assert.deepEqual(called, [made.orderId]);
  const told = asCalled([made], called);
  assert.equal(toldBeside(told, "/menu")[0]?.state, "READY");
  assert.equal(titleMark(told, String), "● 12 READY");
  assert.deepEqual(asCalled([{ ...made, state: "CANCELLED" }], called)[0]?.state, "CANCELLED");
});

test("nobody is called by another store, another number or another day", () => {
  assert.deepEqual(calledBy(boards("MAKING"), [made]), []);
  assert.deepEqual(calledBy(boards("READY", "elsewhere"), [made]), []);
  assert.deepEqual(calledBy(boards("READY"), [{ ...made, number: 13 }]), []);
  assert.deepEqual(awaited([made, { ...made, state: "READY" }], 3 * 86_400_000), []);
});
