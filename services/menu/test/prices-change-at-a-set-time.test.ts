import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { PublishedMenu } from "@siren/contracts/menu";
import { customer, type Menu, openMenu, ops } from "../src/testing/open-menu.ts";

let door: Menu;
before(async () => {
  door = await openMenu({ SEED: "demo" });
});
after(() => door.close());

const hourMs = 3_600_000;
const changes = "/stores/seongsu/price-changes";
const menuOf = async (store = "seongsu"): Promise<PublishedMenu> =>
  (await door.ask("GET", `/stores/${store}/menu`)).body;
const priceOf = (menu: PublishedMenu, itemId: string) =>
  menu.items.find((item) => item.itemId === itemId)?.price_krw;
const inAnHour = (price_krw: number) => ({
  at: door.now() + hourMs,
  prices: [{ itemId: "latte", price_krw }],
});
const versionsTold = async () =>
  (await door.events())
    .filter(({ type, data }) => type === "MenuPublished" && data.storeId === "seongsu")
    .map(({ data }) => data.menuVersion);

test("a price holds from its time on, as a new version of the whole menu", async () => {
  const old = await menuOf();
  const prices = [
    { itemId: "americano", price_krw: 4_700 },
    { choiceId: "oat-milk", price_krw: 700 },
    { itemId: "mocha", choiceId: "large", price_krw: 800 },
  ];
  const put = await door.write("PUT", `${changes}/spring`, { at: door.now() + hourMs, prices });
  assert.deepEqual([put.status, put.body.state], [200, "WAITING"]);
  assert.equal((await menuOf()).menuVersion, old.menuVersion);
  door.advance(hourMs);
  const fresh = await until("it is published", async () => {
    const menu = await menuOf();
    return menu.menuVersion > old.menuVersion && menu;
  });
  assert.equal(fresh.menuVersion, old.menuVersion + 1);
  assert.equal(priceOf(fresh, "americano"), 4_700);
  const choices = (itemId: string, choiceId: string) =>
    fresh.items
      .find((item) => item.itemId === itemId)
      ?.optionGroups.flatMap((group) => group.choices)
      .find((choice) => choice.choiceId === choiceId)?.price_krw;
  assert.deepEqual([choices("latte", "oat-milk"), choices("chai-latte", "oat-milk")], [700, 700]);
  assert.deepEqual([choices("mocha", "large"), choices("latte", "large")], [800, 700]);
  const listed = (await door.ask("GET", changes, { as: ops })).body.changes[0];
  assert.deepEqual([listed.state, listed.menuVersion, listed.missing], ["DONE", fresh.menuVersion, []]);
  assert.equal(codeOf(await door.write("PUT", `${changes}/spring`, inAnHour(1))), "ILLEGAL_TRANSITION");
  assert.equal(codeOf(await door.write("DELETE", `${changes}/spring`, undefined)), "ILLEGAL_TRANSITION");
});

test("one that fell due while nobody ran is published once, however many begin then", async () => {
  const { menuVersion } = await menuOf();
  await door.write("PUT", `${changes}/night`, inAnHour(5_300));
  await door.stopAll();
  door.advance(2 * hourMs);
  const [one] = await Promise.all([door.start(), door.start()]);
  await until("it is published", async () => (await menuOf()).menuVersion > menuVersion);
  assert.equal(priceOf(await menuOf(), "latte"), 5_300);
  await one.stop();
  await until("it is told", async () => (await versionsTold()).includes(menuVersion + 1));
  const told = await versionsTold();
  assert.equal(new Set(told).size, told.length);
  assert.equal((await menuOf()).menuVersion, menuVersion + 1);
});

