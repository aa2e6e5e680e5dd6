import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { cardOne, memberOne } from "../src/testing/build-order.ts";
import { byCard, customer, type Door, openDoor } from "../src/testing/open-door.ts";

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
      await until("it is owed", async () => (await paymentOf(orderId)) === "ARREARS");
      return orderId;
    };
    const one = await owing("key-owed-1");
    door.member.publish("ArrearsSettled", one, { orderId: one, ...ofCard });
    await until("it is paid", async () => (await paymentOf(one)) === "CAPTURED");

    const two = await owing("key-owed-2");
    door.member.publish("Refunded", two, { orderId: two, part: "all", amount_krw: 5_000 });
    door.member.publish("ArrearsSettled", two, { orderId: two, ...ofCard });
    const three = await owing("key-owed-3");
    assert.equal(await paymentOf(two), "REFUNDED");
    assert.equal(await paymentOf(three), "ARREARS");
    assert.ok(!door.log.some((line) => line.includes("fact.refused")));
  }));
