import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import type { MenuDesk } from "@siren/contracts/menu-desk";
import { customer, type Menu, openMenu, ops } from "../src/testing/open-menu.ts";

let door: Menu;
before(async () => {
  door = await openMenu({ SEED: "demo" });
});
after(() => door.close());

const storeId = "seongsu";
const draftPath = `/stores/${storeId}/draft`;
const draftOf = async (): Promise<MenuDesk> => (await door.ask("GET", draftPath, { as: ops })).body;
const menuOf = async () => (await door.ask("GET", `/stores/${storeId}/menu`)).body;
const newItem = {
  categoryId: "tea",
  name: { ko: "생강차", en: "Ginger tea" },
  ...{ price_krw: 5_200, prepSeconds: 50, optionGroups: [] },
};

test("items are put into the draft one by one, and sold when the whole is published", async () => {
  const before = await menuOf();
  const { draftVersion, isEdited, faults } = await draftOf();
  assert.deepEqual([draftVersion, isEdited, faults], [0, false, []]);
  const put = await door.write("PUT", "/items/ginger-tea", {
    storeId,
    expectedDraftVersion: 0,
    item: newItem,
  });
  assert.deepEqual([put.status, put.body.draftVersion, put.body.isEdited], [200, 1, true]);
  const seen = { store: storeId, expectedDraftVersion: "1" };
  const removed = await door.write("DELETE", `/items/chamomile?${new URLSearchParams(seen)}`, undefined);
  assert.deepEqual([removed.status, removed.body.draftVersion], [200, 2]);
  assert.deepEqual(await menuOf(), before);
  const done = await door.write("POST", "/publish", { storeId, expectedDraftVersion: 2 });
  assert.equal(done.body.menuVersion, before.menuVersion + 1);
  const ids = done.body.items.map(({ itemId }: { itemId: string }) => itemId);
  assert.ok(ids.includes("ginger-tea") && !ids.includes("chamomile"));
  assert.deepEqual(await menuOf(), done.body);
  const { draftVersion: next, isEdited: stillEdited } = await draftOf();
  assert.deepEqual([next, stillEdited], [3, false]);
});

test("of two managers the second is told, also when another has published meanwhile", async () => {
  const { draftVersion: expectedDraftVersion } = await draftOf();
  const edit = { storeId, expectedDraftVersion, item: newItem };
  assert.equal((await door.write("PUT", "/items/one", edit)).status, 200);
  assert.equal(codeOf(await door.write("PUT", "/items/two", edit)), "VERSION_CONFLICT");
  assert.equal(
    codeOf(await door.write("POST", "/publish", { storeId, expectedDraftVersion })),
    "VERSION_CONFLICT",
  );
  const { menuVersion, categories, items } = await menuOf();
  await door.write("POST", `/stores/${storeId}/publish`, { expectedVersion: menuVersion, categories, items });
  const { draftVersion } = await draftOf();
  const late = await door.write("POST", "/publish", { storeId, expectedDraftVersion: draftVersion });
  assert.equal(codeOf(late), "VERSION_CONFLICT");
  const away = `${draftPath}?expectedDraftVersion=${draftVersion}`;
  const discarded = await door.write("DELETE", away, undefined);
  assert.deepEqual([discarded.status, discarded.body.isEdited], [200, false]);
  assert.deepEqual(discarded.body.items, items);
});

test("a draft that cannot be sold from says why, and is not published", async () => {
  const { draftVersion: expectedDraftVersion, items } = await draftOf();
  const latte = items.find(({ itemId }) => itemId === "latte");
  assert.ok(latte);
  const { itemId: _id, ...item } = latte;
  const faulty = { ...item, excludedPairs: [["hot", "whole-milk"]] };
  const put = await door.write("PUT", "/items/latte", { storeId, expectedDraftVersion, item: faulty });
  assert.deepEqual(
    put.body.faults.map(({ code, itemId, part }: MenuDesk["faults"][number]) => [code, itemId, part]),
    [["PAIR_OF_DEFAULTS", "latte", "hot"]],
  );
  const refused = await door.write("POST", "/publish", {
    storeId,
    expectedDraftVersion: expectedDraftVersion + 1,
  });
  assert.equal(codeOf(refused), "OPTION_INVALID");
  for (const [changes, why] of [
    [{ excludedPairs: [["hot", "gone"]] }, /gone is not offered/],
    [{ excludedPairs: [["hot", "hot"]] }, /one choice/],
    [{ pictureId: "not-there" }, /no picture not-there/],
    [{ price_krw: 1_000_001 }, /costs more than/],
    [{ name: { ko: " ", en: "Latte" } }, /needs names/],
    [{ description: { ko: "", en: "x".repeat(301) } }, /description/],
    [{ optionGroups: [{ ...item.optionGroups[0], name: { ko: "", en: "" } }], excludedPairs: [] }, /names/],
  ] as const) {
    const draft = await menuOf();
    const whole = draft.items.map((one: { itemId: string }) =>
      one.itemId === "latte" ? { ...one, ...changes } : one,
    );
    const answer = await door.write("POST", `/stores/${storeId}/publish`, {
      ...{ expectedVersion: draft.menuVersion, categories: draft.categories, items: whole },
    });
    assert.equal(codeOf(answer), "OPTION_INVALID", JSON.stringify(changes));
    assert.match(answer.body.detail, why);
  }
});

