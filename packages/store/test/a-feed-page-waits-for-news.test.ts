import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutgoingEvent } from "@siren/chassis/messaging/ports";
import { until } from "@siren/chassis/testing/until";
import { oneStore } from "./support/one-store.ts";
import { readyEvent } from "./support/sample-events.ts";

test("a page with nothing new is held until an event has its number", async (t) => {
  const { store } = await oneStore(t);
  const waiting = store.feed.page({ after: 0, limit: 10, waitMs: 20_000 });
  await store.unitOfWork(async (tx) => tx.publish(readyEvent(1)));
  await store.relay.stamp(1, 10);
  const page = await waiting;
  assert.ok(page !== "gone");
  assert.deepEqual([page.events.length, page.head, page.next], [1, 1, 1]);
});

test("a page is answered empty when its wait is over or its reader leaves", async (t) => {
  const { store } = await oneStore(t);
  const short = await store.feed.page({ after: 0, limit: 10, waitMs: 30 });
  assert.ok(short !== "gone");
  assert.deepEqual([short.events, short.head, short.next], [[], 0, 0]);
  const leaving = new AbortController();
  const left = store.feed.page({ after: 0, limit: 10, waitMs: 20_000, signal: leaving.signal });
  leaving.abort();
  assert.deepEqual((await left) !== "gone", true);
});

test("whoever waits is told of each look at the store that was answered, and of no other", async (t) => {
  const { store } = await oneStore(t);
  let looks = 0;
  const onLook = () => {
    looks += 1;
  };
  const leaving = new AbortController();
  const waiting = store.feed.page({ after: 0, limit: 10, waitMs: 20_000, signal: leaving.signal, onLook });
  await until("the store was looked at", () => looks > 0);
  await store.setFaults({ next: [{ kind: "dropBefore", command: "find", times: 1_000 }] });
  const before = looks;
  store.feed.refresh();
  await until("a look, and its repetition, were not answered", async () => {
    const { dropBefore } = await store.faultsDone();
    return dropBefore >= 2;
  });
  assert.equal(looks, before);
  await store.setFaults({});
  leaving.abort();
  await waiting;
});

test("what was taken is acknowledged while the next page is waited for, not only after it", async (t) => {
  let now = 0;
  const { store } = await oneStore(t, { now: () => now });
  const acks = store.connection.collection<{ _id: string; seq: number }>("_acks");
  await store.unitOfWork(async (tx) => [1, 2].forEach((n) => void tx.publish(readyEvent(n))));
  await store.relay.stamp(1, 10);
  const ask = (after: number, waitMs: number, signal?: AbortSignal) =>
    store.feed.page({ after, limit: 1, waitMs, consumer: "barista", ...(signal && { signal }) });
  await ask(1, 0);
  now = 4_970;
  const leaving = new AbortController();
  const waiting = ask(2, 20_000, leaving.signal);
  now = 5_000;
  await until("it is written down", async () => (await acks.findOne({ _id: "barista" }))?.seq === 2);
  leaving.abort();
  await waiting;
});

test("a reader on another replica is woken by a nudge, whether it says how far the feed goes or not", async (t) => {
  const { store, again } = await oneStore(t);
  const sibling = await again();
  for (const n of [1, 2]) {
    const waiting = sibling.feed.page({ after: n - 1, limit: 10, waitMs: 20_000 });
    await store.unitOfWork(async (tx) => tx.publish(readyEvent(n)));
    await store.relay.stamp(1, 10);
    sibling.feed.refresh(n === 1 ? undefined : { epoch: sibling.feed.head()?.epoch ?? "", seq: n });
    const page = await waiting;
    assert.ok(page !== "gone" && page.events.length === 1);
  }
});

test("a number of before a backup came back is not believed, or a reader would pass over what has none yet", async (t) => {
  const { again } = await oneStore(t);
  const sibling = await again();
  const request = { after: 0, limit: 10, waitMs: 0, types: ["OrderReady"] };
  await sibling.feed.page(request);
  sibling.feed.refresh({ epoch: "before", seq: 900 });
  const page = await sibling.feed.page(request);
  assert.ok(page !== "gone" && page.head === 0 && page.next === 0);
});

test("a limit cuts a page and the next one goes on behind it", async (t) => {
  const { store } = await oneStore(t);
  await store.unitOfWork(async (tx) => [1, 2, 3].forEach((n) => void tx.publish(readyEvent(n))));
  await store.relay.stamp(1, 10);
  const first = await store.feed.page({ after: 0, limit: 2, waitMs: 0 });
  assert.ok(first !== "gone");
  assert.deepEqual([first.events.map((e) => e.seq), first.head, first.next], [[1, 2], 3, 2]);
  const second = await store.feed.page({ after: first.next, limit: 2, waitMs: 0 });
  assert.ok(second !== "gone");
  assert.deepEqual(
    second.events.map((e) => e.seq),
    [3],
  );
});

test("a cursor beyond the head is gone, and one of another epoch is answered at once without being acknowledged", async (t) => {
  const { store } = await oneStore(t);
  assert.equal(await store.feed.page({ after: 5, limit: 10, waitMs: 0 }), "gone");
  const request = { after: 5, limit: 10, waitMs: 20_000, epoch: "before the backup", consumer: "barista" };
  const page = await store.feed.page(request);
  assert.ok(page !== "gone");
  assert.deepEqual(page.events, []);
  assert.notEqual(page.epoch, "before the backup");
  assert.equal(await store.connection.db?.collection("_acks").countDocuments(), 0);
});

test("who wants few of many types is woken by none of the others, and goes on behind them", async (t) => {
  const { store } = await oneStore(t);
  const types = ["OrderExpired"];
  const ask = (after: number, waitMs: number) => store.feed.page({ after, limit: 10, waitMs, types });
  const publish = async (...events: OutgoingEvent[]) => {
    await store.unitOfWork(async (tx) => {
      for (const event of events) tx.publish(event);
    });
    await store.relay.stamp(1, 10);
  };
  await publish(readyEvent(1), readyEvent(2));
  const none = await ask(0, 30);
  assert.ok(none !== "gone");
  assert.deepEqual([none.events, none.next], [[], 2]);
  const waiting = ask(none.next, 20_000);
  await publish(readyEvent(3));
  await publish(readyEvent(4), { ...readyEvent(5), type: "OrderExpired" }, readyEvent(6));
  const page = await waiting;
  assert.ok(page !== "gone");
  assert.deepEqual([page.events.map(({ seq }) => seq), page.next], [[5], 6]);
});
