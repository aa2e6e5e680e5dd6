import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutboxDoc } from "../src/collections.ts";
import { growingEventIds } from "../src/event-ids.ts";
import { stampingOrder } from "../src/stamping-order.ts";
import { oneStore } from "./support/one-store.ts";
import { readyEvent } from "./support/sample-events.ts";

function waiting(id: string, aggregateId: string, aggregateVersion: number): OutboxDoc {
  return { _id: id, type: "OrderReady", aggregateId, aggregateVersion, at: 0, data: null };
}

test("versions decide within an aggregate, clocks only between aggregates", () => {
  const ordered = stampingOrder([
    waiting("3", "a", 1),
    waiting("1", "a", 2),
    waiting("2", "b", 7),
    waiting("4", "a", 2),
    waiting("5", "b", 6),
  ]);
  assert.deepEqual(
    ordered.map((event) => `${event.aggregateId}${event.aggregateVersion}:${event._id}`),
    ["a1:3", "b6:5", "a2:1", "a2:4", "b7:2"],
  );
});

test("ids of one process grow, also within a millisecond and when the clock steps back", () => {
  const clock = [1_000, 1_000, 1_000, 400, 1_001];
  const next = growingEventIds(
    () => clock.shift() ?? 0,
    (size) => new Uint8Array(size).fill(255),
  );
  const ids = Array.from({ length: 5 }, () => next());
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(new Set(ids).size, 5);
  for (const id of ids) assert.match(id, /^evt_[0-9A-HJKMNP-TV-Z]{26}$/);
});

test("a replica whose clock is behind does not get its later version numbered first, even past the limit", async (t) => {
  const { store, again } = await oneStore(t, { now: () => 2_000_000_000_000 });
  const behind = await again({ now: () => 1_000_000_000_000 });
  for (let version = 1; version <= 6; version += 1) {
    const by = version % 2 ? store : behind;
    await by.unitOfWork(async (tx) => tx.publish(readyEvent(1, version)));
    await by.unitOfWork(async (tx) => tx.publish(readyEvent(100 + version)));
  }
  while (true) {
    const done = await store.relay.stamp(1, 2);
    assert.ok(done !== "deposed");
    if (done.stamped === 0) break;
  }
  const page = await store.feed.page({ after: 0, limit: 100, waitMs: 0 });
  assert.ok(page !== "gone");
  assert.deepEqual(
    page.events.map((event) => event.seq),
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
  const versions = page.events
    .filter((e) => e.aggregateId === readyEvent(1).aggregateId)
    .map((e) => e.aggregateVersion);
  assert.deepEqual(versions, [1, 2, 3, 4, 5, 6]);
});