test("only those whose store it is work on it", async () => {
  const edit = { storeId: "haeundae", expectedDraftVersion: 0, item: newItem };
  assert.equal(codeOf(await door.write("PUT", "/items/one", edit)), "WRONG_STORE");
  assert.equal(codeOf(await door.write("PUT", "/items/one", edit, { as: customer })), "FORBIDDEN");
  assert.equal(codeOf(await door.write("PUT", "/items/one", edit, { as: undefined })), "UNAUTHENTICATED");
  assert.equal(codeOf(await door.write("PUT", "/items/one", edit, { key: undefined })), "KEY_REQUIRED");
  assert.equal(
    codeOf(await door.write("PUT", "/items/one", { ...edit, storeId: "nowhere" }, { as: ops })),
    "NOT_FOUND",
  );
  assert.equal(codeOf(await door.write("PUT", "/items/one", { ...edit, itemId: "one" })), "BAD_REQUEST");
  const gone = `/items/gone?store=${storeId}&expectedDraftVersion=${(await draftOf()).draftVersion}`;
  assert.equal(codeOf(await door.write("DELETE", gone, undefined)), "NOT_FOUND");
  assert.equal(
    codeOf(await door.write("POST", "/publish", { storeId: "haeundae", expectedDraftVersion: 0 })),
    "WRONG_STORE",
  );
  assert.equal(codeOf(await door.ask("GET", draftPath)), "UNAUTHENTICATED");
  const manager = { as: { ...ops, roles: ["manager" as const], stores: ["haeundae"] } };
  assert.equal(codeOf(await door.ask("GET", draftPath, manager)), "WRONG_STORE");
});

test("hours and holidays are set apart from the rest, over the version that was seen", async () => {
  const store = (await door.ask("GET", `/stores/${storeId}`)).body;
  const week = store.week.map(() => ({ opens: 420, closes: 1_320 }));
  const hours = { expectedVersion: store.version, week, lastOrderMinutes: 20 };
  const done = await door.write("PUT", `/stores/${storeId}/hours`, hours);
  assert.deepEqual(
    [done.status, done.body.version, done.body.lastOrderMinutes],
    [200, store.version + 1, 20],
  );
  assert.deepEqual(done.body.handOvers, store.handOvers);
  assert.equal(codeOf(await door.write("PUT", `/stores/${storeId}/hours`, hours)), "VERSION_CONFLICT");
  const christmas = { day: "2026-12-25", name: { ko: "성탄절", en: "Christmas" }, hours: null };
  const expectedVersion = done.body.version;
  const path = `/stores/${storeId}/holidays`;
  const closed = await door.write("PUT", path, { expectedVersion, holidays: [christmas] });
  assert.deepEqual(closed.body.holidays, [christmas]);
  for (const holidays of [
    [christmas, christmas],
    [{ ...christmas, day: "2026-02-30" }],
    [{ ...christmas, day: "soon" }],
    [{ ...christmas, hours: { opens: 600, closes: 600 } }],
  ])
    assert.equal(
      codeOf(await door.write("PUT", path, { expectedVersion: expectedVersion + 1, holidays })),
      "BAD_REQUEST",
    );
  const wrong = { ...hours, expectedVersion: expectedVersion + 1 };
  for (const day of [
    { opens: 900, closes: 600 },
    { opens: 420, closes: 2_000 },
  ])
    assert.equal(
      codeOf(await door.write("PUT", `/stores/${storeId}/hours`, { ...wrong, week: week.map(() => day) })),
      "BAD_REQUEST",
    );
  assert.equal(
    codeOf(await door.write("PUT", "/stores/haeundae/holidays", { expectedVersion: 1, holidays: [] })),
    "WRONG_STORE",
  );
  assert.equal(
    codeOf(
      await door.write("PUT", "/stores/nowhere/holidays", { expectedVersion: 1, holidays: [] }, { as: ops }),
    ),
    "NOT_FOUND",
  );
});