test("one that was called off, or set anew, does not hold at its old time", async () => {
  const { menuVersion } = await menuOf();
  await door.write("PUT", `${changes}/off`, inAnHour(1_000));
  assert.equal((await door.write("DELETE", `${changes}/off`, undefined)).body.state, "CALLED_OFF");
  await door.write("PUT", `${changes}/later`, inAnHour(2_000));
  await door.write("PUT", `${changes}/later`, { ...inAnHour(5_500), at: door.now() + 3 * hourMs });
  await door.write("PUT", `${changes}/mark`, {
    at: door.now() + 2 * hourMs,
    prices: [{ itemId: "mocha", price_krw: 1 }],
  });
  door.advance(2 * hourMs);
  await until("the one in between is published", async () => priceOf(await menuOf(), "mocha") === 1);
  const menu = await menuOf();
  assert.deepEqual([menu.menuVersion, priceOf(menu, "latte")], [menuVersion + 1, 5_300]);
  door.advance(hourMs);
  await until("the later one is published", async () => priceOf(await menuOf(), "latte") === 5_500);
});

test("a menu that is being worked on takes the new price along", async () => {
  const draft = (await door.ask("GET", "/stores/seongsu/draft", { as: ops })).body;
  const { itemId, ...item } = draft.items.find((one: { itemId: string }) => one.itemId === "cappuccino");
  const edited = {
    storeId: "seongsu",
    expectedDraftVersion: draft.draftVersion,
    item: { ...item, kcal: 125 },
  };
  const put = await door.write("PUT", `/items/${itemId}`, edited);
  await door.write("PUT", `${changes}/beside`, inAnHour(5_700));
  door.advance(hourMs);
  await until("it is published", async () => priceOf(await menuOf(), "latte") === 5_700);
  const followed = (await door.ask("GET", "/stores/seongsu/draft", { as: ops })).body;
  assert.equal(followed.draftVersion, put.body.draftVersion + 1);
  const { draftVersion: expectedDraftVersion } = followed;
  const done = await door.write("POST", "/publish", { storeId: "seongsu", expectedDraftVersion });
  assert.equal(priceOf(done.body, "latte"), 5_700);
  assert.equal(done.body.items.find((one: { itemId: string }) => one.itemId === itemId).kcal, 125);
});

test("what cannot be is refused", async () => {
  const path = `${changes}/wrong`;
  const at = door.now() + hourMs;
  const latte = { itemId: "latte", price_krw: 5_000 };
  for (const [body, code] of [
    [{ at: door.now() - 1, prices: [latte] }, "BAD_REQUEST"],
    [{ at: at + 400 * 24 * hourMs, prices: [latte] }, "BAD_REQUEST"],
    [{ at, prices: [] }, "BAD_REQUEST"],
    [{ at, prices: [{ price_krw: 1 }] }, "BAD_REQUEST"],
    [{ at, prices: [{ ...latte, price_krw: -1 }] }, "BAD_REQUEST"],
    [{ at, prices: [{ ...latte, price_krw: 0.5 }] }, "BAD_REQUEST"],
    [{ at, prices: [{ ...latte, price_krw: 1_000_001 }] }, "BAD_REQUEST"],
    [{ at, prices: [{ choiceId: "oat-milk", price_krw: 100_001 }] }, "BAD_REQUEST"],
    [{ at, prices: [{ itemId: "gone", price_krw: 1 }] }, "OPTION_INVALID"],
    [{ at, prices: [{ itemId: "still-water", choiceId: "hot", price_krw: 1 }] }, "OPTION_INVALID"],
  ] as const)
    assert.equal(codeOf(await door.write("PUT", path, body)), code, JSON.stringify(body));
  const body = { at, prices: [latte] };
  const elsewhere = "/stores/haeundae/price-changes/wrong";
  assert.equal(codeOf(await door.write("PUT", elsewhere, body)), "WRONG_STORE");
  assert.equal(codeOf(await door.write("PUT", path, body, { as: customer })), "FORBIDDEN");
  assert.equal(codeOf(await door.write("PUT", path, body, { key: undefined })), "KEY_REQUIRED");
  assert.equal(codeOf(await door.write("DELETE", path, undefined)), "NOT_FOUND");
  assert.equal(codeOf(await door.ask("GET", changes)), "UNAUTHENTICATED");
});
