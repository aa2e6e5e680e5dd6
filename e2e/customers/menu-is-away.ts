import { test } from "node:test";
import type { Page } from "playwright-core";
import { customerOf, storeId } from "../harness/cafe.ts";
import { at, type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";
import { choose, putIn, says, toTheCheckout } from "./by-name.ts";

export function menuIsAway(day: CafeDay): void {
  test("while nobody tells the menu the last one is shown with its time, and what is ordered from it is made", async () => {
    const mina = await customerOf(day.stack);
    const [page, newcomer] = [await day.newPage(), await day.newPage()];
    const customer = new CustomerPage(page);
    const openMenu = async (on: Page) => {
      await on.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}`);
      await at(on, "item-latte").waitFor();
    };
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    await openMenu(page);
    await day.stack.stopProcess("menu");
    let orderId = "";
    try {
      // What the gateway was told less than two seconds ago is not old yet.
      await eventually("what is known of the stores is of some time ago", async () => {
        const { headers } = await mina.ask("GET", "/api/v1/menu/stores");
        return headers.get("x-degraded")?.startsWith("menu");
      });
      // A browser that has never seen a menu: what it is shown is the gateway's.
      await openMenu(newcomer);
      await says(at(newcomer, "ribbon"), /^메뉴는 .+ 기준이에요\. 주문은 그대로 할 수 있어요\.$/);
      await choose(page, "카페 라떼");
      await putIn(page);
      await toTheCheckout(page);
      await at(page, "pay-card").click();
      await customer.place();
      await customer.shows("AUTHORISED", "HELD");
      orderId = orderIdOf(page);
    } finally {
      await day.stack.restart("menu");
    }
    await day.serve(customer, orderId);
    await eventually("the ribbon has gone", async () => {
      await openMenu(newcomer);
      return (await at(newcomer, "ribbon").innerText()).trim() === "";
    });
  });
}
