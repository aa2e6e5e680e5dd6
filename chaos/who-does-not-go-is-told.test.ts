import assert from "node:assert/strict";
import { test } from "node:test";
import type { Strike } from "./plan.ts";
import { type StruckStack, strikeAll } from "./strikes.ts";

const plan: Strike[] = [{ atMs: 0, how: "SIGTERM", targets: [{ name: "order", replica: 0 }], pausedMs: 0 }];

/** A process that takes signals as the test says. */
function stackOf(onSignal: (signal: NodeJS.Signals | undefined, process: { pid: number }) => Promise<void>) {
  const process = { pid: 1, state: "listening" as const, announcement: undefined };
  const stack: StruckStack = {
    process: () => process,
    kill: (_name, _replica, signal) => onSignal(signal, process),
  };
  return stack;
}

async function strike(stack: StruckStack) {
  const told: string[] = [];
  const signal = new AbortController().signal;
  const [struck] = await strikeAll({
    ...{ stack, plan, beganAtMs: Date.now(), signal, backWithinMs: 50 },
    onStruck: () => void told.push("struck"),
    onBack: () => void told.push("back"),
    onAway: () => void told.push("away"),
  });
  return { told, struck };
}

test("who is asked to go and never does is killed in the end, noted, and holds nobody up", async () => {
  const signals: (NodeJS.Signals | undefined)[] = [];
  const { told, struck } = await strike(
    stackOf((signal) => {
      signals.push(signal);
      return new Promise(() => {});
    }),
  );
  assert.deepEqual(
    [told, signals],
    [
      ["struck", "away"],
      ["SIGTERM", undefined],
    ],
  );
  assert.deepEqual([struck?.didNotStop, struck?.backAtMs], [true, null]);
});

test("who goes and comes again is back", async () => {
  const { told, struck } = await strike(
    stackOf(async (_signal, process) => {
      process.pid = 2;
    }),
  );
  assert.deepEqual(told, ["struck", "back"]);
  assert.deepEqual([struck?.didNotStop, typeof struck?.backAtMs], [undefined, "number"]);
});
