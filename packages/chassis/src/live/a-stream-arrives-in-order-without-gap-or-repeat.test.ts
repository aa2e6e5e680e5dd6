import assert from "node:assert/strict";
import { test } from "node:test";
import { customer } from "../../test/back-end-world.ts";
import { startLiveWorld } from "../../test/live-world.ts";
import { until } from "../testing/until.ts";

const stream = `member:${customer}`;
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

test("without a place to go on from, a page hears what happens from now on", async (t) => {
  const world = await startLiveWorld(t);
  world.log.write(stream);
  const page = world.open({ token: await world.token() });
  assert.deepEqual(await page.resume(stream), { ok: true, n: 1 });
  world.log.write(stream, "order.ready", { orderId: "ord_1", version: 4 });
  await until("the event arrives", () => page.numbers(stream).length === 1);
  const [event] = page.heard.filter((one) => one.name === "order.ready");
  assert.equal(event?.n, 2);
  assert.equal(event?.stream, stream);
  assert.equal(event?.orderId, "ord_1");
  assert.equal(event?.version, 4);
  assert.match(String(event?.eventId), /^evt_/);
});

test("the first thing a page hears is which streams are its own", async (t) => {
  const world = await startLiveWorld(t);
  const page = world.open({ token: await world.token() });
  await until("it is told", () => page.heard.length > 0);
  assert.equal(page.heard[0]?.name, "hello");
  assert.deepEqual(page.heard[0]?.streams, [stream]);
});

test("what was missed is replayed in order, and what happens meanwhile follows it", async (t) => {
  const world = await startLiveWorld(t);
  for (let i = 0; i < 250; i += 1) world.log.write(stream);
  const page = world.open({ token: await world.token() });
  const answer = page.resume(stream, 40);
  for (let i = 0; i < 20; i += 1) {
    world.log.write(stream);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await answer).ok, true);
  world.log.write(stream);
  await until("all have arrived", () => page.numbers(stream).length >= 231);
  assert.deepEqual(page.numbers(stream), upTo(271, 41));
});

test("a tail that comes late repeats nothing that was replayed", async (t) => {
  const world = await startLiveWorld(t);
  world.log.hold();
  for (let i = 0; i < 5; i += 1) world.log.write(stream);
  const page = world.open({ token: await world.token() });
  await page.resume(stream, 0);
  world.log.release();
  world.log.write(stream);
  await until("all have arrived", () => page.numbers(stream).length >= 6);
  assert.deepEqual(page.numbers(stream), upTo(6));
});

test("a page that resumes twice at once is sent nothing twice afterwards", async (t) => {
  const world = await startLiveWorld(t);
  const page = world.open({ token: await world.token() });
  await Promise.all([page.resume(stream), page.resume(stream)]);
  world.log.write(stream);
  world.log.write(stream);
  await until("both have arrived", () => page.numbers(stream).length >= 2);
  await page.ask("ack", { stream, n: 2 });
  assert.deepEqual(page.numbers(stream), [1, 2]);
});

test("a place that is no longer kept is told as gone, and the page may begin anew", async (t) => {
  const world = await startLiveWorld(t);
  for (let i = 0; i < 9; i += 1) world.log.write(stream);
  world.log.prune(stream, 5);
  const page = world.open({ token: await world.token() });
  assert.deepEqual(await page.resume(stream, 3), { ok: false, n: 9, code: "CURSOR_GONE" });
  assert.deepEqual(await page.resume(stream, 5), { ok: true, n: 9 });
  assert.deepEqual(page.numbers(stream), upTo(9, 6));
});

test("a place beyond the last event, as after a restored backup, is told as gone", async (t) => {
  const world = await startLiveWorld(t);
  world.log.write(stream);
  const page = world.open({ token: await world.token() });
  assert.deepEqual(await page.resume(stream, 40), { ok: false, n: 1, code: "CURSOR_GONE" });
  assert.deepEqual(await page.resume(stream), { ok: true, n: 1 });
  world.log.write(stream);
  await until("it goes on", () => page.numbers(stream).length === 1);
});

test("nobody hears another's stream, asked for or not", async (t) => {
  const world = await startLiveWorld(t);
  const page = world.open({ token: await world.token() });
  const other = "member:mem_00000000000000000000000002";
  assert.deepEqual(await page.resume(other), { ok: false, n: 0, code: "FORBIDDEN" });
  await page.resume(stream);
  world.log.write(other);
  world.log.write(stream);
  await until("its own arrives", () => page.numbers(stream).length === 1);
  assert.deepEqual(page.numbers(other), []);
});

test("a board is ticked with the last number of its stream, and has what was told up to there", async (t) => {
  const board = "store:gangnam";
  const world = await startLiveWorld(t, [{ name: "/board", streamsOf: () => [board], ticks: true }]);
  world.log.write(board);
  const page = world.open({ token: await world.token() }, {}, "/board");
  await page.resume(board);
  world.log.hold();
  world.log.write(board);
  await until("a tick", () => page.heard.some((one) => one.name === "tick"));
  const told = page.heard.filter((one) => one.stream === board).map(({ name, n }) => [name, n]);
  assert.deepEqual(told.slice(0, 2), [
    ["order.accepted", 2],
    ["tick", 2],
  ]);
});
