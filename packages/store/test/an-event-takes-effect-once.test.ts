import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { effectsIn, recordEffect } from "./support/effects.ts";
import { readyEvent } from "./support/sample-events.ts";
import { twoServices } from "./support/two-services.ts";

test("what is committed at the owner takes effect at the consumer, soon, in order and once", async (t) => {
  const { owner, consumer, startRelaying, startHearing } = await twoServices(t);
  startRelaying();
  startHearing();
  for (let version = 1; version <= 40; version += 1) {
    await owner.unitOfWork(async (tx) => tx.publish(readyEvent(1, version)));
  }
  await until("40 effects are there", async () => (await effectsIn(consumer)).length >= 40);
  const effects = await effectsIn(consumer);
  assert.deepEqual(
    effects.map((e) => e.aggregateVersion),
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
});

test("an event that comes again under another number has no second effect", async (t) => {
  const { owner, consumer } = await twoServices(t);
  await owner.unitOfWork(async (tx) => tx.publish(readyEvent(1)));
  await owner.relay.stamp(1, 10);
  const page = await owner.feed.page({ after: 0, limit: 10, waitMs: 0 });
  assert.ok(page !== "gone" && page.events[0]);
  const event = page.events[0];
  const take = (seq: number) =>
    consumer.inbox.apply({
      feed: "order",
      from: { epoch: page.epoch, seq: seq - 1 },
      events: [{ ...event, seq }],
      handles: () => true,
      handle: (one, tx) => recordEffect(consumer, tx, one),
    });
  await consumer.inbox.begin("order", page.epoch);
  assert.equal(await take(1), "applied");
  assert.equal(await take(1), "moved", "the cursor is past it");
  assert.equal(await take(2), "applied", "it is past it now, too, without an effect");
  assert.equal((await effectsIn(consumer)).length, 1);
});

test("replicas that race for the same events do each of them once", async (t) => {
  const { owner, consumer } = await twoServices(t);
  await owner.unitOfWork(async (tx) => [1, 2, 3, 4, 5].forEach((n) => void tx.publish(readyEvent(n))));
  await owner.relay.stamp(1, 10);
  const page = await owner.feed.page({ after: 0, limit: 10, waitMs: 0 });
  assert.ok(page !== "gone");
  const from = await consumer.inbox.begin("order", page.epoch);
  const racing = Array.from({ length: 6 }, () =>
    consumer.inbox.apply({
      feed: "order",
      from,
      events: page.events,
      handles: () => true,
      handle: (one, tx) => recordEffect(consumer, tx, one),
    }),
  );
  const outcomes = await Promise.all(racing);
  assert.equal(outcomes.filter((outcome) => outcome === "applied").length, 1);
  assert.equal((await effectsIn(consumer)).length, 5);
});
