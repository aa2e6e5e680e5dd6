import assert from "node:assert/strict";
import { test } from "node:test";
import { oneStore } from "./support/one-store.ts";
import { readyEvent } from "./support/sample-events.ts";

test("after a younger token was seen the older one is refused, and numbers go on without a gap", async (t) => {
  const { store, again } = await oneStore(t);
  const sibling = await again();
  const publish = (number: number) => store.unitOfWork(async (tx) => tx.publish(readyEvent(number)));
  await publish(1);
  assert.deepEqual(numbersOf(await store.relay.stamp(1, 10)), { stamped: 1, head: 1 });
  assert.deepEqual(numbersOf(await sibling.relay.stamp(2, 10)), { stamped: 0, head: 1 });
  await publish(2);
  assert.equal(await store.relay.stamp(1, 10), "deposed");
  assert.deepEqual(numbersOf(await sibling.relay.stamp(2, 10)), { stamped: 1, head: 2 });
});

test("two relays that work at once give each number and each event once", async (t) => {
  const { store, again } = await oneStore(t);
  const sibling = await again();
  let publishing = true;
  const relaying = [store, sibling].map(async (by) => {
    while (publishing) await by.relay.stamp(1, 3);
  });
  for (let i = 0; i < 12; i += 1) {
    const stream = { stream: `store:${i % 2}`, name: "ticket.queued", data: { i } };
    const publish = (by: typeof store, n: number) =>
      by.unitOfWork(async (tx) => tx.publish(readyEvent(n, 1, { live: [stream, stream] })));
    await Promise.all([publish(store, 2 * i), publish(sibling, 2 * i + 1)]);
  }
  publishing = false;
  await Promise.all(relaying);
  for (let more = true; more; ) {
    const done = await store.relay.stamp(1, 50);
    more = done !== "deposed" && done.stamped > 0;
  }
  const page = await store.feed.page({ after: 0, limit: 100, waitMs: 0 });
  assert.ok(page !== "gone");
  assert.deepEqual(
    page.events.map((event) => event.seq),
    Array.from({ length: 24 }, (_, i) => i + 1),
  );
  assert.equal(new Set(page.events.map((event) => event.eventId)).size, 24);
  for (const stream of ["store:0", "store:1"]) {
    const records = await store.eventLog.readStream(stream, 0, 100);
    assert.deepEqual(
      records.map((record) => record.n),
      Array.from({ length: 24 }, (_, i) => i + 1),
      stream,
    );
    assert.equal(await store.eventLog.streamHead(stream), 24);
  }
});

function numbersOf(done: "deposed" | { stamped: number; head: number }) {
  return done === "deposed" ? done : { stamped: done.stamped, head: done.head };
}

test("a relay that remembers where it left the feed finds out that a snapshot has numbered since", async (t) => {
  const { store } = await oneStore(t);
  const live = [{ stream: "s", name: "n", data: null }];
  const tell = (n: number) => store.unitOfWork(async (tx) => tx.publish(readyEvent(n, 1, { live })));
  for (const n of [1, 2, 3]) {
    await tell(n * 10);
    assert.ok((await store.relay.stamp(1, 100)) !== "deposed");
    await tell(n * 10 + 1);
    await store.feed.snapshot(async () => null);
  }
  assert.equal(await store.relay.stamp(0, 100).then((done) => done), "deposed");
  const page = await store.feed.page({ after: 0, limit: 100, waitMs: 0 });
  assert.ok(page !== "gone");
  assert.deepEqual(
    page.events.map(({ seq }) => seq),
    [1, 2, 3, 4, 5, 6],
  );
  const records = await store.eventLog.readStream("s", 0, 100);
  assert.deepEqual(
    records.map(({ n, seq }) => [n, seq]),
    [1, 2, 3, 4, 5, 6].map((n) => [n, n]),
  );
});
