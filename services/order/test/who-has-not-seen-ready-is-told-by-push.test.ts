import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Caller } from "@siren/chassis/identity/caller";
import { until } from "@siren/chassis/testing/until";
import { streams } from "@siren/contracts/live";
import { openDatabase } from "@siren/store/database";
import { readStoreUri } from "@siren/store/store-uri";
import { io } from "socket.io-client";
import { memberOne, testId } from "../src/testing/build-order.ts";
import {
  atCounter,
  byCard,
  customer,
  type Door,
  guest,
  openDoor,
  stranger,
} from "../src/testing/open-door.ts";
import { openPushService, type PushService } from "../src/testing/push-service.ts";

/** Long enough to be passed by the clock and by nothing else; the hour is counted from READY. */
const pushAfterMs = 600_000;

let service: PushService;
let door: Door;
let database: Awaited<ReturnType<typeof openDatabase>>;
before(async () => {
  service = await openPushService();
  door = await openDoor({ PUSH_TEST_ORIGIN: service.origin, PUSH_AFTER_MS: String(pushAfterMs) });
  const uri = readStoreUri((await door.envOf()).STORE ?? "");
  database = await openDatabase(uri, { onLog: () => undefined, production: false, poolSize: 2 });
  service.state.publicKey = (await door.ask("GET", "/push-key")).body.publicKey;
});
afterEach(() => {
  assert.deepEqual(service.faults, []);
  service.state.answer = () => ({ status: 201 });
});
after(async () => {
  await database?.close();
  await door?.close();
  await service.close();
});

type Ticket = "TicketAccepted" | "TicketStarted" | "TicketReady" | "TicketRecalled" | "TicketPickedUp";
let orders = 0;

