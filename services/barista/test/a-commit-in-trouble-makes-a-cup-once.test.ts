import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { commitTroubles, type FaultSwitch, openFaultSwitch } from "@siren/store/testing/fault-switch";
import { type Barista, openBarista } from "../src/testing/open-barista.ts";

let door: Barista;
let faults: FaultSwitch;
before(async () => {
  faults = await openFaultSwitch();
  door = await openBarista(faults.env);
});
after(async () => {
  await door?.close();
  await faults?.close();
});

for (const trouble of commitTroubles) {
  test(`${trouble.kind} at the commits of a ticket's taps: each counts once, and is told once`, async () => {
    const { ticketId, orderId, units } = await door.queued();
    const before = (await faults.done())[trouble.kind];
    const [unit] = units;
    const taps = [
      `/tickets/${ticketId}/accept`,
      ...["claim", "done"].map((verb) => `/units/${unit?.unitId}/${verb}`),
      `/tickets/${ticketId}/hand-over`,
    ];
    for (const path of taps) {
      await faults.suffer({ next: [trouble] });
      assert.equal((await door.tap(path)).status, 200, path);
      await faults.suffer({});
    }
    assert.ok((await faults.done())[trouble.kind] > before);
    await until("all is told", async () => (await door.told(orderId)).includes("TicketPickedUp"));
    assert.deepEqual(await door.told(orderId), [
      ...["TicketQueued", "TicketAccepted", "TicketStarted", "UnitStarted", "UnitDone", "TicketReady"],
      "TicketPickedUp",
    ]);
    const { units: made } = await door.factOf(orderId);
    assert.deepEqual(
      made.map((each: { doneTimes: number }) => each.doneTimes),
      [1],
    );
  });
}
