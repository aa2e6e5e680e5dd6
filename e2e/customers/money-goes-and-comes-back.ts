import assert from "node:assert/strict";
import { test } from "node:test";
import { demoPassword } from "@siren/contracts/demo-accounts";
import { orderPage } from "@siren/contracts/order";
import { type Customer, customerOf, latte, newKey } from "../harness/cafe.ts";
import { at, type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";

/** All but less than a latte of it is promised to other orders. */
async function emptyCard(customer: Customer): Promise<string> {
  const { cardId, available_krw } = await customer.card();
  const { total_krw } = await customer.quote(latte(1));
  const { order } = await customer.place(cardId, newKey(), latte(Math.floor(available_krw / total_krw)));
  return order.orderId;
}

/** What the page showed is read from the page; what became of it, from the services. */
export function moneyGoesAndComesBack(day: CafeDay): void {
  test("a card that was emptied meanwhile is declined in words with a code; the counter takes it, and so does the card once it is topped up right there", async () => {
    const leo = await customerOf(day.stack, "leo@siren.example");
    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await customer.open(day.stack.gatewayUrl, "leo@siren.example");
    await day.toCheckout(page, "latte", "pay-card");
    await eventually("the total is known", async () => at(page, "place-order").isEnabled());
    // Between the tap and the answer: otherwise the page hears of it, and offers the card no more.
    let spent = "";
    await page.route("**/api/v1/order/orders", async (route) => {
      if (route.request().method() === "POST" && spent === "") spent = await emptyCard(leo);
      await route.continue();
    });
    await at(page, "place-order").click();
    await page.getByText("카드 잔액이 부족해요. 충전하거나 카운터에서 결제해 주세요.").first().waitFor();
    await page.getByText("INSUFFICIENT_BALANCE").first().waitFor();
    await at(page, "pay-counter").click();
    await eventually("it can be placed", async () => at(page, "place-order").isEnabled());
    await at(page, "place-order").click();
    await customer.shows("COUNTER_DUE");
    const atTheCounter = orderIdOf(page);

    await day.fillCart(page, "latte");
    await at(page, "go-to-checkout").click();
    const short = await leo.card();
    await at(page, "top-up-10000").click();
    await page.locator('[data-testid="pay-card"] input:enabled').check();
    assert.equal((await leo.card()).available_krw, short.available_krw + 10_000);
    await customer.place();
    await customer.shows("AUTHORISED", "HELD");
    for (const orderId of [spent, atTheCounter, orderIdOf(page)])
      await leo.send("POST", `/api/v1/order/orders/${orderId}/cancel`, { key: newKey() });
  });

  test("a session that ends while an order is on its way asks who it is, and one order comes of it", async () => {
    const leo = await customerOf(day.stack, "leo@siren.example");
    const known = new Set(
      (await leo.get("/api/v1/order/orders", orderPage)).orders.map(({ orderId }) => orderId),
    );
    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await customer.open(day.stack.gatewayUrl, "leo@siren.example");
    await day.toCheckout(page, "latte", "pay-counter");
    let isEnded = false;
    await page.route("**/api/v1/order/orders", async (route) => {
      const sent = route.request();
      if (sent.method() === "POST" && !isEnded) {
        isEnded = true;
        await leo.send("POST", "/api/v1/member/logout", { body: { everywhere: true } });
        const { authorization = "" } = sent.headers();
        const orders = `${day.stack.gatewayUrl}/api/v1/order/orders`;
        const asks = () => fetch(orders, { headers: { authorization } });
        await eventually("its token counts no more", async () => (await asks()).status === 401);
      }
      await route.continue();
    });
    await at(page, "place-order").click();
    // Nobody has to: whoever goes on without is not led back, and told that the order has no answer yet.
    await at(page, "as-guest").click();
    await page.locator('[data-testid="placing"][data-phase="asking"]').waitFor();
    await page.locator("main a.ui-button").click();
    await at(page, "login-email").fill("leo@siren.example");
    await at(page, "login-password").fill(demoPassword);
    await at(page, "login-submit").click();
    // The same order goes on by itself; nobody has to tap it again.
    await at(page, "order-number").waitFor();
    const again = await customerOf(day.stack, "leo@siren.example");
    const { orders } = await again.get("/api/v1/order/orders", orderPage);
    const made = orders.map(({ orderId }) => orderId).filter((orderId) => !known.has(orderId));
    assert.deepEqual(made, [orderIdOf(page)]);
    await again.send("POST", `/api/v1/order/orders/${made[0]}/cancel`, { key: newKey() });
  });

  test("what is cancelled is not charged, and what was charged is given back; the page says so", async () => {
    const mina = await customerOf(day.stack);
    const before = await mina.card();
    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    await customer.order(day.stack.gatewayUrl, "latte");
    await customer.shows("AUTHORISED", "HELD");
    await customer.cancel();
    await customer.shows("CANCELLED", "RELEASED");
    await page.getByText("결제되지 않았어요").first().waitFor();

    await customer.order(day.stack.gatewayUrl, "latte");
    const ticket = await day.jun.claim(await day.jun.accept(await day.jun.ticketOf(orderIdOf(page))));
    await customer.shows("MAKING", "CAPTURED");
    assert.ok((await mina.card()).available_krw < before.available_krw, "it was charged");
    await day.jun.send("POST", `/api/v1/barista/tickets/${ticket.ticketId}/reject`, {
      body: { reason: "EQUIPMENT" },
      key: newKey(),
    });
    await customer.shows("REJECTED", "REFUNDED");
    await page.getByText("결제한 금액은 돌려드렸어요").first().waitFor();
    assert.equal((await mina.card()).available_krw, before.available_krw);
    await page.getByRole("link", { name: "영수증" }).click();
    const back = page.getByRole("definition").filter({ hasText: /^−.*기계 고장$/ });
    await back.waitFor();
  });
}
