import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { salesReport, storeNow } from "@siren/contracts/barista";
import { goldenEvents } from "@siren/contracts/golden";
import {
  type Barista,
  customer,
  elsewhere,
  hana,
  jun,
  line,
  openBarista,
} from "../src/testing/open-barista.ts";

let door: Barista;
before(async () => {
  door = await openBarista();
});
after(() => door.close());

const board = async () => (await door.ask("GET", "/stores/seongsu/board", { as: jun })).body;
const say = (method: string, path: string, body: object, more: object = {}) =>
  door.ask(method, `/stores/seongsu/${path}`, { as: jun, key: door.newId("cmd"), body, ...more });
const dataOf = async (type: string) =>
  (await door.events()).filter((event) => event.type === type).map(({ data }) => data);

test("a pause ends at its time, and one that was lifted before is not lifted again", async () => {
  const pause = (minutes: number) =>
    say("PUT", "state", { state: "PAUSED", until: door.now() + minutes * 60_000, note: "단체" });
  assert.equal((await pause(10)).status, 200);
  assert.deepEqual([(await board()).state, (await board()).note], ["PAUSED", "단체"]);
  door.advance(10 * 60_000 + 1);
  await until("it takes orders", async () => (await board()).state === "OPEN");
  await pause(10);
  await say("PUT", "state", { state: "BUSY" });
  door.advance(10 * 60_000 + 1);
  await pause(30);
  await until("all is told", async () => (await dataOf("StoreStateChanged")).length === 5);
  assert.deepEqual(
    (await dataOf("StoreStateChanged")).map(({ state }) => state),
    ["PAUSED", "OPEN", "PAUSED", "BUSY", "PAUSED"],
  );
  await say("PUT", "state", { state: "OPEN" });
});

test("a delay is told until its time is over, and moves the estimates of those who wait", async () => {
  const { orderId } = await door.queued();
  const posted = await say("POST", "delay", { minutes: 20 });
  assert.deepEqual([posted.status, posted.body.minutes], [200, 20]);
  assert.deepEqual((await board()).delay, posted.body);
  await until("the slip is told", async () => (await door.told(orderId)).includes("EtaChanged"));
  const [slip] = (await dataOf("EtaChanged")).filter((data) => data.orderId === orderId);
  assert.ok(Number(slip?.etaAt) > door.now() + 19 * 60_000);
  door.advance(30 * 60_000 + 1);
  await until("it is over", async () => (await board()).delay === null);
  await until("that is told", async () => (await dataOf("DelayPosted")).at(-1)?.minutes === 0);
});

test("the work that waits is told, with the hands that are there", async () => {
  const before = (await dataOf("StoreLoadChanged")).length;
  const ticket = await door.queued({ lines: [line(3)] });
  await door.tap(`/tickets/${ticket.ticketId}/accept`);
  await door.tap(`/tickets/${(await door.queued()).ticketId}/accept`, { as: hana });
  door.advance(2_001);
  await until("both are seen", async () => (await dataOf("StoreLoadChanged")).at(-1)?.hands === 2);
  const loads = await dataOf("StoreLoadChanged");
  assert.ok(loads.length > before);
  const { wait } = storeNow.parse((await door.ask("GET", "/stores/seongsu/now")).body);
  const seconds = Number(loads.at(-1)?.drinkSeconds) / 2 + 60;
  assert.deepEqual(wait, { orders: loads.at(-1)?.waiting, minutes: Math.ceil(seconds / 60) });
  const { waiting, drinkSeconds } = loads.at(-1) ?? {};
  assert.ok(Number(waiting) >= 2 && Number(drinkSeconds) >= 4 * 60);
});

test("who waits is told each step nearer, though the minutes stay as they were", async () => {
  const storeId = "jamsil";
  const [as, lines] = [{ ...jun, stores: [storeId] }, [{ ...line(1), prepSeconds: 10 }]];
  const orders = [3, 2, 1].map((ago) => door.orderOf({ storeId, lines, placedAt: door.now() - ago }));
  for (const order of orders) door.order.publish("OrderAuthorised", order.orderId, order);
  const at = async () => (await door.ask("GET", `/stores/${storeId}/board`, { as })).body.tickets;
  await until("all wait", async () => (await at()).length === 3);
  const placesOf = async (order = orders[2]) =>
    (await door.events())
      .filter(({ type, data }) => /^(TicketQueued|EtaChanged)$/.test(type) && data.orderId === order?.orderId)
      .map(({ data }) => data.place);
  await until("the last is the third", async () => (await placesOf()).at(-1) === 3);
  let place = 3;
  for (const { ticketId, units } of (await at()).slice(0, 2)) {
    await door.tap(`/tickets/${ticketId}/accept`, { as });
    await door.tap(`/units/${units[0].unitId}/claim`, { as });
    await door.tap(`/units/${units[0].unitId}/done`, { as });
    door.advance(2_001);
    place -= 1;
    await until("it is told", async () => (await placesOf()).at(-1) === place);
  }
  assert.deepEqual(await placesOf(), [3, 2, 1]);
  assert.deepEqual(await placesOf(orders[0]), [1], "whose turn it is hears nothing more");
});

