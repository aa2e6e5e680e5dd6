import assert from "node:assert/strict";
import { test } from "node:test";
import { oneStore } from "./support/one-store.ts";
import { readyEvent } from "./support/sample-events.ts";

const dayMs = 24 * 60 * 60 * 1000;

test("an event goes when every named consumer has it and it is old; a reader that is too late is told", async (t) => {
  let now = 1_800_000_000_000;
  const { store } = await oneStore(t, { now: () => now });
  const rule = { consumers: ["barista", "member"], keepEventsMs: 7 * dayMs, keepLiveMs: dayMs };
  const live = [{ stream: "store:a", name: "ticket.queued", data: {} }];
  await store.unitOfWork(async (tx) =>
    [1, 2, 3, 4].forEach((n) => void tx.publish(readyEvent(n, 1, { live }))),
  );
  await store.relay.stamp(1, 10);
  const acknowledge = (consumer: string, after: number) =>
    store.feed.page({ after, limit: 1, waitMs: 0, consumer });
  const kept = async () => {
    const page = await store.feed.page({ after: 0, limit: 10, waitMs: 0 });
    return page === "gone" ? page : page.events.map((event) => event.seq);
  };

  await acknowledge("barista", 3);
  const unread = await store.relay.unread(["barista", "member"]);
  assert.deepEqual(unread, [
    { consumer: "barista", events: 1 },
    { consumer: "member", events: 4 },
  ]);
  now += 8 * dayMs;
  await store.relay.prune(rule);
  assert.deepEqual(await kept(), [1, 2, 3, 4], "member has not said anything yet");
  assert.deepEqual(
    await store.eventLog.readStream("store:a", 0, 10),
    [],
    "streams are kept for their own time",
  );

  await acknowledge("member", 2);
  now -= 2 * dayMs;
  await store.relay.prune(rule);
  assert.deepEqual(await kept(), [1, 2, 3, 4], "acknowledged by both, but only six days old");

  now += 2 * dayMs;
  assert.equal(await store.relay.prune(rule), 2);
  assert.equal(await kept(), "gone");
  const rest = await store.feed.page({ after: 2, limit: 10, waitMs: 0 });
  assert.deepEqual(rest !== "gone" && rest.events.map((event) => event.seq), [3, 4]);
  assert.equal(await store.eventLog.streamHead("store:a"), 4, "a stream goes on counting where it was");
});
