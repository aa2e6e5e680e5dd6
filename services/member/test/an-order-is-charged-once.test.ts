import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { balanced, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
  // A second replica hears the same feed: only one of the two may act on it.
  await door.start();
});
after(() => door.close());

type Somebody = Awaited<ReturnType<Member["somebody"]>>;
const storeId = "seongsu";

function capture(who: Somebody, orderId: string, amount_krw: number, deferred = false) {
  const data = { orderId, ...who.card, storeId, amount_krw, deferred };
  door.order.publish("OrderCaptureWanted", orderId, data);
}
function refund(who: Somebody, orderId: string, amount_krw: number, part = "all") {
  const data = { orderId, ...who.card, storeId, part, amount_krw };
  door.order.publish("OrderRefundWanted", orderId, data);
}
const release = (who: Somebody, orderId: string) =>
  door.order.publish("OrderReleaseWanted", orderId, { orderId, ...who.card });

const toldOf = async (orderId: string) =>
  (await door.events())
    .filter(({ data }) => data.orderId === orderId)
    .map(({ type, data: { orderId: _, memberId: _m, cardId: _c, ...rest } }) => [type, rest]);
const isTold = (type: string, orderId: string) =>
  until(`${type} of ${orderId}`, async () => (await toldOf(orderId)).some(([told]) => told === type));
const walletOf = async (who: Somebody) => {
  const { available_krw, held_krw, arrears_krw } = await who.wallet();
  return [available_krw, held_krw, arrears_krw];
};
const factOf = async (orderId: string) => {
  const { facts } = (await door.ask("GET", "/internal/audit?limit=1000", { as: "auditor" })).body;
  return facts.find((fact: { orderId: string }) => fact.orderId === orderId);
};

test("a held order is captured once, whatever the feed repeats", async () => {
  const mina = await door.somebody(10_000);
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 4_000);
  capture(mina, orderId, 4_000);
  door.order.repeatLast();
  capture(mina, orderId, 4_000);
  const marker = door.newId("ord");
  release(mina, marker);
  await isTold("HoldReleased", marker);
  assert.deepEqual(await walletOf(mina), [6_000, 0, 0]);
  assert.deepEqual(await toldOf(orderId), [
    ["HoldPlaced", { amount_krw: 4_000 }],
    ["HoldCaptured", { amount_krw: 4_000, shortfall_krw: 0 }],
  ]);
  const { captured_krw, captures, held_krw } = await factOf(orderId);
  assert.deepEqual([captured_krw, captures, held_krw], [4_000, 1, 0]);
  // The hold that comes late finds what became of it.
  const late = await door.hold(orderId, mina, 4_000);
  assert.deepEqual([late.status, late.body.state], [200, "CAPTURED"]);
});

test("a capture of less than was held gives the rest back", async () => {
  const mina = await door.somebody(10_000);
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 4_000);
  capture(mina, orderId, 3_000);
  await isTold("HoldCaptured", orderId);
  assert.deepEqual(await walletOf(mina), [7_000, 0, 0]);
});

test("a release after the capture changes nothing", async () => {
  const mina = await door.somebody(10_000);
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 4_000);
  capture(mina, orderId, 4_000);
  release(mina, orderId);
  const marker = door.newId("ord");
  release(mina, marker);
  await isTold("HoldReleased", marker);
  assert.deepEqual(await walletOf(mina), [6_000, 0, 0]);
});

test("a drink that was made after its hold was released is paid all the same", async () => {
  const mina = await door.somebody(10_000);
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 4_000);
  release(mina, orderId);
  capture(mina, orderId, 4_000, true);
  await isTold("HoldCaptured", orderId);
  assert.deepEqual(await walletOf(mina), [6_000, 0, 0]);
});

test("what a card lacks becomes arrears; what comes next pays the oldest first and tells each order", async () => {
  const mina = await door.somebody(3_000);
  const [one, two] = [door.newId("ord"), door.newId("ord")].sort() as [string, string];
  capture(mina, one, 5_000, true);
  await isTold("HoldCaptured", one);
  assert.deepEqual(await walletOf(mina), [0, 0, 2_000]);
  capture(mina, two, 4_000, true);
  await isTold("HoldCaptured", two);
  assert.deepEqual(await walletOf(mina), [0, 0, 6_000]);
  assert.deepEqual((await toldOf(one)).at(-1), ["HoldCaptured", { amount_krw: 5_000, shortfall_krw: 2_000 }]);
  const owed = (await door.events()).filter(
    ({ type, data }) => type === "CardInArrears" && data.cardId === mina.cardId,
  );
  assert.deepEqual(
    owed.map(({ data }) => data.arrears_krw),
    [2_000, 6_000],
  );
  const { body } = await mina.topUp(5_000);
  assert.deepEqual([body.card.available_krw, body.card.arrears_krw], [0, 1_000]);
  await isTold("ArrearsSettled", one);
  assert.ok(!(await toldOf(two)).some(([type]) => type === "ArrearsSettled"), "1,000 are still owed");
  await mina.topUp(5_000);
  await isTold("ArrearsSettled", two);
  assert.deepEqual(await walletOf(mina), [4_000, 0, 0]);
  const allowances = (await door.events()).filter(
    ({ type, data }) => type === "AllowanceSet" && data.cardId === mina.cardId,
  );
  assert.deepEqual(
    allowances.slice(-2).map(({ data }) => data.amount_krw),
    [0, 4_000],
    "nothing may be deferred while something is owed",
  );
});

test("a refund pays what the same card owes before it is the customer's again", async () => {
  const mina = await door.somebody(1_000);
  const orderId = door.newId("ord");
  capture(mina, orderId, 5_000, true);
  refund(mina, orderId, 5_000);
  await isTold("Refunded", orderId);
  assert.deepEqual(await walletOf(mina), [1_000, 0, 0]);
  const { captured_krw, refunded_krw } = await factOf(orderId);
  assert.equal(captured_krw - refunded_krw, 0);
});

test("a refund happens once a part, and never gives back more than was taken", async () => {
  const mina = await door.somebody(10_000);
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 6_000);
  capture(mina, orderId, 6_000);
  refund(mina, orderId, 2_000, "line-0");
  door.order.repeatLast();
  await isTold("Refunded", orderId);
  refund(mina, orderId, 4_000, "line-1");
  await until("the second part", async () => (await mina.wallet()).available_krw === 10_000);
  assert.deepEqual(
    (await toldOf(orderId)).filter(([type]) => type === "Refunded"),
    [
      ["Refunded", { part: "line-0", amount_krw: 2_000 }],
      ["Refunded", { part: "line-1", amount_krw: 4_000 }],
    ],
  );
});

test("a refund of what was never taken, or of too much, is set aside and holds up nobody", async () => {
  const mina = await door.somebody(10_000);
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 6_000);
  capture(mina, orderId, 6_000);
  await isTold("HoldCaptured", orderId);
  refund(mina, orderId, 6_001);
  const marker = door.newId("ord");
  release(mina, marker);
  await until("those behind it are heard", async () => (await toldOf(marker)).length > 0, 30_000);
  assert.deepEqual(await walletOf(mina), [4_000, 0, 0]);
  assert.ok(door.log.some((line) => line.includes("event.set-aside")));
});

test("after all of it the ledger adds up", async () => {
  assert.deepEqual(await door.ledger(), balanced);
});
