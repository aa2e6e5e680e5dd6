// patient: it goes over every operation with dozens of wrong requests, and no clock
import { join } from "node:path";
import { after, before } from "node:test";
import { person } from "@siren/chassis/testing/service-door";
import type { Right } from "@siren/chassis/testing/surface/faults";
import { walkSurface } from "@siren/chassis/testing/surface/walk";
import { changedSince, openDigest, type StoreDigest } from "@siren/store/testing/digest";
import { customer, type Menu, manager, newStore, openMenu, ops, tinyPng } from "../src/testing/open-menu.ts";

let door: Menu;
let digest: StoreDigest;
before(async () => {
  door = await openMenu({ SEED: "demo" });
  digest = await openDigest((await door.envOf()).STORE ?? "");
});
after(async () => {
  await digest?.close();
  await door?.close();
});

const elsewhere = person("mem_0000000000000000000000000E", ["manager"], ["haeundae"]);
const barista = person("mem_0000000000000000000000000B", ["barista"], ["seongsu"]);
const guest = { ...person("g".repeat(43), ["guest"]), kind: "guest" as const, via: "guest" as const };
const text = { ko: "글", en: "text" };
const hours = { opens: 420, closes: 1320 };
const dayMs = 86_400_000;

const atStore = { params: { store: "seongsu" }, unknown: { store: "nowhere" } };
const ofManager = { as: manager, notTheirs: [elsewhere], ...atStore };
const bytes = (data: Uint8Array<ArrayBuffer>, type = "image/png") => ({ type, data });
const svg = Uint8Array.from(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'));

const noPictures: [
  what: string,
  sent: ReturnType<typeof bytes>,
  code: "PICTURE_INVALID" | "UNSUPPORTED_MEDIA_TYPE",
][] = [
  ["an SVG that is called a PNG", bytes(svg), "PICTURE_INVALID"],
  ["an SVG", bytes(svg, "image/svg+xml"), "UNSUPPORTED_MEDIA_TYPE"],
  ["a page", bytes(Uint8Array.from(Buffer.from(`<html>${"x".repeat(60)}`))), "PICTURE_INVALID"],
  ["half a picture", bytes(tinyPng().slice(0, 20)), "PICTURE_INVALID"],
  ["nothing", bytes(new Uint8Array()), "PICTURE_INVALID"],
  [
    "an address that points inwards",
    bytes(Uint8Array.from(Buffer.from('{"url":"http://169.254.169.254/"}')), "application/json"),
    "UNSUPPORTED_MEDIA_TYPE",
  ],
];

async function menuNow(store = "seongsu") {
  return (await door.ask("GET", `/stores/${store}/menu`)).body;
}
async function draftNow() {
  return (await door.ask("GET", "/stores/seongsu/draft", { as: manager })).body;
}
/** A walk that took items off may have left none. */
async function draftWithItems() {
  const { items } = await menuNow("gwanghwamun");
  const { categoryId } = (await menuNow()).categories[0];
  for (const { itemId, ...item } of items.slice(0, 2)) {
    const expectedDraftVersion = (await draftNow()).draftVersion;
    const edit = { storeId: "seongsu", expectedDraftVersion, item: { ...item, categoryId } };
    await door.write("PUT", `/items/${itemId}`, edit);
  }
  return draftNow();
}
const versionOf = async () => (await door.ask("GET", "/stores/seongsu")).body.version as number;

function rights(): Record<string, Right | (() => Promise<Right>)> {
  const promotion = {
    ...{ expectedVersion: 0, storeIds: ["seongsu"], text, hours: null, words: ["latte"] },
    ...{ fromAt: door.now(), untilAt: door.now() + dayMs },
  };
  return {
    "GET /stores": { query: { near: "37.5,127.0" } },
    "GET /stores/{store}": atStore,
    "GET /stores/{store}/menu": atStore,
    "PUT /stores/{store}": async () => ({
      ...{ as: manager, notTheirs: [elsewhere], params: { store: "seongsu" } },
      body: {
        ...newStore,
        holidays: [{ day: "2026-12-25", name: text, hours }],
        expectedVersion: await versionOf(),
      },
      otherBody: { ...newStore, expectedVersion: 1 },
      more: [
        ["a name of nothing", { name: { ko: " ", en: "New" } }],
        ["an address that nobody writes", { address: { ko: "서울", en: "x".repeat(201) } }],
        ["a fee beyond reason", { handOvers: [{ kind: "car-side", fee_krw: 100_001 }] }],
        ["a holiday without a name", { holidays: [{ day: "2026-12-25", name: { ko: "", en: "" }, hours }] }],
      ].map(([what, wrong]) => ({
        what: String(what),
        request: {
          ...{ as: manager, key: "walk-store-1", params: { store: "seongsu" } },
          body: { ...newStore, ...(wrong as object), expectedVersion: 1 },
        },
        codes: ["BAD_REQUEST"],
      })),
    }),
    "PUT /stores/{store}/hours": async () => ({
      ...ofManager,
      body: { expectedVersion: await versionOf(), week: newStore.week, lastOrderMinutes: 15 },
      otherBody: { expectedVersion: await versionOf(), week: newStore.week },
    }),
    "PUT /stores/{store}/holidays": async () => ({
      ...ofManager,
      body: {
        expectedVersion: await versionOf(),
        holidays: [{ day: "2026-12-25", name: text, hours: null }],
      },
      otherBody: { expectedVersion: await versionOf(), holidays: [] },
    }),
    "POST /stores/{store}/publish": async () => {
      const { menuVersion, categories, items } = await menuNow();
      const item = items.find((one: { optionGroups: unknown[] }) => one.optionGroups.length > 0);
      const body = { expectedVersion: menuVersion, categories, items: [item] };
      return { ...ofManager, body, otherBody: { ...body, items: [] }, tooLargeBytes: 530_000 };
    },
    "GET /stores/{store}/draft": ofManager,
    "DELETE /stores/{store}/draft": async () => ({
      ...ofManager,
      query: { expectedDraftVersion: String((await draftNow()).draftVersion) },
    }),
    "PUT /items/{item}": async () => {
      const { draftVersion, items } = await draftNow();
      const { itemId, ...item } = items[0];
      const body = { storeId: "seongsu", expectedDraftVersion: draftVersion, item };
      const more = [
        { ...item, price_krw: 1_000_000_001 },
        { ...item, price_krw: 0.5 },
        { ...item, optionGroups: Array.from({ length: 10_000 }, () => item.optionGroups[0]) },
      ].map((wrong, i) => ({
        what: `a wrong item (${i})`,
        request: {
          params: { item: itemId },
          as: manager,
          key: "walk-item-1",
          body: { ...body, item: wrong },
        },
      }));
      return {
        as: manager,
        notTheirs: [elsewhere],
        params: { item: itemId },
        body,
        otherBody: { ...body, item: { ...item, price_krw: 1 } },
        more,
      };
    },
    "DELETE /items/{item}": async () => {
      const { draftVersion, items } = await draftNow();
      return {
        ...{ as: manager, notTheirs: [elsewhere], params: { item: items[0].itemId } },
        query: { store: "seongsu", expectedDraftVersion: String(draftVersion) },
        unknown: { item: "no-such-item", store: "nowhere" },
      };
    },
    "DELETE /stores/{store}/draft/off-menu/{item}": async () => {
      const { draftVersion, items } = await draftWithItems();
      const { itemId } = items.at(-1);
      const query = `store=seongsu&expectedDraftVersion=${draftVersion}`;
      await door.write("DELETE", `/items/${itemId}?${query}`, undefined);
      return {
        ...{ as: manager, notTheirs: [elsewhere], params: { store: "seongsu", item: itemId } },
        query: { expectedDraftVersion: String((await draftNow()).draftVersion) },
        unknown: { item: "no-such-item", store: "nowhere" },
      };
    },
    "PUT /stores/{store}/draft/layout": async () => {
      const { draftVersion: expectedDraftVersion, categories, items } = await draftWithItems();
      const itemIds = items.map((item: { itemId: string }) => item.itemId);
      const body = { expectedDraftVersion, categories, itemIds: itemIds.toReversed() };
      return { ...ofManager, body, otherBody: { ...body, itemIds } };
    },
    "PUT /stores/{store}/draft/prices": async () => {
      const { draftVersion: expectedDraftVersion, items } = await draftWithItems();
      const to = (price_krw: number) => [{ itemId: items[0].itemId, price_krw }];
      return {
        ...ofManager,
        body: { expectedDraftVersion, prices: to(5_500) },
        otherBody: { expectedDraftVersion, prices: to(5_600) },
      };
    },
    "POST /publish": async () => {
      const { draftVersion } = await draftWithItems();
      const body = { storeId: "seongsu", expectedDraftVersion: draftVersion };
      return {
        as: manager,
        notTheirs: [elsewhere],
        body,
        otherBody: { ...body, expectedDraftVersion: draftVersion + 1 },
      };
    },
    "GET /stores/{store}/price-changes": ofManager,
    "PUT /stores/{store}/price-changes/{change}": async () => {
      const [item] = (await menuNow()).items;
      const body = { at: door.now() + dayMs, prices: [{ itemId: item.itemId, price_krw: 5_500 }] };
      return {
        ...ofManager,
        params: { store: "seongsu", change: "dearer" },
        body,
        otherBody: { ...body, at: body.at + 1 },
      };
    },
    "DELETE /stores/{store}/price-changes/{change}": {
      ...ofManager,
      params: { store: "seongsu", change: "dearer" },
      unknown: { change: "no-such-change", store: "nowhere" },
    },
    "GET /search": { query: { q: "라떼", store: "seongsu" }, unknown: { store: "nowhere" } },
    "GET /rates": {},
    "GET /promotions": { query: { store: "seongsu", basket: "latte" } },
    "GET /stores/{store}/promotions": ofManager,
    "PUT /promotions/{promotion}": {
      ...{ as: manager, notTheirs: [elsewhere], params: { promotion: "morning" } },
      body: promotion,
      otherBody: { ...promotion, words: [] },
    },
    "DELETE /promotions/{promotion}": {
      ...{ as: manager, notTheirs: [elsewhere], params: { promotion: "morning" } },
      unknown: { promotion: "no-such-promotion" },
    },
    "GET /pictures/{picture}": async () => {
      await door.sendPicture("walked", tinyPng());
      return { params: { picture: "walked" }, unknown: { picture: "no-such-picture" } };
    },
    // Pictures belong to no store.
    "PUT /pictures/{picture}": {
      ...{ as: manager, params: { picture: "another" }, bytes: bytes(tinyPng(1)) },
      more: noPictures.map(([what, sent, code]) => ({
        what,
        request: { as: manager, key: "walk-picture", params: { picture: "no-picture" }, bytes: sent },
        codes: [code],
      })),
    },
    "DELETE /pictures/{picture}": {
      as: ops,
      params: { picture: "walked" },
      unknown: { picture: "no-such-picture" },
    },
  };
}

walkSurface({
  service: "menu",
  door: () => door,
  people: () => ({ customer, barista, guest }),
  rights,
  readme: join(import.meta.dirname, "..", "README.md"),
  digest: { take: () => digest.take(), changed: changedSince },
});