test("an order that would be ready after closing is refused by its ticket", async () => {
  const { StorePublished } = goldenEvents;
  const week = StorePublished.week.map(() => null);
  door.menu.publish("StorePublished", "seongsu", { ...StorePublished, week, holidays: [], version: 9 });
  await until("it is closed", async () => (await board()).isClosed);
  const late = door.orderOf();
  door.order.publish("OrderAuthorised", late.orderId, late);
  await until("it is refused", async () => (await door.told(late.orderId)).includes("TicketRejected"));
  assert.equal((await dataOf("TicketRejected")).at(-1)?.reason, "CLOSING");
  const allDay = StorePublished.week.map(() => ({ opens: 0, closes: 1_440 }));
  door.menu.publish("StorePublished", "seongsu", {
    ...StorePublished,
    week: allDay,
    holidays: [],
    version: 10,
  });
  await until("it is open", async () => !(await board()).isClosed);
});

test("an option that is sold out is told as one", async () => {
  const soldOut = (of: "item" | "option") => say("PUT", "availability/oat-milk", { soldOut: true, of });
  assert.deepEqual((await soldOut("option")).body, { choiceId: "oat-milk", soldOut: true });
  assert.deepEqual([(await board()).soldOut, (await board()).soldOutOptions], [[], ["oat-milk"]]);
  await until("it is told", async () => (await dataOf("OptionAvailabilityChanged")).length === 1);
  assert.equal(codeOf(await say("PUT", "availability/oat-milk", { soldOut: true, of: "x" })), "BAD_REQUEST");
});

test("a tap that a board sends again after its time has its first answer, and changes nothing", async () => {
  const ends = door.now() + 5 * 60_000;
  const taps = [
    ["PUT", "state", { state: "PAUSED", until: ends }, { key: "key-late-state" }],
    ["POST", "delay", { minutes: 10, until: ends }, { key: "key-late-delay" }],
  ] as const;
  const sent = () => Promise.all(taps.map(([method, path, body, more]) => say(method, path, body, more)));
  const first = await sent();
  door.advance(5 * 60_000 + 1);
  await until(
    "both are over",
    async () => (await board()).state === "OPEN" && (await board()).delay === null,
  );
  const again = await sent();
  assert.deepEqual(
    again.map(({ status, body }) => [status, body]),
    first.map(({ body }) => [200, body]),
  );
  assert.deepEqual([(await board()).state, (await board()).delay], ["OPEN", null]);
  for (const [method, path, body] of taps)
    assert.equal(codeOf(await say(method, path, body)), "BAD_REQUEST", "a new tap says so too late");
});

test("anybody may know before ordering that a store is busy, late or out of something", async () => {
  const now = async () => storeNow.parse((await door.ask("GET", "/stores/seongsu/now")).body);
  const ends = door.now() + 600_000;
  await say("PUT", "state", { state: "BUSY", until: ends, note: "단체 주문" });
  await say("POST", "delay", { minutes: 15 });
  await say("PUT", "availability/latte", { soldOut: true });
  await say("PUT", "stock/cookie", { counted: 0 });
  const told = await now();
  assert.deepEqual([told.state, told.until, told.note], ["BUSY", ends, "단체 주문"]);
  assert.equal(told.delay?.minutes, 15);
  assert.deepEqual([told.soldOut, told.soldOutOptions], [["latte", "cookie"], ["oat-milk"]]);
  assert.equal(codeOf(await door.ask("GET", "/stores/No%20Where/now")), "BAD_REQUEST");
  await say("PUT", "state", { state: "OPEN" });
  await say("POST", "delay", { minutes: 0 });
  await say("PUT", "availability/latte", { soldOut: false });
  await say("PUT", "stock/cookie", { received: 3 });
  const later = await now();
  assert.deepEqual([later.state, later.note, later.delay, later.soldOut], ["OPEN", null, null, []]);
});

