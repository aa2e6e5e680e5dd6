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

const hourMs = 3_600_000;
for (const [index, trouble] of commitTroubles.entries()) {
  test(`${trouble.kind} at the commit of a price that has fallen due: one version more, told once`, async () => {
    const path = "/stores/seongsu/menu";
    const { menuVersion } = (await door.ask("GET", path)).body;
    const price_krw = 6_000 + index;
    const draft = { at: door.now() + hourMs, prices: [{ itemId: "latte", price_krw }] };
    const { status } = await door.write("PUT", `/stores/seongsu/price-changes/p${index}`, draft);
    assert.equal(status, 200);
    await faults.suffer({ next: [trouble] });
    door.advance(hourMs);
    await until("it is published", async () => (await door.ask("GET", path)).body.menuVersion > menuVersion);
    await faults.suffer({});
    const { menuVersion: after, items } = (await door.ask("GET", path)).body;
    assert.equal(after, menuVersion + 1);
    assert.equal(items.find(({ itemId }: { itemId: string }) => itemId === "latte").price_krw, price_krw);
    const told = async () =>
      (await door.events()).filter(
        ({ type, data }) =>
          type === "MenuPublished" && data.storeId === "seongsu" && data.menuVersion === after,
      );
    await until("it is told", async () => (await told()).length > 0);
    assert.equal((await told()).length, 1);
  });
}
