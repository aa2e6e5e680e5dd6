import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { openStore } from "../src/open-store.ts";
import { effectsIn, recordEffect } from "./support/effects.ts";
import { readyEvent } from "./support/sample-events.ts";
import { silentLog } from "./support/silent-log.ts";
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

test("what nobody handles is passed over at once, and the next effect is taken from behind it", async (t) => {
  const { consumer } = await twoServices(t);
  const { epoch } = await consumer.inbox.begin("order", "one");
  const apply = (seq: number, isHandled: boolean) =>
    consumer.inbox.apply({
      ...{ feed: "order", from: { epoch, seq: seq - 1 } },
      events: [{ ...readyEvent(seq), eventId: `e${seq}`, seq }],
      handles: () => isHandled,
      handle: (one, tx) => recordEffect(consumer, tx, one),
    });
  assert.equal(await apply(1, false), "applied");
  assert.equal(await apply(2, false), "applied");
  assert.equal((await consumer.inbox.cursor("order"))?.seq, 0, "not worth a write of its own");
  assert.equal(await apply(3, true), "applied");
  assert.equal((await consumer.inbox.cursor("order"))?.seq, 3);
  assert.equal(await apply(4, false), "applied");
  await until("it is written by itself", async () => (await consumer.inbox.cursor("order"))?.seq === 4);
  assert.equal(await apply(5, true), "applied");
  assert.equal((await effectsIn(consumer)).length, 2);
});

test("what keeps failing behind events that were passed over fails each time, and is set aside", async (t) => {
  const { consumer } = await twoServices(t);
  const { epoch } = await consumer.inbox.begin("order", "one");
  const at = (seq: number) => ({ epoch, seq });
  const event = (seq: number) => ({ ...readyEvent(seq), eventId: `e${seq}`, seq });
  const apply = (seq: number, handles: boolean, handle: () => Promise<void>) =>
    consumer.inbox.apply({
      ...{ feed: "order", from: at(seq - 1), events: [event(seq)] },
      ...{ handles: () => handles, handle },
    });
  const fail = () => Promise.reject(new Error("not this one"));
  await apply(1, false, fail);
  for (let attempt = 1; attempt <= 3; attempt++) await assert.rejects(apply(2, true, fail), /not this one/);
  const failure = { error: "not this one", attempts: 6 };
  assert.equal(await consumer.inbox.park("order", at(1), event(2), failure), "applied");
  assert.deepEqual(
    [(await consumer.inbox.cursor("order"))?.seq, await consumer.inbox.parked("order")],
    [2, 1],
  );
});

test("whoever passed over events while another moved on takes nothing from where it stands", async (t) => {
  const { consumer, folder, close } = await twoServices(t);
  const sibling = await openStore(`sqlite://${folder.path}/barista.db`, { log: silentLog, now: Date.now });
  close(() => sibling.close());
  const { epoch } = await consumer.inbox.begin("order", "one");
  const apply = (by: typeof consumer, seq: number, isHandled: boolean) =>
    by.inbox.apply({
      ...{ feed: "order", from: { epoch, seq: seq - 1 } },
      events: [{ ...readyEvent(seq), eventId: `e${seq}`, seq }],
      handles: () => isHandled,
      handle: (one, tx) => recordEffect(by, tx, one),
    });
  await apply(consumer, 1, false);
  assert.equal(await apply(sibling, 1, true), "applied", "a newer program handles it");
  assert.equal(await apply(consumer, 2, true), "moved");
  assert.equal((await effectsIn(sibling)).length, 1);
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
