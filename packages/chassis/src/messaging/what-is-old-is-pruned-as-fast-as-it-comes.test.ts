import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../testing/until.ts";
import type { LeasePort, RelayPort } from "./ports.ts";
import { startRelay } from "./relay.ts";

test("after a bite that took something the next is taken soon, and after an empty one much later", async (t) => {
  let now = 0;
  const bites = [500, 500, 120, 0];
  const prunedAt: number[] = [];
  const ends = new AbortController();
  const relay: RelayPort = {
    unread: async () => [],
    stamp: async () => ({ stamped: 0, head: 0, more: false }),
    waiting: async () => 0,
    async prune() {
      prunedAt.push(now);
      return bites.shift() ?? 0;
    },
  };
  const leases: LeasePort = {
    isAlone: () => false,
    campaign(_name, duty) {
      const running = duty({ token: 1, signal: ends.signal });
      return {
        held: () => true,
        async close() {
          ends.abort();
          await running;
        },
      };
    },
  };
  const quiet = { info() {}, warn() {}, error() {} };
  const running = startRelay({
    ...{
      owner: "order",
      relay,
      leases,
      onCommit: () => () => {},
      onStamped() {},
      log: quiet,
      now: () => now,
    },
    ...{ lookEveryMs: 1, pruneEveryMs: 60_000 },
  });
  t.after(() => running.close());

  now = 60_000;
  for (const taken of [1, 2, 3, 4]) {
    await until(`bite ${taken} is taken`, () => prunedAt.length === taken);
    now += 1;
  }
  const rested = now + 60_000;
  now = rested - 2;
  // Whoever woke it sees it look, and leave it at that.
  for (let woken = 0; woken < 3; woken += 1) {
    running.wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(prunedAt.length, 4);
  now = rested;
  await until("it is tried again after its rest", () => prunedAt.length === 5);
});
