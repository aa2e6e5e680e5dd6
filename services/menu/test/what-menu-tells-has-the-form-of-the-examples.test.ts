import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertForm, assertSnapshotAsAgreed, assertToldAsAgreed } from "@siren/chassis/testing/as-agreed";
import { until } from "@siren/chassis/testing/until";
import { problemExamples } from "@siren/contracts/golden-between";
import { menuExamples } from "@siren/contracts/golden-menu";
import { publishedMenu, storeList, storeProfile } from "@siren/contracts/menu";
import { problem } from "@siren/contracts/problems";
import { openMenu, ops } from "../src/testing/open-menu.ts";

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
      key: `key-${method}${path}`.replaceAll("/", "."),
      body,
    });
    assert.equal(answer.status, 200, `${method} ${path}`);
    return answer.body;
  };
  const answers = [
    ["PUT", store, storeProfile, shown.storeProfile, storeDraft],
    ["POST", `${store}/publish`, publishedMenu, shown.publishedMenu, menuDraft],
    ["GET", store, storeProfile, shown.storeProfile],
    ["GET", `${store}/menu`, publishedMenu, shown.publishedMenu],
    ["GET", "/stores?near=37.5,127.0", storeList, shown.storeList],
    ["GET", "/stores", storeList, shown.storeList],
  ] as const;
  for (const [method, path, schema, example, body] of answers)
    assertForm(`${method} ${path}`, schema, example, await ask(method, path, body));
  const refused = await door.ask("GET", "/stores/nowhere");
  assertForm("a refusal", problem, problemExamples.problem, refused.body);

  const feed = () => door.ask("GET", "/internal/feed?after=0", { as: "order" });
  await until("both are told", async () => (await feed()).body.events.length === 2);
  assertToldAsAgreed("menu", (await feed()).body);
  assertSnapshotAsAgreed("menu", (await door.ask("GET", "/internal/snapshot", { as: "order" })).body);
});
