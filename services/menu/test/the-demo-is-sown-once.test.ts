import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { openStore } from "@siren/store/open-store";
import { createCatalogue } from "../src/catalogue.ts";
import { createKeyedWrite } from "../src/keyed-write.ts";
import { faultsOfMenu, faultsOfStore } from "../src/rules.ts";
import { demoCategories, demoItems } from "../src/seed/demo-menu.ts";
import { demoStores } from "../src/seed/demo-stores.ts";
import { demoSeed, seedDemo } from "../src/seed/seed.ts";
import { menuModels } from "../src/store.ts";
import { openMenu, ops } from "../src/testing/open-menu.ts";

test("two replicas that begin together, and a restart, leave one menu a store, told once", async () => {
  const door = await openMenu();
  try {
    assert.deepEqual((await door.ask("GET", "/stores")).body.stores, [], "an empty seed sows nothing");
    const [one] = await Promise.all([door.start({ SEED: "demo" }), door.start({ SEED: "demo" })]);
    await one.stop();
    await door.start({ SEED: "demo" });
    const { stores } = (await door.ask("GET", "/stores")).body;
    assert.deepEqual(
      stores.map(({ version }: { version: number }) => version),
      [1, 1, 1],
    );
    await until("all is told", async () => (await door.events()).length >= 6);
    const told = (await door.events()).map(({ type, data }) => `${type} ${data.storeId}`);
    assert.equal(new Set(told).size, 6);
    assert.equal(told.length, 6);
  } finally {
    await door.close();
  }
});

test("its promotions are marked as such, are there from the start, and stay away once taken away", async () => {
  const door = await openMenu({ SEED: "demo" });
  try {
    const shown = async () =>
      (await door.ask("GET", "/promotions?store=haeundae&basket=latte")).body.promotion;
    assert.deepEqual((await shown())?.label, { ko: "광고", en: "Promotion" });
    const removed = await door.write("DELETE", "/promotions/demo-with-coffee", undefined, { as: ops });
    assert.equal(removed.status, 200);
    await door.start({ SEED: "demo" });
    assert.equal(await shown(), null);
  } finally {
    await door.close();
  }
});

test("it looks like a cafe: every item can be sold as it stands, in two languages", () => {
  assert.deepEqual(faultsOfMenu({ categories: demoCategories, items: demoItems }), []);
  assert.ok(demoItems.length >= 40 && demoCategories.length === 6);
  for (const { categoryId } of demoCategories)
    assert.ok(demoItems.filter((item) => item.categoryId === categoryId).length >= 5, categoryId);
  assert.ok(
    demoItems.every(({ kcal, price_krw }) => kcal !== null && price_krw >= 2_000 && price_krw % 100 === 0),
  );
  assert.ok(demoItems.every(({ name }) => /[가-힣]/.test(name.ko) && /^[\x20-\x7e]+$/.test(name.en)));
  const choices = demoItems.flatMap(({ optionGroups }) => optionGroups.flatMap((group) => group.choices));
  assert.ok(
    choices.filter(({ choiceId }) => choiceId === "soy-milk").every((one) => one.allergens?.includes("soy")),
  );
  for (const store of demoStores) assert.deepEqual(faultsOfStore({ ...store, version: 1 }), []);
});

test("a newer seed reaches what nobody has written since, and leaves alone what somebody has", async () => {
  const door = await openMenu();
  const store = await openStore(`sqlite://${join(door.folder, "menu.db")}`, {
    log: { info() {}, warn() {} },
    now: door.now,
  });
  try {
    const models = menuModels(store);
    const catalogue = createCatalogue(models, createKeyedWrite(store), door.now);
    const older = { ...demoSeed, items: demoItems.slice(0, 1) };
    await seedDemo(catalogue, older);
    const { categories, items, ...seongsu } = await catalogue.menu("seongsu");
    const edited = items.map((item) => ({ ...item, price_krw: 1_000 }));
    await catalogue.publish("seongsu", { expectedVersion: seongsu.menuVersion, categories, items: edited });
    // As a program left it that put no mark on what it had sown.
    await models.menus.updateOne({ _id: "haeundae" }, { $unset: { sown: 1 } });
    for (const _ of ["a start", "and another"]) await seedDemo(catalogue, demoSeed);
    const versions = async (storeId: string) => {
      const { menuVersion, items } = await catalogue.menu(storeId);
      return [menuVersion, items.length];
    };
    assert.deepEqual(await versions("gwanghwamun"), [2, demoItems.length]);
    assert.deepEqual(await versions("haeundae"), [2, demoItems.length]);
    assert.deepEqual(await versions("seongsu"), [2, 1]);
    assert.equal((await catalogue.menu("seongsu")).items[0]?.price_krw, 1_000);
    assert.deepEqual(
      (await catalogue.stores()).map(({ version }) => version),
      [1, 1, 1],
    );
  } finally {
    await store.close();
    await door.close();
  }
});
