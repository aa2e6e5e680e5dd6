import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { commitTroubles, type FaultSwitch, openFaultSwitch } from "@siren/store/testing/fault-switch";
import { type Menu, openMenu } from "../src/testing/open-menu.ts";

let door: Menu;
let faults: FaultSwitch;
before(async () => {
  faults = await openFaultSwitch();
  door = await openMenu({ ...faults.env, SEED: "demo" });
});
after(async () => {
  await door?.close();
  await faults?.close();
});

for (const trouble of commitTroubles) {
  test(`${trouble.kind} at the commit of a new menu: one version more, told once`, async () => {
    const { menuVersion, categories, items } = (await door.ask("GET", "/stores/seongsu/menu")).body;
    const before = (await faults.done())[trouble.kind];
    await faults.suffer({ next: [trouble] });
    const draft = { expectedVersion: menuVersion, categories, items };
    const { status, body } = await door.write("POST", "/stores/seongsu/publish", draft);
    await faults.suffer({});
    assert.deepEqual([status, body.menuVersion], [200, menuVersion + 1]);
    assert.ok((await faults.done())[trouble.kind] > before);
    assert.deepEqual((await door.ask("GET", "/stores/seongsu/menu")).body, body);
    const told = async () =>
      (await door.events()).filter(
        ({ type, data }) =>
          type === "MenuPublished" && data.storeId === "seongsu" && data.menuVersion === body.menuVersion,
      );
    await until("it is told", async () => (await told()).length > 0);
    assert.equal((await told()).length, 1);
  });
}
