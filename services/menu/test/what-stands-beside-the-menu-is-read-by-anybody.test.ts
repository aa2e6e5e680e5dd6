import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { customer, type Menu, manager, openMenu, ops } from "../src/testing/open-menu.ts";

let door: Menu;
before(async () => {
  door = await openMenu({ SEED: "demo" });
});
after(() => door.close());

const found = async (q: string, store?: string): Promise<string[]> => {
  const query = new URLSearchParams({ q, ...(store && { store }) });
  const { hits } = (await door.ask("GET", `/search?${query}`)).body;
  return hits.map(({ itemId, storeId }: Record<string, string>) => (store ? itemId : `${storeId}/${itemId}`));
};

test("an item is found by the beginning of its name, of a word, by what is inside, in both languages", async () => {
  assert.equal((await found("아메", "seongsu"))[0], "americano");
  assert.equal((await found("AMERI", "seongsu"))[0], "americano");
  assert.deepEqual(await found("macchi", "seongsu"), ["caramel-macchiato"]);
  assert.ok((await found("라떼", "seongsu")).includes("vanilla-latte"));
  assert.deepEqual((await found("latte", "seongsu"))[0], "latte");
  assert.deepEqual(await found("바닐라 라떼", "seongsu"), ["vanilla-latte"]);
  assert.deepEqual(await found("바닐라라떼", "seongsu"), ["vanilla-latte"]);
  assert.deepEqual(await found("ㅇㅁㄹㅋㄴ", "seongsu"), ["americano"]);
  assert.deepEqual(await found("아메리카노".normalize("NFD"), "seongsu"), ["americano"]);
  assert.deepEqual(await found("문경", "seongsu"), ["omija-ade"]);
  assert.ok((await found("베이커리", "seongsu")).includes("plain-scone"));
  assert.deepEqual(await found("아메리카노"), [
    "gwanghwamun/americano",
    "haeundae/americano",
    "seongsu/americano",
  ]);
  assert.deepEqual(await found("피자"), []);
  assert.deepEqual(await found("(.*)"), []);
});

test("a search that is none is refused", async () => {
  for (const path of [
    "/search",
    "/search?q=",
    "/search?q=%20",
    `/search?q=${"a".repeat(41)}`,
    "/search?q=a&x=1",
  ])
    assert.equal(codeOf(await door.ask("GET", path)), "BAD_REQUEST", path);
  assert.equal(codeOf(await door.ask("GET", "/search?q=a&store=nowhere")), "NOT_FOUND");
});

const hourMs = 3_600_000;
const promoted = (text: string, changes: object = {}) => ({
  ...{ expectedVersion: 0, storeIds: ["seongsu"], text: { ko: text, en: text } },
  ...{ fromAt: door.now() - hourMs, untilAt: door.now() + hourMs, hours: null, words: [], ...changes },
});
const shown = async (basket = "", store = "seongsu") => {
  const query = new URLSearchParams({ store, ...(basket && { basket }) });
  const { promotion } = (await door.ask("GET", `/promotions?${query}`)).body;
  return promotion?.text.en ?? null;
};

test("one promotion is shown at a time: the one that fits basket, store and hour best, and none when over", async () => {
  assert.equal(await shown(), null);
  const put = (id: string, body: object, more = {}) => door.write("PUT", `/promotions/${id}`, body, more);
  assert.equal((await put("everywhere", promoted("all", { storeIds: [] }), { as: ops })).status, 200);
  assert.equal(await shown(), "all");
  await put("here", promoted("here"));
  assert.deepEqual([await shown(), await shown("", "haeundae")], ["here", "all"]);
  await put("with-latte", promoted("croissant", { words: ["라떼"] }));
  await put("with-bread", promoted("coffee", { words: ["bakery", "scone"] }));
  assert.equal(await shown("latte"), "croissant");
  assert.equal(await shown("americano"), "here");
  assert.equal(await shown("plain-scone,latte"), "coffee");
  assert.equal(await shown("not-there"), "here");
  const minute = Math.floor((door.now() + 9 * hourMs) / 60_000) % 1_440;
  const now = { from: minute, until: (minute + 30) % 1_440 };
  const later = { from: (minute + 60) % 1_440, until: (minute + 90) % 1_440 };
  await put("this-hour", promoted("now", { hours: now }));
  await put("next-hour", promoted("later", { hours: later, words: ["latte"] }));
  await put(
    "to-come",
    promoted("tomorrow", { fromAt: door.now() + hourMs, untilAt: door.now() + 9 * hourMs }),
  );
  assert.deepEqual([await shown(), await shown("latte")], ["now", "croissant"]);
  const listed = (await door.ask("GET", "/stores/seongsu/promotions", { as: manager })).body.promotions;
  assert.equal(listed.length, 7);
  assert.equal((await door.write("DELETE", "/promotions/with-latte", undefined)).status, 200);
  assert.equal(await shown("latte"), "now");
  const { body } = await door.ask("GET", "/promotions?store=seongsu");
  assert.deepEqual(body.promotion.label, { ko: "광고", en: "Promotion" });
});

