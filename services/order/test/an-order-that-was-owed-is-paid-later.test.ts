import assert from "node:assert/strict";
import { test } from "node:test";
import { cardOne, memberOne } from "../src/testing/build-order.ts";
import { atCounter, byCard, customer, type Door, openDoor, poll } from "../src/testing/open-door.ts";

async function withDoor(work: (door: Door) => Promise<void>) {
  const door = await openDoor();
  try {
    await work(door);
  } finally {
    await door.close();
  }
}
const place = (door: Door, key: string, body: unknown) =>
  door.ask("POST", "/orders", { as: customer, key, body });

test("arrears that were settled make the order a paid one; a refunded order stays refunded", () =>
  withDoor(async (door) => {
    const ofCard = { memberId: memberOne, cardId: cardOne };
    const paymentOf = async (orderId: string) =>
      (await door.ask("GET", `/orders/${orderId}`, { as: customer })).body.payment;
    const owing = async (key: string) => {
      const orderId = String((await place(door, key, byCard)).body.orderId);
      door.member.publish("HoldCaptured", orderId, { orderId, amount_krw: 5_000, shortfall_krw: 2_000 });
      await poll(async () => (await paymentOf(orderId)) === "ARREARS");
      return orderId;
    };
    const one = await owing("key-owed-1");
    door.member.publish("ArrearsSettled", one, { orderId: one, ...ofCard });
    await poll(async () => (await paymentOf(one)) === "CAPTURED");

    const two = await owing("key-owed-2");
    door.member.publish("Refunded", two, { orderId: two, part: "all", amount_krw: 5_000 });
    door.member.publish("ArrearsSettled", two, { orderId: two, ...ofCard });
    const three = await owing("key-owed-3");
    assert.equal(await paymentOf(two), "REFUNDED");
    assert.equal(await paymentOf(three), "ARREARS");
    assert.ok(!door.log.some((line) => line.includes("fact_refused")));
  }));

test("an order service that starts over knows the customers' names", () =>
  withDoor(async (door) => {
    assert.equal((await place(door, "key-name-1", atCounter)).body.nickname, "손님");
    door.member.state = {
      ...{ allowances: [], revoked: [] },
      nicknames: [{ memberId: memberOne, nickname: "지우" }],
    };
    await door.stopReplicas();
    await door.startReplica({ STORE: `sqlite://${door.folder}/another.db` });
    await poll(
      async () => (await door.ask("POST", "/quotes", { as: customer, body: atCounterCart })).status === 200,
    );
    let turn = 0;
    await poll(async () => {
      turn += 1;
      return (await place(door, `key-name-${turn + 1}`, atCounter)).body.nickname === "지우";
    });
  }));

const atCounterCart = { storeId: atCounter.storeId, lines: atCounter.lines };
