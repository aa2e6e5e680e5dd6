import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { publishedMenu, storeList, storeProfile } from "@siren/contracts/menu";
import { type Menu, openMenu } from "../src/testing/open-menu.ts";

let door: Menu;
before(async () => {
  door = await openMenu({ SEED: "demo" });
});
after(() => door.close());

const get = (path: string, ifNoneMatch?: string) =>
  door.ask("GET", path, ifNoneMatch ? { headers: { "if-none-match": ifNoneMatch } } : {});

test("stores are listed, and the nearest first for who says where they are", async () => {
  const { stores } = storeList.parse((await get("/stores")).body);
  assert.deepEqual(
    stores.map(({ storeId, distanceM }) => [storeId, distanceM]),
    [
      ["gwanghwamun", undefined],
      ["haeundae", undefined],
      ["seongsu", undefined],
    ],
  );
  const busan = storeList.parse((await get("/stores?near=35.16,129.16")).body).stores;
  assert.deepEqual(
    busan.map(({ storeId }) => storeId),
    ["haeundae", "seongsu", "gwanghwamun"],
  );
  assert.ok((busan[0]?.distanceM ?? 0) < 500, "metres, not kilometres");
  assert.ok(Math.abs((busan[2]?.distanceM ?? 0) - 327_000) < 10_000);
});

test("a place that is nowhere, or no place, is refused", async () => {
  for (const near of [
    "91,0",
    "0,181",
    "-90.1,0",
    "x,y",
    "37.5",
    "37.5,127,1",
    "",
    "37.5, 127",
    "1e1,2",
    "NaN,NaN",
  ])
    assert.equal(codeOf(await get(`/stores?near=${encodeURIComponent(near)}`)), "BAD_REQUEST", near);
  assert.equal(codeOf(await get("/stores?far=1,1")), "BAD_REQUEST");
  assert.equal((await get("/stores?near=-90,180")).status, 200);
});

test("who has the version that is current is told so, without the body", async () => {
  for (const path of ["/stores/seongsu/menu", "/stores/seongsu", "/stores", "/stores?near=37.5,127"]) {
    const { status, headers, body } = await get(path);
    const etag = headers.get("etag") ?? "";
    assert.equal(status, 200);
    const shape = path.endsWith("menu") ? publishedMenu : path.endsWith("seongsu") ? storeProfile : storeList;
    shape.parse(body);
    assert.match(etag, /^"[\w-]+"$/);
    assert.match(headers.get("cache-control") ?? "", /must-revalidate/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await get(path, known);
      assert.deepEqual([again.status, again.body, again.headers.get("etag")], [304, "", etag], known);
    }
    assert.equal((await get(path, '"other"')).status, 200);
    const head = await door.ask("HEAD", path);
    assert.deepEqual([head.status, head.body, head.headers.get("etag")], [200, "", etag]);
  }
});

test("a data folder that was begun anew has another menu, though its version is the same", async () => {
  const before = await get("/stores/seongsu/menu");
  const anew = await openMenu({ SEED: "demo" });
  try {
    const headers = { "if-none-match": before.headers.get("etag") ?? "" };
    const { status, body } = await anew.ask("GET", "/stores/seongsu/menu", { headers });
    assert.equal(status, 200);
    assert.equal(body.menuVersion, before.body.menuVersion);
    assert.ok(body.publishedAt > before.body.publishedAt);
  } finally {
    await anew.close();
  }
});

test("a store that is not there is not there", async () => {
  assert.equal(codeOf(await get("/stores/nowhere")), "NOT_FOUND");
  assert.equal(codeOf(await get("/stores/nowhere/menu")), "NOT_FOUND");
  assert.equal(codeOf(await get("/stores/No%20Where/menu")), "BAD_REQUEST");
});
