import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import type { EventData } from "@siren/contracts/events";
import { openMember } from "../src/testing/open-member.ts";

const hourMs = 3_600_000;

test("what order may promise is announced again hours before it runs out, also when nothing happens", async () => {
  const door = await openMember();
  try {
    const mina = await door.somebody(40_000);
    const told = async () =>
      (await door.events())
        .filter(({ type, data }) => type === "AllowanceSet" && data.cardId === mina.cardId)
        .map(({ data }) => data as EventData<"AllowanceSet">);
    const until12 = async () => (await told()).at(-1)?.expiresAt ?? 0;
    await until("the first one is told", async () => (await told()).length === 1);
    for (let days = 0; days < 2; days += 1) {
      const before = await told();
      door.advance(9 * hourMs + 1);
      await until("it is announced again", async () => (await told()).length > before.length);
      assert.ok((await until12()) - door.now() > 11 * hourMs);
    }
    const [amounts, versions] = [await told(), await told()].map((all, i) =>
      all.map(({ amount_krw, version }) => (i === 0 ? amount_krw : version)),
    );
    assert.deepEqual(amounts, [30_000, 30_000, 30_000]);
    assert.deepEqual(
      versions,
      versions?.toSorted((a, b) => a - b),
    );
  } finally {
    await door.close();
  }
});

test("nothing is allowed before a top-up is settled, nor while the card owes", async () => {
  const door = await openMember();
  try {
    const mina = await door.somebody();
    const last = async () =>
      (await door.events()).filter(({ type }) => type === "AllowanceSet").at(-1)?.data.amount_krw;
    assert.equal(await last(), undefined);
    const late = { ...mina.card, storeId: "seongsu", amount_krw: 3_000, deferred: true };
    const orderId = door.newId("ord");
    await mina.topUp(2_000);
    await until("a small one is allowed as it is", async () => (await last()) === 2_000);
    door.order.publish("OrderCaptureWanted", orderId, { orderId, ...late });
    await until("nothing is allowed", async () => (await last()) === 0);
    assert.equal((await mina.wallet()).arrears_krw, 1_000);
    await mina.topUp(5_000);
    await until("what is left after the debt is", async () => (await last()) === 4_000);
    assert.equal((await mina.wallet()).arrears_krw, 0);
  } finally {
    await door.close();
  }
});
