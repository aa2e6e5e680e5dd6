/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { orderExamples } from "@siren/contracts/golden-order";
import type { Api } from "@siren/web/api";
import { createHealth } from "@siren/web/health";
import { awaited, calledBy, watchCallBoards } from "../src/app/call-boards.ts";
import { createChime } from "../src/app/chime.ts";
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

test("the boards are asked while order is down, and each change is told once", async () => {
  const health = createHealth({ now: () => 0 });
  const timers: (() => void)[] = [];
  let board: unknown = boards("MAKING")[0];
  let asked = 0;
  const api = (async () => {
    asked += 1;
    if (!board) throw new Error("barista is away, too");
    return { status: 200, body: board, degraded: [] };
  }) as unknown as Api;
  const told: (readonly string[])[] = [];
  const stop = watchCallBoards({
    ...{ api, health, now: () => 2_000, orders: () => [made], onCalled: (ids) => void told.push(ids) },
    later: (_ms, run) => {
      timers.push(run);
      return () => void timers.splice(0);
    },
  });
  const next = async () => {
    timers.shift()?.();
    await turn();
  };
  await next();
  assert.equal(asked, 0, "order itself is asked while it can be");
  health.failed("order");
  await turn();
  board = boards("READY")[0];
  for (const _ of [1, 2]) await next();
  assert.deepEqual([asked, told], [3, [[made.orderId]]]);
  board = undefined;
  await next();
  assert.equal(told.length, 1, "what was called is not taken back");
  health.answered("order", []);
  await next();
  assert.deepEqual([asked, told], [4, [[made.orderId], []]]);
  stop();
});
