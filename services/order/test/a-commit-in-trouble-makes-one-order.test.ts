import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { commitTroubles, type FaultSwitch, openFaultSwitch } from "@siren/store/testing/fault-switch";
import { byCard, customer, type Door, openDoor } from "../src/testing/open-door.ts";

let door: Door;
let faults: FaultSwitch;
before(async () => {
  faults = await openFaultSwitch();
  door = await openDoor(faults.env);
});
after(async () => {
  await door?.close();
  await faults?.close();
});

type Told = { type: string; data: { orderId?: string } };
let lastNumber = 0;

for (const trouble of commitTroubles) {
  test(`${trouble.kind} at the commits of placing and cancelling: one order, one hold, one cancel`, async () => {
    const before = (await faults.done())[trouble.kind];
    await faults.suffer({ next: [trouble] });
    const key = `key-${trouble.kind}`;
    const { status, body } = await door.ask("POST", "/orders", { as: customer, key, body: byCard });
    await faults.suffer({});
    assert.deepEqual([status, body.state], [201, "AUTHORISED"]);
    const orderId = String(body.orderId);
    // A number that a repeated attempt had drawn is not used up.
    assert.equal(body.number, lastNumber + 1);
    lastNumber += 1;
    assert.equal(door.member.requests.filter(({ path }) => path.endsWith(orderId)).length, 1);

    await faults.suffer({ next: [trouble] });
    const cancel = { as: customer, key: `${key}-cancel` };
    assert.equal((await door.ask("POST", `/orders/${orderId}/cancel`, cancel)).status, 200);
    await faults.suffer({});
    assert.ok((await faults.done())[trouble.kind] > before);
    const told = async () => {
      const feed = await door.ask("GET", "/internal/feed?after=0&limit=500", { as: "barista" });
      const events = feed.body.events as Told[];
      return events.filter(({ data }) => data.orderId === orderId).map(({ type }) => type);
    };
    await until("it is told", async () => (await told()).includes("OrderCancelled"));
    const types = await told();
    assert.equal(new Set(types).size, types.length, types.join(", "));
  });
}
