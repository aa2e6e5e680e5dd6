import assert from "node:assert/strict";
import { test } from "node:test";
import { orderPage } from "@siren/contracts/order";
import type { Page } from "playwright-core";
import { type Customer, customerOf, newKey, storeId } from "../harness/cafe.ts";
import { at, type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";
import { asked, button, says, screen } from "./by-name.ts";
import { timeToThinkItOver } from "./when-it-is-made.ts";

const ordersOf = async (customer: Customer) =>
  (await customer.get("/api/v1/order/orders", orderPage)).orders.map(({ orderId }) => orderId);
const ribbonGoes = (page: Page) =>
  eventually("the ribbon has gone", async () => (await at(page, "ribbon").innerText()).trim() === "");

/**
 * While a part of the cafe, or the way to it, is away. Member away with a deferred card:
 * e2e/timed/a-customer-sees-ready-without-reload.
 */
export function customersAreServedAllTheSame(day: CafeDay): void {
  test("while the store's screens are away an order is taken, its place kept, and made later; another one is called off as soon as they are back", async () => {
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
    let regretted = "";
    try {
      // Of the store itself, which cannot be asked how it stands.
      await says(page, "매장 화면이 다시 연결되는 중이에요. 주문은 받아 두었고 순서는 지켜져요.");
      await day.toCheckout(page, "americano", "pay-card");
      await customer.place();
      await customer.shows("AUTHORISED", "HELD");
      regretted = orderIdOf(page);
      await button(page, "주문 취소").click();
      await button(asked(page, "주문을 취소할까요?"), "주문 취소").click();
      await says(page, "취소를 요청했어요. 매장 확인을 기다리는 중이에요.");
      await customer.shows("AUTHORISED", "HELD");
    } finally {
      await day.stack.restart("barista");
    }
    await customer.shows("CANCELLED", "RELEASED");
    assert.equal(orderIdOf(page), regretted);
    await page.goto(`${day.stack.gatewayUrl}/client/orders/${orderId}`);
    await day.serve(customer, orderId);
  });

  test("while nobody takes orders the page says so and keeps asking with one key, and one order comes of it", async () => {
    const mina = await customerOf(day.stack);
    const known = new Set(await ordersOf(mina));
    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    await day.toCheckout(page, "latte", "pay-card");
    await eventually("the total is known", async () => at(page, "place-order").isEnabled());
    const keys: (string | undefined)[] = [];
    page.on("request", (sent) => {
      const isPlacing = sent.method() === "POST" && sent.url().endsWith("/order/orders");
      if (isPlacing) keys.push(sent.headers()["idempotency-key"]);
    });
    await day.stack.stopProcess("order");
    try {
      await at(page, "place-order").click();
      await screen(page, "주문을 넣는 중이에요…");
      await says(page, "같은 주문으로 다시 시도하니 두 번 주문되지 않아요.");
      await says(page, "주문 서비스에 다시 연결하는 중이에요. 장바구니는 그대로예요.");
      await eventually("it has asked more than once", () => keys.length > 1);
    } finally {
      await day.stack.restart("order", 0, timeToThinkItOver);
    }
    await at(page, "order-number").waitFor();
    const orderId = orderIdOf(page);
    const made = (await ordersOf(mina)).filter((one) => !known.has(one));
    assert.deepEqual([made, new Set(keys).size], [[orderId], 1]);
    assert.ok(keys[0], "there is a key");
    assert.match((await mina.order(orderId)).state, /^(AUTHORISED|DEFERRED)$/);
    await ribbonGoes(page);
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
    await ribbonGoes(page);
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
    const known = new Set(await ordersOf(mina));
    await person.setOffline(true);
    // A start from nothing but what the browser keeps.
    await page.goto("about:blank");
    await page.goto(`${day.stack.gatewayUrl}/client/orders/${orderId}`);
    assert.equal(Number(await at(page, "order-number").textContent()), number);
    await says(at(page, "ribbon"), /부터 연결이 끊겼어요\. .*주문 상태는 .*에 본 것이에요\./);
    await says(page, /에 마지막으로 확인한 상태예요\. 다시 연결하는 중이에요\./);
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
    assert.deepEqual(new Set(await ordersOf(mina)), known, "nothing goes out by itself");
    await customer.confirmKept();
    const sent = (await ordersOf(mina)).filter((one) => !known.has(one));
    assert.deepEqual(sent, [orderIdOf(page)]);
    await customer.shows("AUTHORISED", "HELD");
    await customer.live();
    await ribbonGoes(page);
    await page.goto(`${day.stack.gatewayUrl}/client/cart`);
    await page.locator("main .empty").waitFor();
  });
}
