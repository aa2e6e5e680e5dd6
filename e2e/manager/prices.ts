import assert from "node:assert/strict";
import { test } from "node:test";
import { customerOf, storeId } from "../harness/cafe.ts";
import { at } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";
import type { ManagersDay } from "./managers-day.ts";

/** Prices, now and at a set time. */
export function storiesOfPrices(managerNow: () => ManagersDay): void {
  test("a published price reaches a customer with an old cart between the tap and the answer, and they are told", async () => {
    const { day, desk, goTo, draftOf, priceOf, untilQuoted } = managerNow();
    const phone = await day.newPage();
    const mina = new CustomerPage(phone);
    await mina.open(day.stack.gatewayUrl, "mina@siren.example");
    await day.toCheckout(phone, "butter-croissant", "pay-card");
    await eventually("the total is known", async () => at(phone, "place-order").isEnabled());

    await goTo("prices");
    await at(desk, "price-item-butter-croissant").fill("사천 원");
    await at(desk, "prices-to-draft").click();
    await desk.getByText("0부터 1000000 사이의 숫자").waitFor();
    assert.equal((await draftOf()).isEdited, false, "what is no price goes nowhere");
    await at(desk, "price-item-butter-croissant").fill("4200");
    await desk.getByText("3,900원 → 4,200원").waitFor();
    await at(desk, "prices-to-draft").click();
    await at(desk, "prices-in-draft").waitFor();
    assert.equal(await priceOf("butter-croissant"), 3_900, "a draft is nobody's menu");
    await at(desk, "desk-publish").click();
    await at(desk, "change-butter-croissant").getByText("3,900원 → 4,200원").waitFor();
    await at(desk, "publish").click();

    const tapped = Promise.withResolvers<void>();
    const published = Promise.withResolvers<void>();
    await phone.route("**/api/v1/order/orders", async (route) => {
      if (route.request().method() === "POST") {
        tapped.resolve();
        await published.promise;
      }
      await route.continue();
    });
    const answered = phone.waitForResponse(
      (answer) => answer.url().endsWith("/order/orders") && answer.request().method() === "POST",
    );
    await at(phone, "place-order").click();
    await tapped.promise;
    await at(desk, "confirm-publish").click();
    await at(desk, "published").waitFor();
    await untilQuoted(await customerOf(day.stack), "butter-croissant", 4_200);
    published.resolve();
    const refused = await answered;
    assert.deepEqual([refused.status(), (await refused.json()).code], [409, "PRICE_CHANGED"]);
    await at(phone, "total-was").waitFor();
    assert.match((await at(phone, "total-was").textContent()) ?? "", /3,900원.*4,200원/);
    await mina.place();
  });

  test("a price that is set for a time holds from then on, on the customer's page too, and can be called off before", async () => {
    const { day, desk, goTo, priceOf } = managerNow();
    await goTo("prices");
    await at(desk, "price-item-latte").fill("5,300");
    await at(desk, "prices-at").fill("2020-01-01T09:00");
    await at(desk, "prices-at-time").click();
    await desk.getByText("1년 안의 시각").waitFor();
    const inSeoul = (ms: number) => new Date(Date.now() + ms + 9 * 3_600_000).toISOString();
    await at(desk, "prices-at").fill(inSeoul(30 * 86_400_000).slice(0, 16));
    await at(desk, "prices-at-time").click();
    await at(desk, "prices-scheduled").waitFor();
    const waiting = desk.locator('[data-testid="price-change"][data-state="WAITING"]');
    await waiting.first().waitFor();
    await at(desk, "call-off").click();
    await waiting.waitFor({ state: "detached" });

    await at(desk, "price-item-latte").fill("5300");
    await at(desk, "prices-at").fill(inSeoul(6_000).slice(0, 19));
    await at(desk, "prices-at-time").click();
    await at(desk, "prices-scheduled").waitFor();
    await eventually("it is published", async () => (await priceOf("latte")) === 5_300);
    const phone = await day.newPage();
    await phone.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}`);
    await at(phone, "item-latte").getByText("5,300원").waitFor();
  });
}