async function tell(orderId: string, types: readonly Ticket[], becomes: string, as: Caller = customer) {
  const ticket = { ticketId: testId("tkt", orders), orderId, storeId: "gangnam" };
  for (const type of types) door.barista.publish(type, ticket.ticketId, ticket as never);
  await until(`it is ${becomes}`, async () => {
    return (await door.ask("GET", `/orders/${orderId}`, { as })).body.state === becomes;
  });
}
async function placed(as: Caller = customer, body: object = byCard) {
  orders += 1;
  const answer = await door.ask("POST", "/orders", { as, key: `pushed-${orders}`, body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return { orderId: String(answer.body.orderId), number: Number(answer.body.number) };
}
async function ready(as: Caller = customer) {
  const order = await placed(as);
  await tell(order.orderId, ["TicketAccepted", "TicketStarted", "TicketReady"], "READY", as);
  return order;
}
async function subscribed(path: string, as: Caller = customer, language: "ko" | "en" = "ko") {
  const body = await service.subscribe(path, language);
  const answer = await door.ask("PUT", "/push-subscriptions", { as, body });
  assert.equal(answer.status, 204, JSON.stringify(answer.body));
  return body;
}
const forgotten = (body: { endpoint: string }, as: Caller = customer) =>
  door.ask("DELETE", "/push-subscriptions", { as, body: { endpoint: body.endpoint } });

const kept = <T extends { _id: string }>(collection: string) => {
  const { db } = database.connection;
  if (!db) throw new Error("the store is not connected");
  return db.collection<T>(collection);
};
const pending = () => kept("_timers").countDocuments({ kind: { $in: ["push", "push-send"] } });
const browsers = () => kept("push_subscriptions").countDocuments();
/** The moment has passed, and what it led to is done. */
async function momentPasses() {
  door.advance(pushAfterMs + 1);
  await nothingWaits();
}
/**
 * A process that is starved for a second loses its leases, and whom it was just speaking to is asked again 15 s later:
 * that may be so several times on a machine that runs all the other tests.
 */
const patienceMs = 120_000;
/** Timers look once a second: who looks for them more often only keeps them from it. */
const nothingWaits = () =>
  until(
    "nothing waits to be told",
    async () => (await pause(40)) === undefined && (await pending()) === 0,
    patienceMs,
  );
const toldOf = (orderId: string) => service.received.filter(({ notice }) => notice.orderId === orderId);

test("without a page each browser of the person is told, in its language; nobody else, and once by two replicas", async () => {
  const second = await door.start();
  assert.equal((await door.ask("GET", "/push-key", { at: second })).body.publicKey, service.state.publicKey);
  const mine = [await subscribed("/ko"), await subscribed("/en", customer, "en")];
  const theirs = await subscribed("/theirs", stranger);
  const { orderId, number } = await ready();
  await momentPasses();
  const told = toldOf(orderId).sort((a, b) => (a.path < b.path ? -1 : 1));
  const store = { ko: "강남점", en: "Gangnam" };
  assert.deepEqual(
    told.map(({ path, notice }) => [path, notice]),
    [
      ["/en", { orderId, number, store: told[0]?.notice.store ?? store, language: "en" }],
      ["/ko", { orderId, number, store: told[0]?.notice.store ?? store, language: "ko" }],
    ],
  );
  for (const { claims, ttlS, topic } of told) {
    assert.equal(claims.aud, service.origin);
    assert.ok(claims.exp * 1_000 > door.now() && claims.exp * 1_000 <= door.now() + 24 * 3_600_000);
    assert.match(claims.sub, /^mailto:/);
    assert.ok(ttlS > 2_400 && ttlS <= 3_000, `until the hour from READY is over: ${ttlS} s`);
    assert.equal(topic, told[0]?.topic);
  }
  await tell(orderId, ["TicketPickedUp"], "PICKED_UP");
  for (const one of mine) await forgotten(one);
  await forgotten(theirs, stranger);
  assert.equal(await browsers(), 0);
  await second.stop();
});

test("who has seen it on a page is not told; ready once more after a recall is another READY", async () => {
  const mine = await subscribed("/seen");
  const { orderId } = await placed();
  const stream = streams.member(memberOne);
  const page = io(`${door.url()}/orders`, {
    ...{ path: "/socket.io", transports: ["websocket"], reconnection: false, forceNew: true },
    extraHeaders: { "x-siren-identity": await door.signed({ ...customer, via: "pass" }) },
  });
  try {
    let readyAt = 0;
    page.on("order.ready", ({ n, order }: { n: number; order: { orderId: string } }) => {
      if (order.orderId === orderId) readyAt = n;
    });
    await page.emitWithAck("resume", { stream, after: 0 });
    await tell(orderId, ["TicketAccepted", "TicketStarted", "TicketReady"], "READY");
    await until("the page shows it", () => readyAt > 0);
    await page.emitWithAck("ack", { stream, n: readyAt });
    await until("that is kept", async () => {
      const heard = await kept<{ _id: string; n: number }>("heard").findOne({ _id: stream });
      return heard?.n === readyAt;
    });
    await momentPasses();
    assert.deepEqual(toldOf(orderId), []);
  } finally {
    page.disconnect();
  }
  await tell(orderId, ["TicketRecalled"], "MAKING");
  await tell(orderId, ["TicketReady"], "READY");
  await momentPasses();
  assert.equal(toldOf(orderId).length, 1);
  await tell(orderId, ["TicketPickedUp"], "PICKED_UP");
  await forgotten(mine);
});

test("who has fetched it by then is not told", async () => {
  const mine = await subscribed("/fetched");
  const { orderId } = await ready();
  await tell(orderId, ["TicketPickedUp"], "PICKED_UP");
  await momentPasses();
  assert.deepEqual(toldOf(orderId), []);
  await forgotten(mine);
});

test("a browser that is gone is forgotten, one in trouble is told later", async () => {
  await subscribed("/gone");
  const mine = await subscribed("/later");
  let troubles = 0;
  let isWell = false;
  service.state.answer = (path) => {
    if (path === "/gone") return { status: 410 };
    if (isWell) return { status: 201 };
    troubles += 1;
    return { status: 503 };
  };
  const { orderId } = await ready();
  door.advance(pushAfterMs + 1);
  for (const times of [1, 2]) {
    // What is under way is set 15 s ahead; only a pause is shorter.
    const pauses = async () => {
      const [waiting] = await kept<{ _id: string; dueAt: number; data: { attempt: number } }>("_timers")
        .find({ kind: "push-send", "data.attempt": times })
        .toArray();
      return troubles >= times && waiting && waiting.dueAt - door.now() < 8_000;
    };
    await until(`it pauses after ${times}`, pauses, patienceMs);
    isWell = times === 2;
    door.advance(8_000);
  }
  await until("it is told after all", () => toldOf(orderId).length > 0, patienceMs);
  await nothingWaits();
  assert.deepEqual([toldOf(orderId).length, await browsers()], [1, 1]);
  await tell(orderId, ["TicketPickedUp"], "PICKED_UP");
  await forgotten(mine);
});

test("a browser belongs to whoever said so last; a person has ten, and ended sign-ins have none", async () => {
  const shared = await subscribed("/shared", stranger);
  await door.ask("PUT", "/push-subscriptions", { as: customer, body: shared });
  assert.equal((await forgotten(shared, stranger)).status, 204);
  assert.equal(await browsers(), 1, "another's is not theirs to end");
  for (let i = 0; i < 12; i += 1) {
    door.advance(1);
    await subscribed(`/many/${i}`);
  }
  const { orderId } = await ready();
  await momentPasses();
  assert.deepEqual(
    toldOf(orderId)
      .map(({ path }) => path)
      .sort(),
    Array.from({ length: 10 }, (_, i) => `/many/${i + 2}`).sort(),
  );
  await tell(orderId, ["TicketPickedUp"], "PICKED_UP");
  door.advance(1);
  door.member.publish("SessionRevoked", memberOne, { memberId: memberOne, notBefore: door.now() });
  await until("its browsers are forgotten", async () => (await browsers()) === 0);
});

test("a guest has a browser for as long as they have an order", async () => {
  const mine = await service.subscribe("/guest");
  const put = () => door.ask("PUT", "/push-subscriptions", { as: guest, body: mine });
  assert.equal((await put()).body.code, "FORBIDDEN");
  const { orderId } = await placed(guest, atCounter);
  assert.equal((await put()).status, 204);
  assert.equal(await browsers(), 1);
  await door.ask("POST", `/orders/${orderId}/cancel`, { as: guest, key: "guest-cancels" });
  await until("it is forgotten", async () => (await browsers()) === 0);
});

test("what a killed replica had begun to send goes on at another", async () => {
  const back = { ...stranger, authAtMs: door.now() };
  const mine = await subscribed("/killed", back);
  const { orderId } = await ready(back);
  await door.stopAll();
  door.advance(pushAfterMs + 1);
  const doomed = await door.startDoomed("order.push-sending");
  assert.equal(await doomed.died, "SIGKILL");
  assert.deepEqual(toldOf(orderId), []);
  await door.start();
  door.advance(15_000);
  await until("another has told it", () => toldOf(orderId).length > 0, patienceMs);
  await nothingWaits();
  assert.equal(toldOf(orderId).length, 1);
  await forgotten(mine, back);
});
