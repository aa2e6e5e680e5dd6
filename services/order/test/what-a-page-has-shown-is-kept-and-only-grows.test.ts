import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { openStore } from "@siren/store/open-store";
import { createHeard } from "../src/store/heard.ts";
import { createModels } from "../src/store/models.ts";
import { createRingTurns } from "../src/store/ring-turns.ts";

const quiet = { info() {}, warn() {}, error() {} };

async function twoReplicas(t: TestContext, gatherMs: number) {
  const folder = await mkdtemp(join(tmpdir(), "siren-heard-"));
  const open = async () => {
    const store = await openStore(`sqlite://${folder}/order.db`, { log: quiet, now: Date.now });
    const { heard: model, rings } = createModels(store);
    await store.migrate([]);
    const heard = createHeard({ models: { heard: model }, log: quiet, now: Date.now, gatherMs });
    return { store, model, rings, heard, turns: createRingTurns({ rings }) };
  };
  const [one, other] = [await open(), await open()];
  t.after(async () => {
    for (const { heard, store } of [one, other]) {
      await heard.close();
      await store.close();
    }
    await rm(folder, { recursive: true, force: true });
  });
  return { one, other };
}

test("the highest place that any device has shown is known on every replica", async (t) => {
  const { one, other } = await twoReplicas(t, 5);
  assert.equal(await one.heard.heardUpTo("member:a"), 0);
  one.heard.note("member:a", 7);
  assert.equal(await one.heard.heardUpTo("member:a"), 7, "known here before it is written");
  await until("it is known there", async () => (await other.heard.heardUpTo("member:a")) === 7);
  other.heard.note("member:a", 4);
  await other.heard.settle();
  assert.equal(await one.heard.heardUpTo("member:a"), 7, "an older one takes nothing back");
  other.heard.note("member:a", 9);
  await other.heard.settle();
  assert.equal(await one.heard.heardUpTo("member:a"), 9);
  assert.equal(await one.heard.heardUpTo("member:b"), 0);
});

test("a thousand acknowledgements that come together are one write", async (t) => {
  const { one } = await twoReplicas(t, 60_000);
  let writes = 0;
  const bulkWrite = one.model.bulkWrite.bind(one.model);
  t.mock.method(one.model, "bulkWrite", (...given: Parameters<typeof bulkWrite>) => {
    writes += 1;
    return bulkWrite(...given);
  });
  for (let i = 0; i < 1_000; i += 1) one.heard.note(`member:m${i % 250}`, Math.floor(i / 250) + 1);
  await one.heard.settle();
  assert.equal(writes, 1);
  assert.equal(await one.model.countDocuments(), 250);
  assert.equal(await one.heard.heardUpTo("member:m249"), 4);
  assert.equal(await one.model.countDocuments({ at: null }), 0, "each goes when nobody comes any more");
  const [ends] = one.model.schema.indexes();
  assert.deepEqual(ends?.[0], { at: 1 });
  assert.ok(Number(ends?.[1].expireAfterSeconds) > 0);
});

test("what could not be written is written later", async (t) => {
  const { one, other } = await twoReplicas(t, 5);
  const bulkWrite = one.model.bulkWrite.bind(one.model);
  let refusals = 2;
  t.mock.method(one.model, "bulkWrite", async (...given: Parameters<typeof bulkWrite>) => {
    refusals -= 1;
    if (refusals >= 0) throw new Error("the store is away");
    return bulkWrite(...given);
  });
  one.heard.note("member:a", 3);
  await until("it is known there", async () => (await other.heard.heardUpTo("member:a")) === 3);
});

test("a turn to ring is taken by one replica, and the next by one when it has run out", async (t) => {
  const { one, other } = await twoReplicas(t, 60_000);
  const ask = (n: number, now: number, lapsed = 0) => ({ stream: "member:a", n, now, lapsed });
  const both = (n: number, now: number, lapsed = 0) =>
    Promise.all([one, other].map(({ turns }) => turns.takeTurn(ask(n, now, lapsed))));
  const firsts = await both(5, 1_000);
  assert.deepEqual(firsts.map(({ isMine }) => isMine).sort(), [false, true]);
  for (const { turn, untilMs } of firsts) assert.deepEqual([turn, untilMs], [1, 4_000]);
  assert.equal((await one.turns.takeTurn(ask(5, 3_999))).isMine, false);
  const late = await other.turns.takeTurn(ask(5, 9_000));
  assert.deepEqual(late, { isMine: false, turn: 1, untilMs: 4_000 }, "it may have been acknowledged since");
  const seconds = await both(5, 4_000, 1);
  assert.deepEqual(seconds.map(({ isMine }) => isMine).sort(), [false, true]);
  for (const { turn } of seconds) assert.equal(turn, 2);
  const behind = await other.turns.takeTurn(ask(5, 1_500, 2));
  assert.deepEqual(
    behind,
    { isMine: true, turn: 3, untilMs: 4_500 },
    "whose clock is behind waits no longer",
  );
});

test("the first turns of orders that become ready together are one write, and each has one taker", async (t) => {
  const { one, other } = await twoReplicas(t, 60_000);
  let writes = 0;
  const bulkWrite = one.rings.bulkWrite.bind(one.rings);
  t.mock.method(one.rings, "bulkWrite", (...given: Parameters<typeof bulkWrite>) => {
    writes += 1;
    return bulkWrite(...given);
  });
  const ask = (n: number) => ({ stream: "member:a", n, now: 1_000, lapsed: 0 });
  for (const n of [3, 7]) assert.equal((await other.turns.takeTurn(ask(n))).isMine, true);
  const taken = await Promise.all(Array.from({ length: 40 }, (_, n) => one.turns.takeTurn(ask(n))));
  assert.equal(writes, 1);
  assert.deepEqual(
    [...taken.entries()].filter(([, { isMine }]) => !isMine).map(([n]) => n),
    [3, 7],
  );
});