test("a manager reads the day of the store, by what was made", async () => {
  const businessDay = "2026-11-22";
  const ticket = await door.queued({ businessDay, lines: [line(2)], total_krw: 9_000 });
  await door.tap(`/tickets/${ticket.ticketId}/accept`);
  const [first, second] = ticket.units.map(({ unitId }) => `/units/${unitId}`);
  await door.tap(`${first}/claim`);
  await door.tap(`${first}/done`);
  const units = [ticket.units[1]?.unitId];
  await door.tap(`/tickets/${ticket.ticketId}/reject`, { body: { reason: "EQUIPMENT", units } });
  assert.equal(codeOf(await door.tap(`${second}/claim`)), "ILLEGAL_TRANSITION");
  await door.tap(`/tickets/${ticket.ticketId}/hand-over`);
  await door.void((await door.queued({ businessDay })).orderId);
  const ask = (as?: typeof jun) =>
    door.ask("GET", `/stores/seongsu/sales?day=${businessDay}`, as ? { as } : {});
  const report = salesReport.parse((await ask(hana)).body);
  assert.deepEqual(report.tickets, { all: 2, open: 0, handedOver: 1, unclaimed: 0, rejected: 0, voided: 1 });
  assert.deepEqual([report.cups, report.sales_krw, report.rejectedCups], [1, 4_500, 1]);
  assert.deepEqual(report.baristas, [{ memberId: jun.sub, cups: 1 }]);
  const counts = { tickets: 1, cups: 1, sales_krw: 4_500 };
  assert.deepEqual(
    report.hours.map(({ hour: _, ...rest }) => rest),
    [counts],
  );
  assert.deepEqual(report.handOvers, [{ handOver: "take-out", ...counts }]);
  const shift = async (from: number, to: number) =>
    salesReport.parse(
      (await door.ask("GET", `/stores/seongsu/sales?day=${businessDay}&from=${from}&to=${to}`, { as: hana }))
        .body,
    );
  const before = await shift(ticket.placedAt - 3_600_000, ticket.placedAt);
  assert.deepEqual([before.tickets.all, before.cups], [0, 0]);
  const during = await shift(ticket.placedAt, ticket.placedAt + 3_600_000);
  assert.deepEqual([during.tickets.all, during.cups, during.from], [2, 1, ticket.placedAt]);
  for (const wrong of ["from=5", "from=9&to=5", "from=0&to=86400001", "to=x"]) {
    const answer = await door.ask("GET", `/stores/seongsu/sales?${wrong}`, { as: hana });
    assert.equal(codeOf(answer), "BAD_REQUEST", wrong);
  }
  assert.equal(codeOf(await ask(jun)), "FORBIDDEN");
  assert.equal(codeOf(await ask({ ...elsewhere, roles: ["manager"] })), "WRONG_STORE");
  assert.equal(codeOf(await ask()), "UNAUTHENTICATED");
  assert.equal(codeOf(await door.ask("GET", "/stores/seongsu/sales?day=x", { as: hana })), "BAD_REQUEST");
});

test("without a day it is the business day, which is yesterday's until its hours are over", async () => {
  const hourMs = 3_600_000;
  const sinceMidnightMs = (door.now() + 9 * hourMs) % (24 * hourMs);
  const yesterday = new Date(door.now() - sinceMidnightMs + 9 * hourMs).toISOString().slice(0, 10);
  door.advance(24 * hourMs - sinceMidnightMs + hourMs / 2);
  const { StorePublished } = goldenEvents;
  const week = StorePublished.week.map(() => ({ opens: 600, closes: 1_500 }));
  door.menu.publish("StorePublished", "haeundae", {
    ...{ ...StorePublished, storeId: "haeundae", week, holidays: [], version: 1 },
  });
  const ask = () => door.ask("GET", "/stores/haeundae/sales", { as: { ...elsewhere, roles: ["manager"] } });
  await until("its hours are known", async () => (await ask()).body.day === yesterday);
});

test("only the store's own staff speaks for it", async () => {
  for (const [method, path, body] of [
    ["POST", "delay", { minutes: 5 }],
    ["PUT", "availability/oat-milk", { soldOut: true, of: "option" }],
    ["PUT", "state", { state: "BUSY" }],
  ] as const) {
    assert.equal(codeOf(await say(method, path, body, { as: elsewhere })), "WRONG_STORE");
    assert.equal(codeOf(await say(method, path, body, { as: customer })), "FORBIDDEN");
    assert.equal(codeOf(await say(method, path, body, { as: undefined })), "UNAUTHENTICATED");
    assert.equal(codeOf(await say(method, path, body, { key: undefined })), "KEY_REQUIRED");
  }
  assert.equal(codeOf(await say("POST", "delay", { minutes: 5_000 })), "BAD_REQUEST");
  assert.equal(codeOf(await say("POST", "delay", { minutes: 5, until: 7 })), "BAD_REQUEST");
});
