import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { customer } from "../../test/back-end-world.ts";
import { handRingBook, ringing } from "../../test/hand-ring-book.ts";
import { handLog } from "../../test/live-log.ts";
import { type LiveWorld, type Page, startLiveWorld } from "../../test/live-world.ts";
import { until } from "../testing/until.ts";

const stream = `member:${customer}`;
const orderId = "ord_1";

/** Two replicas over one log and one book. */
async function twoReplicas(t: TestContext) {
  const [log, book] = [handLog(), handRingBook()];
  const start = () => startLiveWorld(t, undefined, { log, ringing: ringing(book) });
  const [one, other] = [await start(), await start()];
  const device = async (at: LiveWorld, after?: number) => {
    const page = at.open({ token: await at.token() });
    await page.resume(stream, after);
    return page;
  };
  const pass = (ms: number) => {
    for (const world of [one, other]) world.pass(ms);
  };
  const ready = (name = "order.ready") => log.write(stream, name, { orderId }, Date.now());
  return { log, book, one, other, device, pass, ready };
}

/** For which events a page was told to ring, in either way. */
const rung = ({ heard }: Page) =>
  heard.filter(({ name, ring }) => name === "ring" || ring === true).map(({ n }) => n);
const hears = (what: string, page: Page, n = 1) =>
  until(what, () => page.numbers(stream).filter((one) => one === n).length > 0);

test("of two devices on two replicas one rings at once, the other when nobody has acknowledged for 3 s", async (t) => {
  const world = await twoReplicas(t);
  const pages = [await world.device(world.one), await world.device(world.other)];
  world.ready();
  for (const page of pages) await hears("both are told", page);
  await until("one rings", () => pages.flatMap(rung).length === 1);
  const first = pages.find((page) => rung(page).length > 0) ?? assert.fail();
  const second = pages.find((page) => page !== first) ?? assert.fail();
  assert.equal(first.heard.find(({ n }) => n === 1)?.ring, true, "the event itself says so");
  assert.deepEqual(rung(second), []);
  world.pass(3_100);
  await until("the next one rings", () => rung(second).length === 1);
  assert.deepEqual([rung(first), rung(second)], [[1], [1]]);
});

test("none rings after one has acknowledged, wherever it is", async (t) => {
  const world = await twoReplicas(t);
  const pages = [
    await world.device(world.one),
    await world.device(world.one),
    await world.device(world.other),
  ];
  world.ready();
  for (const page of pages) await hears("all are told", page);
  await until("one rings", () => pages.flatMap(rung).length === 1);
  const silent = pages.find((page) => rung(page).length === 0) ?? assert.fail();
  await silent.ask("ack", { stream, n: 1 });
  const { heardUpTo } = world.book;
  let looks = 0;
  world.book.heardUpTo = (of) => {
    looks += 1;
    return heardUpTo(of);
  };
  world.pass(3_100);
  await until("the other replica has looked whether it is acknowledged", () => looks > 0);
  // A later event shows that the turn went by: it rings for one of them, and the first for no other.
  world.log.write(stream, "order.payment", {});
  world.ready();
  await until("the later one rings", () => pages.flatMap(rung).includes(3));
  assert.deepEqual(pages.flatMap(rung).sort(), [1, 3]);
});

test("who is shown it before a slow store has decided whose turn it is silences all but that one", async (t) => {
  const world = await twoReplicas(t);
  const pages = [await world.device(world.one), await world.device(world.one)];
  const { takeTurn } = world.book;
  const slow = Promise.withResolvers<void>();
  world.book.takeTurn = async (ask) => {
    await slow.promise;
    return takeTurn(ask);
  };
  world.ready();
  for (const page of pages) await hears("both are told", page);
  await pages[0]?.ask("ack", { stream, n: 1 });
  assert.deepEqual(pages.flatMap(rung), []);
  slow.resolve();
  await until("the one whose turn it was rings", () => pages.flatMap(rung).length === 1);
  world.pass(3_100);
  world.ready();
  for (const page of pages) await hears("both are told of the next", page, 2);
  await until("the next rings once", () => pages.flatMap(rung).includes(2));
  assert.deepEqual(pages.flatMap(rung).sort(), [1, 2]);
});

test("when the replica of whoever rang is gone, the next device rings on another", async (t) => {
  const world = await twoReplicas(t);
  const gone = await world.device(world.one);
  world.ready();
  await until("it rings", () => rung(gone).length === 1);
  const page = await world.device(world.other);
  await world.one.backEnd.stop();
  world.pass(3_100);
  await until("the other rings", () => rung(page).length === 1);
});