test("a promotion is edited by those whose stores it is for", async () => {
  const path = "/promotions/mine";
  const put = (body: object, more = {}) => door.write("PUT", path, body, more);
  assert.equal(codeOf(await put(promoted("a"), { as: customer })), "FORBIDDEN");
  assert.equal(codeOf(await put(promoted("a"), { as: undefined })), "UNAUTHENTICATED");
  assert.equal(codeOf(await put(promoted("a"), { key: undefined })), "KEY_REQUIRED");
  assert.equal(codeOf(await put(promoted("a", { storeIds: [] }))), "WRONG_STORE");
  assert.equal(codeOf(await put(promoted("a", { storeIds: ["seongsu", "haeundae"] }))), "WRONG_STORE");
  assert.equal(codeOf(await put(promoted("a", { untilAt: 1, fromAt: 2 }))), "BAD_REQUEST");
  assert.equal(codeOf(await put(promoted(" "))), "BAD_REQUEST");
  assert.equal(codeOf(await put(promoted("a".repeat(121)))), "BAD_REQUEST");
  assert.equal((await put(promoted("a"))).body.version, 1);
  assert.equal(codeOf(await put(promoted("b"))), "VERSION_CONFLICT");
  assert.equal((await put(promoted("b", { expectedVersion: 1 }))).body.version, 2);
  const other = { as: { ...manager, stores: ["haeundae"] } };
  const theirs = promoted("c", { expectedVersion: 2, storeIds: ["haeundae"] });
  assert.equal(codeOf(await put(theirs, other)), "WRONG_STORE");
  assert.equal(codeOf(await door.write("DELETE", path, undefined, other)), "WRONG_STORE");
  assert.equal(codeOf(await door.write("DELETE", "/promotions/nowhere", undefined)), "NOT_FOUND");
  for (const query of ["", "?store=No", "?store=seongsu&basket=,", "?store=seongsu&basket=A"])
    assert.equal(codeOf(await door.ask("GET", `/promotions${query}`)), "BAD_REQUEST", query);
});

test("rates are shown with their date, and a newer file is taken up; a faulty one is not", async () => {
  const { body } = await door.ask("GET", "/rates");
  assert.deepEqual([body.asOf, body.chargedIn], ["2026-11-20", "KRW"]);
  assert.ok(body.rates.every(({ krwPerUnit }: { krwPerUnit: unknown }) => typeof krwPerUnit === "string"));
  const file = join(door.folder, "rates.json");
  await writeFile(
    file,
    JSON.stringify({ asOf: "2026-11-21", rates: [{ currency: "USD", krwPerUnit: "1410.25" }] }),
  );
  const at = await door.start({ RATES_FILE: file });
  assert.equal((await door.ask("GET", "/rates", { at })).body.rates[0].krwPerUnit, "1410.25");
  await writeFile(
    file,
    JSON.stringify({ asOf: "2026-11-22", rates: [{ currency: "USD", krwPerUnit: 1410.25 }] }),
  );
  door.advance(30_000);
  assert.equal((await door.ask("GET", "/rates", { at })).body.asOf, "2026-11-21");
  assert.ok(door.log.some((line) => line.includes("rates.unreadable")));
  await writeFile(
    file,
    JSON.stringify({ asOf: "2026-11-23", rates: [{ currency: "USD", krwPerUnit: "1400" }] }),
  );
  door.advance(30_000);
  assert.equal((await door.ask("GET", "/rates", { at })).body.asOf, "2026-11-23");
  const none = await door.start({ RATES_FILE: join(door.folder, "none.json") });
  assert.equal(codeOf(await door.ask("GET", "/rates", { at: none })), "NOT_FOUND");
});
