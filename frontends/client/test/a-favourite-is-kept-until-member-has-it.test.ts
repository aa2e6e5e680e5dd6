/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { baristaExamples } from "@siren/contracts/golden-barista";
import { menuExamples } from "@siren/contracts/golden-menu";
import { slug } from "@siren/contracts/ids";
import type { PublishedMenu } from "@siren/contracts/menu";
import { favouriteRequest } from "@siren/contracts/wallet";
import type { Api } from "@siren/web/api";
import { quickPicks } from "../src/features/menu/quick-picks.ts";
import { agreeOnFavourites } from "../src/shared/agree-on-favourites.ts";
import {
  createFavourites,
  favouriteIdOf,
  merged,
  ownedBy,
  settled,
  withFavourite,
  withoutFavourite,
} from "../src/shared/favourites.ts";
import { memory } from "./memory.ts";

const line = { itemId: "latte", choiceIds: ["hot"], quantity: 2 };
const liked = { line, storeId: "seongsu", name: { ko: "카페 라떼", en: "Latte" }, at: 5 };
const none = createFavourites(memory()).get();

test("the same drink as it is had is the same favourite, and its name is one that member takes", () => {
  const id = favouriteIdOf({ itemId: "latte", choiceIds: ["iced", "large"] });
  assert.equal(id, favouriteIdOf({ itemId: "latte", choiceIds: ["large", "iced"] }));
  assert.notEqual(id, favouriteIdOf({ itemId: "latte", choiceIds: ["large"] }));
  for (const itemId of ["latte", "a".repeat(48), `${"a".repeat(35)}-b`])
    slug.parse(favouriteIdOf({ itemId, choiceIds: [] }));
  const [favourite] = withFavourite(none, { ...liked, name: { ko: "가".repeat(99), en: "" } }).favourites;
  assert.ok(favourite);
  const { name, storeId, lines } = favourite;
  assert.deepEqual(favouriteRequest.parse({ name, storeId, lines }).lines, [{ ...line, quantity: 1 }]);
});

test("what a guest liked goes into the account, and what a member liked stays theirs", () => {
  const guest = withFavourite(none, liked);
  const member = ownedBy(guest, "mem_1");
  assert.deepEqual([member.favourites.length, member.untold.length], [1, 1]);
  assert.deepEqual(ownedBy(member, null).favourites, [], "signed out");
  assert.deepEqual(ownedBy(member, "mem_2").favourites, [], "somebody else");
  assert.equal(ownedBy(member, "mem_1"), member);
});

test("what member was not told yet outlives what member says", () => {
  const [before] = withFavourite(none, liked).favourites;
  assert.ok(before);
  const theirs = [
    { ...before, favouriteId: "mocha-1", savedAt: 9 },
    { ...before, favouriteId: "tea-1" },
  ];
  const untold = withoutFavourite(withFavourite({ ...none, owner: "mem_1" }, liked), "tea-1");
  const ids = (state: typeof untold) => state.favourites.map(({ favouriteId }) => favouriteId);
  const both = merged(untold, theirs);
  assert.deepEqual(ids(both), ["mocha-1", favouriteIdOf(line)], "one added, one taken away");
  const told = settled(settled(both, favouriteIdOf(line), true), "tea-1", true);
  assert.deepEqual(
    [told.untold, ids(merged(told, theirs))],
    [[], ["mocha-1", "tea-1"]],
    "then member's word counts",
  );
  assert.deepEqual(ids(settled(both, favouriteIdOf(line), false)), ["mocha-1"], "refused for good");
});

test("it outlives a reload, and nonsense in the storage is nothing", () => {
  const storage = memory();
  createFavourites(storage).change((before) => withFavourite(before, liked));
  assert.equal(createFavourites(storage).get().favourites.length, 1);
  storage.setItem("siren.favourites", '{"owner":null,"favourites":[{"lines":-1}],"untold":[]}');
  assert.deepEqual(createFavourites(storage).get(), none);
});

test("quick picks are what this store can make: the habit first, each once", () => {
  const menu = menuExamples.publishedMenu as PublishedMenu;
  const favourites = [line, { ...line, choiceIds: ["hot", "less-ice"] }, { ...line, itemId: "gone" }].map(
    (each, at) => ({ favouriteId: `f-${at}`, name: "x", storeId: null, lines: [each], savedAt: at }),
  );
  const usual = [{ line: { ...line, quantity: 1 }, name: liked.name, unit_krw: 1, times: 3 }];
  const picks = quickPicks(menu, undefined, { usual, favourites });
  assert.deepEqual(
    picks.map(({ times, unit_krw, isSoldOut }) => [times, unit_krw, isSoldOut]),
    [[3, 5_000, false]],
  );
  const now = { ...baristaExamples.storeNow, soldOut: ["latte"], wait: null };
  assert.equal(quickPicks(menu, now, { usual: [], favourites })[0]?.isSoldOut, true);
});

test("a tap that comes while member's list is on its way is told all the same", async () => {
  const keeper = createFavourites(memory());
  keeper.change((before) => ownedBy(before, "mem_1"));
  const asked: string[] = [];
  const had = new Map<string, unknown>();
  const api = (async ({ method, path, body }: Parameters<Api>[0]) => {
    asked.push(method);
    if (method === "PUT") had.set(path, body);
    else if (asked.length === 1) keeper.change((before) => withFavourite(before, liked));
    return { body: { favourites: [] } };
  }) as unknown as Api;
  const { signal } = new AbortController();
  await agreeOnFavourites({ api, keeper, owner: "mem_1", signal });
  assert.deepEqual(asked, ["GET", "PUT", "GET"]);
  assert.deepEqual(
    [[...had.keys()], keeper.get().untold],
    [[`/member/favourites/${favouriteIdOf(line)}`], []],
  );
});
