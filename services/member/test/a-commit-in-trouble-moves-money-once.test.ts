import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { commitTroubles, type FaultSwitch, openFaultSwitch } from "@siren/store/testing/fault-switch";
import { balanced, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
let faults: FaultSwitch;
before(async () => {
  faults = await openFaultSwitch();
  door = await openMember(faults.env);
});
after(async () => {
  await door?.close();
  await faults?.close();
});

for (const trouble of commitTroubles) {
  test(`${trouble.kind} at the commits of a top-up and a hold: each moved once, told once`, async () => {
    const mina = await door.somebody();
    const before = (await faults.done())[trouble.kind];
    await faults.suffer({ next: [trouble] });
    assert.equal((await mina.topUp(10_000)).status, 201);
    await faults.suffer({});
    await faults.suffer({ next: [trouble] });
    const orderId = door.newId("ord");
    assert.equal((await door.hold(orderId, mina, 4_000)).status, 201);
    await faults.suffer({});
    assert.ok((await faults.done())[trouble.kind] > before);
    const { available_krw, held_krw } = await mina.wallet();
    assert.deepEqual([available_krw, held_krw], [6_000, 4_000]);
    const told = async () => (await door.events()).filter(({ data }) => data.orderId === orderId);
    await until("it is told", async () => (await told()).length > 0);
    assert.equal((await told()).length, 1);
    assert.deepEqual(await door.ledger(), balanced);
  });
}
