import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertForm, assertSnapshotAsAgreed, assertToldAsAgreed } from "@siren/chassis/testing/as-agreed";
import { until } from "@siren/chassis/testing/until";
import { problemExamples } from "@siren/contracts/golden-between";
import { menuExamples } from "@siren/contracts/golden-menu";
import { menuDeskExamples } from "@siren/contracts/golden-menu-desk";
import { publishedMenu, storeList, storeProfile } from "@siren/contracts/menu";
import * as desk from "@siren/contracts/menu-desk";
import { problem } from "@siren/contracts/problems";
import { openMenu, ops, tinyPng } from "../src/testing/open-menu.ts";

let door: Awaited<ReturnType<typeof openMenu>>;
before(async () => {
  door = await openMenu();
});
after(() => door.close());

test("the examples are taken as they are, and answers, feed and snapshot have their form", async () => {
  const { storeDraft, menuDraft, ...shown } = menuExamples;
  const { storeId } = shown.storeProfile;
  const store = `/stores/${storeId}`;
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await door.ask(method, path, {
      as: ops,
      key: `key-${method}${path}`.replaceAll(/[^\w]/g, "."),
      body,
    });
    assert.equal(answer.status, 200, `${method} ${path}`);
    return answer.body;
  };
  const picture = await door.sendPicture("latte", tinyPng());
  assertForm("PUT a picture", desk.pictureView, menuDeskExamples.pictureView, picture.body);
  const at = door.now();
  const { priceChangeDraft, promotionDraft } = menuDeskExamples;
  const promoted = { ...promotionDraft, hours: null, fromAt: at - 1_000, untilAt: at + 3_600_000 };
  const { menuDesk, priceChange, promotion } = desk;
  const answers = [
    ["PUT", store, storeProfile, shown.storeProfile, storeDraft],
    ["POST", `${store}/publish`, publishedMenu, shown.publishedMenu, menuDraft],
    ["GET", store, storeProfile, shown.storeProfile],
    ["GET", `${store}/menu`, publishedMenu, shown.publishedMenu],
    ["GET", "/stores?near=37.5,127.0", storeList, shown.storeList],
    ["GET", "/stores", storeList, shown.storeList],
    ["PUT", `${store}/hours`, storeProfile, shown.storeProfile, menuDeskExamples.hoursDraft],
    ["PUT", `${store}/holidays`, storeProfile, shown.storeProfile, menuDeskExamples.holidaysDraft],
    ["PUT", "/items/latte", menuDesk, menuDeskExamples.menuDesk, menuDeskExamples.itemDraft],
    ["GET", `${store}/draft`, menuDesk, menuDeskExamples.menuDesk],
    ["POST", "/publish", publishedMenu, shown.publishedMenu, menuDeskExamples.publishRequest],
    [
      ...(["PUT", `${store}/price-changes/spring`, priceChange, menuDeskExamples.priceChange] as const),
      { ...priceChangeDraft, at: at + 60_000 },
    ],
    ["GET", `${store}/price-changes`, desk.priceChangeList, menuDeskExamples.priceChangeList],
    ["PUT", "/promotions/morning", promotion, menuDeskExamples.promotion, promoted],
    ["GET", `${store}/promotions`, desk.promotionList, menuDeskExamples.promotionList],
    [
      ...(["GET", `/promotions?store=${storeId}&basket=latte`] as const),
      ...([desk.shownPromotion, menuDeskExamples.shownPromotion] as const),
    ],
    ["GET", "/search?q=latte", desk.searchResult, menuDeskExamples.searchResult],
    ["GET", "/rates", desk.rates, menuDeskExamples.rates],
  ] as const;
  for (const [method, path, schema, example, body] of answers)
    assertForm(`${method} ${path}`, schema, example, await ask(method, path, body));
  const refused = await door.ask("GET", "/stores/nowhere");
  assertForm("a refusal", problem, problemExamples.problem, refused.body);

  const feed = () => door.ask("GET", "/internal/feed?after=0", { as: "order" });
  await until("all is told", async () => (await feed()).body.events.length === 5);
  assertToldAsAgreed("menu", (await feed()).body);
  assertSnapshotAsAgreed("menu", (await door.ask("GET", "/internal/snapshot", { as: "order" })).body);
});
