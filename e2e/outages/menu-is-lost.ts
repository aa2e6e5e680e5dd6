import assert from "node:assert/strict";
import { type PublishedMenu, publishedMenu } from "@siren/contracts/menu";
import { type Customer, latte, newKey, storeId } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import {
  assertAway,
  assertFresh,
  assertWithin,
  atOnce,
  lose,
  oldSince,
  underWayMs,
  untilAnsweredAtOnce,
  untilFresh,
  untilSaidOld,
  type WayToBeLost,
} from "../harness/loss.ts";
import type { CafeInTrouble } from "./cafe-in-trouble.ts";

/** The gateway's first look at menu's answer; gateway.config.yml. */
const deadlineMs = 1_800;
const menuPath = `/api/v1/menu/stores/${storeId}/menu`;
const priced = "butter-croissant";
const oneOf = (itemId: string) => [{ itemId, choiceIds: [], quantity: 1 }];

/** A refusal of the quote is what the page shows. */
async function quoteCodeOf(customer: Customer, lines: ReturnType<typeof latte>): Promise<string> {
  const { status, body } = await customer.ask("POST", "/api/v1/order/quotes", { body: { storeId, lines } });
  return status === 200 ? "OK" : String((body as { code?: string }).code);
}

export async function menuIsLost(cafe: CafeInTrouble, way: WayToBeLost) {
  const { stack, mina, jun, hana, minasCard } = cafe;
  const menu = () => mina.ask("GET", menuPath);
  const stores = () => mina.ask("GET", "/api/v1/menu/stores");
  const before = await untilFresh("the menu", menu);
  assertFresh(await stores(), "the list of stores");
  const { items, ...known } = publishedMenu.parse(before.body);

  await using loss = await lose(stack, "menu", way);
  await untilSaidOld("the menu", "menu", loss, menu);
  for (const one of await atOnce(6, menu)) {
    assertWithin(one, deadlineMs, "the menu");
    assert.equal(one.answer.status, 200);
    assert.deepEqual(one.answer.body, before.body);
    const asOf = oldSince(one.answer, "menu");
    assert.ok(
      asOf !== undefined && asOf <= loss.atMs + underWayMs,
      `the menu as of ${asOf}, lost at ${loss.atMs}`,
    );
  }
  await untilAnsweredAtOnce("the menu", menu, deadlineMs / 2);
  await untilSaidOld("the list of stores", "menu", loss, stores);

  // What has no copy, and every change, is refused plainly.
  assertAway(await mina.ask("GET", "/api/v1/menu/search?q=latte"), "a search");
  const change = { expectedVersion: known.menuVersion, categories: known.categories, items };
  const publish = `/api/v1/menu/stores/${storeId}/publish`;
  assertAway(await hana.ask("POST", publish, { body: change, key: newKey() }), "a change of prices");

  // Ordering goes on, at the price that was known; so does what the store says of itself.
  const placed = await mina.place(minasCard, newKey(), latte(1));
  assert.equal(placed.order.payment, "HELD");
  await untilFresh("an order", () => mina.ask("GET", `/api/v1/order/orders/${placed.order.orderId}`));
  const sayOf = async (soldOut: boolean) =>
    jun.send("PUT", `/api/v1/barista/stores/${storeId}/availability/${priced}`, {
      body: { soldOut },
      key: newKey(),
    });
  const sayState = (state: string) =>
    jun.send("PUT", `/api/v1/barista/stores/${storeId}/state`, { body: { state }, key: newKey() });
  const untilQuoted = (lines: ReturnType<typeof latte>, code: string) =>
    eventually(`a quote is ${code}`, async () => (await quoteCodeOf(mina, lines)) === code);
  await sayOf(true);
  await untilQuoted(oneOf(priced), "SOLD_OUT");
  await sayOf(false);
  await untilQuoted(oneOf(priced), "OK");
  await sayState("PAUSED");
  await untilQuoted(latte(1), "STORE_PAUSED");
  await sayState("OPEN");
  await untilQuoted(latte(1), "OK");
  await cafe.walk(placed);

  await loss.giveBack();
  await untilFresh("the menu", menu);
  // The views catch up: the next price is what the next customer is asked for.
  const dearer = await raise(hana, publish, { ...known, items });
  await eventually("the new price is quoted", async () => {
    const { total_krw } = await mina.quote(oneOf(priced));
    return total_krw === dearer;
  });
}

async function raise(manager: CafeInTrouble["hana"], path: string, menu: PublishedMenu): Promise<number> {
  const items = menu.items.map((item) =>
    item.itemId === priced ? { ...item, price_krw: item.price_krw + 100 } : item,
  );
  const body = { expectedVersion: menu.menuVersion, categories: menu.categories, items };
  const answer = await manager.sendUntilAnswered("POST", path, { body, key: newKey() });
  const published = publishedMenu.parse(answer.body);
  return published.items.find(({ itemId }) => itemId === priced)?.price_krw ?? Number.NaN;
}
