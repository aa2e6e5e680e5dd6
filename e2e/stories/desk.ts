import assert from "node:assert/strict";
import { test } from "node:test";
import { publishedMenu } from "@siren/contracts/menu";
import { menuDesk, pictureView, priceChange, priceChangeList } from "@siren/contracts/menu-desk";
import { quote } from "@siren/contracts/order";
import { newKey } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import type { Person } from "../harness/person.ts";
import { refuses } from "../harness/refusals.ts";
import { api, type Cast, somebody } from "./cast.ts";

const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
const png = (size: number) => Uint8Array.from({ length: size }, (_, at) => head[at] ?? 7);
const svg = Uint8Array.from(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'));
const menuOf = (person: Person, store: string) =>
  person.get(`${api}/menu/stores/${store}/menu`, publishedMenu);

/** What managers do with what is sold, seen by those who buy it. */
export function storiesOfTheDesk(castNow: () => Cast): void {
  test("a new picture is on the menu once its draft is published, and is what its bytes say", async () => {
    const cast = castNow();
    const { mina, jun, haru } = cast;
    const anybody = somebody(cast);
    const path = `${api}/menu/pictures/haeundae-latte`;
    const asPng = (bytes: Uint8Array<ArrayBuffer>) => ({ bytes, headers: { "content-type": "image/png" } });
    const good = { ...asPng(png(600)), key: newKey() };
    await refuses("UNAUTHENTICATED", anybody, "PUT", path, good);
    await refuses("FORBIDDEN", mina, "PUT", path, good);
    await refuses("FORBIDDEN", jun, "PUT", path, good);
    await refuses("KEY_REQUIRED", haru, "PUT", path, asPng(png(600)));
    await refuses("PICTURE_INVALID", haru, "PUT", path, { ...asPng(svg), key: newKey() });
    await refuses("PAYLOAD_TOO_LARGE", haru, "PUT", path, { ...asPng(png(512 * 1024 + 1)), key: newKey() });
    const kept = pictureView.parse((await haru.send("PUT", path, good)).body);
    assert.deepEqual([kept.type, kept.size], ["image/png", 600]);

    const desk = await haru.get(`${api}/menu/stores/haeundae/draft`, menuDesk);
    const latte = desk.items.find(({ itemId }) => itemId === "latte");
    assert.ok(latte);
    const { itemId: _named, ...item } = latte;
    const draft = {
      ...{ storeId: "haeundae", expectedDraftVersion: desk.draftVersion },
      item: { ...item, pictureId: kept.pictureId },
    };
    const there = `${api}/menu/items/latte`;
    const elsewhere = { ...draft, storeId: "seongsu" };
    await refuses("WRONG_STORE", haru, "PUT", there, { body: elsewhere, key: newKey() });
    const edited = menuDesk.parse((await haru.send("PUT", there, { body: draft, key: newKey() })).body);
    await refuses("VERSION_CONFLICT", haru, "PUT", there, { body: draft, key: newKey() });
    const before = await menuOf(anybody, "haeundae");
    const shownIn = ({ items }: typeof before) => items.find(({ itemId }) => itemId === "latte")?.pictureId;
    assert.equal(shownIn(before), null, "a draft is nobody's menu");
    const publish = { storeId: "haeundae", expectedDraftVersion: edited.draftVersion };
    await refuses("FORBIDDEN", jun, "POST", `${api}/menu/publish`, { body: publish, key: newKey() });
    await haru.send("POST", `${api}/menu/publish`, { body: publish, key: newKey() });
    const after = await menuOf(anybody, "haeundae");
    assert.deepEqual([shownIn(after), after.menuVersion], [kept.pictureId, before.menuVersion + 1]);
    const seen = await fetch(new URL(path, anybody.gateway));
    assert.deepEqual(new Uint8Array(await seen.arrayBuffer()), png(600));
    assert.deepEqual(
      [seen.headers.get("content-type"), seen.headers.get("x-content-type-options")],
      ["image/png", "nosniff"],
    );
  });

  test("a price that was set for later holds from its moment on, and an older quote is not charged", async () => {
    const cast = castNow();
    const { mina, jun, hana, haru } = cast;
    const store = "gwanghwamun";
    const path = `${api}/menu/stores/${store}/price-changes/winter`;
    const prices = [{ itemId: "espresso-solo", price_krw: 4_100 }];
    const refused = { body: { at: Date.now() + 3_600_000, prices }, key: newKey() };
    await refuses("FORBIDDEN", jun, "PUT", path, refused);
    await refuses("WRONG_STORE", haru, "PUT", path, refused);
    await refuses("KEY_REQUIRED", hana, "PUT", path, { body: refused.body });
    const past = { at: Date.now() - 60_000, prices };
    await refuses("BAD_REQUEST", hana, "PUT", path, { body: past, key: newKey() });
    const unknown = { ...refused.body, prices: [{ itemId: "moon-latte", price_krw: 4_100 }] };
    await refuses("OPTION_INVALID", hana, "PUT", path, { body: unknown, key: newKey() });
    const at = Date.now() + 2_500;
    const wish = { body: { at, prices }, key: newKey() };
    const set = priceChange.parse((await hana.send("PUT", path, wish)).body);
    assert.equal(set.state, "WAITING");

    const cart = {
      storeId: store,
      lines: [{ itemId: "espresso-solo", choiceIds: ["paper-cup"], quantity: 1 }],
    };
    const quoted = async () =>
      quote.parse((await mina.send("POST", `${api}/order/quotes`, { body: cart })).body).total_krw;
    const old_krw = await quoted();
    const isDone = async () => {
      const { changes } = await hana.get(`${api}/menu/stores/${store}/price-changes`, priceChangeList);
      return changes.find(({ changeId }) => changeId === "winter")?.state === "DONE";
    };
    await eventually("it is published", isDone);
    assert.ok(Date.now() >= at, "not before its time");
    // Somebody may have read the menu a moment before: for two seconds the gateway's copy is as good.
    await eventually("the menu has it", async () => {
      const { items } = await menuOf(mina, store);
      return items.find(({ itemId }) => itemId === "espresso-solo")?.price_krw === 4_100;
    });
    await eventually("order quotes by it", async () => (await quoted()) === 4_100);
    const { cardId } = await mina.card();
    // Quoted before, or by a page that was left open.
    const late = { ...cart, expected_total_krw: 3_800, payment: { method: "card", cardId } };
    assert.ok([3_800, 4_100].includes(old_krw));
    const answer = await refuses("PRICE_CHANGED", mina, "POST", `${api}/order/orders`, {
      ...{ body: late, key: newKey() },
    });
    const told = quote.parse((answer.body as { quote: unknown }).quote);
    assert.equal(told.total_krw, 4_100, "with the new total to say yes to");
    await refuses("ILLEGAL_TRANSITION", hana, "DELETE", path, { key: newKey() });
  });
}