test("a device that comes late rings for what nobody has acknowledged, replayed to it or long before", async (t) => {
  const world = await twoReplicas(t);
  world.ready();
  const replayed = await world.device(world.one, 0);
  await until("it rings", () => rung(replayed).length === 1);
  const after = await world.device(world.other, 1);
  world.pass(3_100);
  await until("so does the one that had the state from elsewhere", () => rung(after).length === 1);
  assert.deepEqual(after.numbers(stream), [], "by a ring of its own, and not by the event");
  await after.ask("ack", { stream, n: 1 });
  const late = await world.device(world.one, 0);
  world.pass(3_100);
  world.log.write(stream, "order.payment", {});
  await hears("it is told on", late, 2);
  assert.deepEqual(rung(late), []);
});

test("what was fetched, or is an hour old, rings no more", async (t) => {
  const world = await twoReplicas(t);
  world.ready();
  world.ready("order.picked_up");
  const late = await world.device(world.one, 0);
  await hears("it is told", late, 2);
  world.ready();
  await until("what is ready now rings", () => rung(late).length === 1);
  assert.deepEqual(rung(late), [3]);
  world.pass(61 * 60_000);
  const tomorrow = world.other.open({ token: await world.other.token() });
  await tomorrow.resume(stream, 2);
  await hears("it is told of the last", tomorrow, 3);
  world.log.write(stream, "order.payment", {});
  await hears("and of what came then", tomorrow, 4);
  assert.deepEqual(rung(tomorrow), []);
});

test("a store that does not answer holds up no event, and the ring follows when it does", async (t) => {
  const world = await twoReplicas(t);
  const { takeTurn } = world.book;
  let refusals = 2;
  world.book.takeTurn = async (ask) => {
    refusals -= 1;
    if (refusals >= 0) throw new Error("the store is away");
    return takeTurn(ask);
  };
  const page = await world.device(world.one);
  world.ready();
  await hears("it is told", page);
  await until("it tries again", () => {
    world.pass(200);
    return rung(page).length === 1;
  });
});

test("who joins while a turn runs waits for its end, and a page that asks on and on is one device", async (t) => {
  const world = await twoReplicas(t);
  const first = await world.device(world.one);
  world.ready();
  await until("it rings", () => rung(first).length === 1);
  const poll = () =>
    world.one.live.poll({ stream, after: 1, waitMs: 0, signal: new AbortController().signal });
  const rings = async () => {
    const page = await poll();
    return "rings" in page ? page.rings : assert.fail();
  };
  const second = await world.device(world.one, 1);
  for (let i = 0; i < 15; i += 1) assert.deepEqual(await rings(), []);
  assert.deepEqual(rung(second), []);
  world.pass(3_100);
  let polled: number[] = [];
  await until("the page that asks rings, or the other", async () => {
    polled = [...polled, ...(await rings())];
    return polled.length + rung(second).length === 1;
  });
  for (let i = 0; i < 15; i += 1) assert.deepEqual(await rings(), []);
  world.pass(3_100);
  await until("then the one that has not", async () => {
    polled = [...polled, ...(await rings())];
    return polled.length === 1 && rung(second).length === 1;
  });
});

test("nobody acknowledges what they were not sent, or what is another's", async (t) => {
  const world = await twoReplicas(t);
  const page = await world.device(world.one);
  world.ready();
  await until("it rings", () => rung(page).length === 1);
  const stranger = world.one.open({
    token: await world.one.token({ sub: "mem_00000000000000000000000002" }),
  });
  await stranger.ask("ack", { stream, n: 1_000_000 });
  assert.equal(world.book.heard.get(stream), undefined);
  await page.ask("ack", { stream, n: 1_000_000 });
  assert.equal(world.book.heard.get(stream), 1);
});

test("a replica that hears of it late lets nobody ring for what was acknowledged meanwhile", async (t) => {
  const book = handRingBook();
  const { heardUpTo } = book;
  const [one, other] = [handLog(), handLog()];
  const start = (log: ReturnType<typeof handLog>) =>
    startLiveWorld(t, undefined, { log, ringing: ringing(book) });
  const [quick, frozen] = [await start(one), await start(other)];
  const open = async (at: LiveWorld) => {
    const page = at.open({ token: await at.token() });
    await page.resume(stream);
    return page;
  };
  const [first, second] = [await open(quick), await open(frozen)];
  const readyAt = Date.now();
  one.write(stream, "order.ready", { orderId }, readyAt);
  await until("it rings", () => rung(first).length === 1);
  await first.ask("ack", { stream, n: 1 });
  assert.equal(await heardUpTo(stream), 1);
  for (const world of [quick, frozen]) world.pass(3_500);
  other.write(stream, "order.ready", { orderId }, readyAt);
  other.write(stream, "order.payment", {});
  await hears("the other replica tells it at last", second, 2);
  await hears("with what came before", second, 1);
  assert.deepEqual(rung(second), []);
});
