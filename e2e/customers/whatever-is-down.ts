import assert from "node:assert/strict";
import { test } from "node:test";
import { orderPage } from "@siren/contracts/order";
import { customerOf, newKey, storeId } from "../harness/cafe.ts";
import { at, type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";

/**
 * While a part of the cafe, or the way to it, is away. Member away with a deferred card:
 * e2e/timed/a-customer-sees-ready-without-reload.
 */
export function customersAreServedAllTheSame(day: CafeDay): void {
  test("while the store's screens are away an order is taken, its place kept, and made later", async () => {
    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await Promise.all([
      customer.open(day.stack.gatewayUrl, "mina@siren.example"),
      day.stack.stopProcess("barista"),
    ]);
    await day.toCheckout(page, "latte", "pay-card");
    await customer.place();
    await customer.shows("AUTHORISED", "HELD");
    const orderId = orderIdOf(page);
    try {
      // Of the store itself, which cannot be asked how it stands.
      await page.getByText("매장 화면이 다시 연결되는 중이에요").first().waitFor();
    } finally {
      await day.stack.restart("barista");
    }
    await day.serve(customer, orderId);
  });

  test("while nobody takes orders the page keeps asking with one key, and one order comes of it", async () => {
    const mina = await customerOf(day.stack);
    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    await day.toCheckout(page, "latte", "pay-card");
    await eventually("the total is known", async () => at(page, "place-order").isEnabled());
    await day.stack.stopProcess("order");
    try {
      await at(page, "place-order").click();
      await at(page, "placing").waitFor();
    } finally {
      await day.stack.restart("order");
    }
    await at(page, "order-number").waitFor();
    const orderId = orderIdOf(page);
    const order = await mina.order(orderId);
    assert.match(order.state, /^(AUTHORISED|DEFERRED)$/);
    await mina.send("POST", `/api/v1/order/orders/${orderId}/cancel`, { key: newKey() });
    await customer.shows("CANCELLED");
  });

  test("without a connection nobody signs in, and once it is back the page says so no more", async () => {
    const page = await day.newPage();
    await page.goto(`${day.stack.gatewayUrl}/client/sign-in`);
    await at(page, "login-email").fill("leo@siren.example");
    await at(page, "login-password").fill("not their password");
    await page.route("**/api/v1/**", (route) => route.abort());
    await at(page, "login-submit").click();
    const said = page.locator("main [role=alert]");
    await said.waitFor();
    await page.unroute("**/api/v1/**");
    await said.waitFor({ state: "detached" });
    await eventually("the ribbon has gone", async () => (await at(page, "ribbon").innerText()).trim() === "");
  });

  test("offline the page opens with what was known; what is tapped is kept, confirmed once back, and goes out once", async () => {
    const mina = await customerOf(day.stack);
    const person = await day.newPerson();
    const page = await day.newPage(person);
    const customer = new CustomerPage(page);
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    const number = await customer.order(day.stack.gatewayUrl, "latte");
    const orderId = orderIdOf(page);
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    await eventually("the page is kept whole", () =>
      page.evaluate<boolean>("caches.match('/client/index.html').then((found) => found !== undefined)"),
    );
    await day.fillCart(page, "latte");
    const ordersOf = async () =>
      (await mina.get("/api/v1/order/orders", orderPage)).orders.map((order) => order.orderId);
    const known = new Set(await ordersOf());
    await person.setOffline(true);
    // A start from nothing but what the browser keeps.
    await page.goto("about:blank");
    await page.goto(`${day.stack.gatewayUrl}/client/orders/${orderId}`);
    assert.equal(Number(await at(page, "order-number").textContent()), number);
    await eventually("the ribbon tells of it", async () =>
      (await at(page, "ribbon").innerText()).includes("주문"),
    );
    await page.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}`);
    await at(page, "item-latte").waitFor();
    await page.goto(`${day.stack.gatewayUrl}/client/cart`);
    await at(page, "go-to-checkout").click();
    await at(page, "pay-card").click();
    await at(page, "place-order").click();
    await customer.isKept({ back: false });
    // Whoever closes the page meanwhile finds it again.
    await page.reload();
    await customer.isKept({ back: false });

    await person.setOffline(false);
    await customer.isKept({ back: true });
    assert.deepEqual(new Set(await ordersOf()), known, "nothing goes out by itself");
    await customer.confirmKept();
    const sent = (await ordersOf()).filter((one) => !known.has(one));
    assert.deepEqual(sent, [orderIdOf(page)]);
    await customer.shows("AUTHORISED", "HELD");
    await customer.live();
    await eventually("the ribbon has gone", async () => (await at(page, "ribbon").innerText()).trim() === "");
    await page.goto(`${day.stack.gatewayUrl}/client/cart`);
    await page.locator("main .empty").waitFor();
  });
}