test("what is off the menu is kept beside it and comes back as it was, until it is forgotten", async () => {
  const old = (await draftOf()).draftVersion;
  await door.write("DELETE", `${draftPath}?expectedDraftVersion=${old}`, undefined);
  const { draftVersion, items } = await draftOf();
  const mocha = items.find(({ itemId }) => itemId === "mocha");
  assert.ok(mocha);
  const { itemId: _id, ...item } = mocha;
  const off = (version: number) => `/items/mocha?store=${storeId}&expectedDraftVersion=${version}`;
  const without: MenuDesk = (await door.write("DELETE", off(draftVersion), undefined)).body;
  const isOff = ({ offMenu }: MenuDesk) => offMenu.some(({ itemId }) => itemId === "mocha");
  assert.deepEqual(without.offMenu.at(-1), mocha);
  assert.ok(!without.items.some(({ itemId }) => itemId === "mocha"));
  const published = await door.write("POST", "/publish", { storeId, expectedDraftVersion: draftVersion + 1 });
  assert.ok(!published.body.items.some(({ itemId }: { itemId: string }) => itemId === "mocha"));
  const kept = await draftOf();
  assert.deepEqual([kept.isEdited, kept.offMenu.at(-1)], [false, mocha]);

  const back = { storeId, expectedDraftVersion: kept.draftVersion, item };
  const again: MenuDesk = (await door.write("PUT", "/items/mocha", back)).body;
  assert.deepEqual([isOff(again), again.items.at(-1)], [false, mocha]);
  await door.write("DELETE", off(again.draftVersion), undefined);
  const forget = (version: number) => `${draftPath}/off-menu/mocha?expectedDraftVersion=${version}`;
  assert.equal(codeOf(await door.write("DELETE", forget(again.draftVersion), undefined)), "VERSION_CONFLICT");
  const gone = await door.write("DELETE", forget(again.draftVersion + 1), undefined);
  assert.deepEqual([gone.status, isOff(gone.body)], [200, false]);
  assert.equal(codeOf(await door.write("DELETE", forget(again.draftVersion + 2), undefined)), "NOT_FOUND");
});

test("categories and the order of everything are set in one go, and nothing gets lost by it", async () => {
  const { draftVersion, categories, items } = await draftOf();
  const itemIds = items.map(({ itemId }) => itemId);
  const path = `${draftPath}/layout`;
  const turned = {
    expectedDraftVersion: draftVersion,
    categories: [{ categoryId: "season", name: { ko: "계절", en: "Season" } }, ...categories],
    itemIds: itemIds.toReversed(),
  };
  const done: MenuDesk = (await door.write("PUT", path, turned)).body;
  assert.equal(done.categories[0]?.categoryId, "season");
  assert.deepEqual(
    done.items.map(({ itemId }) => itemId),
    itemIds.toReversed(),
  );
  assert.equal(codeOf(await door.write("PUT", path, turned)), "VERSION_CONFLICT");
  const next = { ...turned, expectedDraftVersion: done.draftVersion };
  for (const wrong of [itemIds.slice(1), [...itemIds, "moon"], [...itemIds.slice(1), itemIds[1]]])
    assert.equal(codeOf(await door.write("PUT", path, { ...next, itemIds: wrong })), "BAD_REQUEST");
  const nameless = { ...next, categories: [...categories, { categoryId: "x", name: { ko: "", en: "" } }] };
  const { faults } = (await door.write("PUT", path, nameless)).body;
  assert.deepEqual([faults[0].code, faults[0].part], ["CATEGORY_NAME", "x"]);
});

test("many prices go into the draft at once, or none of them", async () => {
  const { draftVersion: expectedDraftVersion } = await draftOf();
  const path = `${draftPath}/prices`;
  const put = (...prices: object[]) => door.write("PUT", path, { expectedDraftVersion, prices });
  const latte = { itemId: "latte", price_krw: 5_400 };
  assert.equal(codeOf(await put(latte, { itemId: "moon", price_krw: 1 })), "OPTION_INVALID");
  assert.equal(codeOf(await put(latte, { itemId: "latte", price_krw: 1_000_001 })), "BAD_REQUEST");
  assert.equal(codeOf(await put()), "BAD_REQUEST");
  const done: MenuDesk = (await put(latte, { choiceId: "oat-milk", price_krw: 800 })).body;
  const found = done.items.find(({ itemId }) => itemId === "latte");
  const oat = found?.optionGroups
    .flatMap(({ choices }) => choices)
    .find((one) => one.choiceId === "oat-milk");
  assert.deepEqual([found?.price_krw, oat?.price_krw], [5_400, 800]);
  assert.equal(codeOf(await put(latte)), "VERSION_CONFLICT");
  assert.equal(
    codeOf(await door.write("PUT", path, { expectedDraftVersion, prices: [latte] }, { as: customer })),
    "FORBIDDEN",
  );
});
