/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { createChime } from "../src/app/chime.ts";

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
