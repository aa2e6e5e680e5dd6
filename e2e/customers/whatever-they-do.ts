import assert from "node:assert/strict";
import { test } from "node:test";
import { demoPassword } from "@siren/contracts/demo-accounts";
import { orderPage } from "@siren/contracts/order";
import { type Customer, customerOf, latte, newKey, storeId } from "../harness/cafe.ts";
import { at, type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";

const hostile = [
  `"><img src=x onerror=alert(1)>`,
  `\u202e\u2066🦄👩‍👩‍👧‍👦e${"\u0301".repeat(60)}`,
  "../../../etc/passwd\u0000%00{{constructor}}",
  "ㅋ".repeat(5_000),
];
const addresses = [
  ...["stores/..%2f..%2fadmin", "stores/%00", "stores/seongsu/items/%3Cscript%3E", "orders/ord_%F0%9F%A6%84"],
  ...[`stores/${"x".repeat(4_000)}`, "orders/__proto__", "sign-in?next=https://evil.example/"],
  ...["sign-in?next=javascript:alert(1)", "reset#token=%E0%A4%A", "checkout?x=<script>alert(1)</script>"],
];

/** All but less than a latte of it is promised to other orders. */
async function emptyCard(customer: Customer): Promise<string> {
  const { cardId, available_krw } = await customer.card();
  const { total_krw } = await customer.quote(latte(1));
  const { order } = await customer.place(cardId, newKey(), latte(Math.floor(available_krw / total_krw)));
  return order.orderId;
}

/** Through what may happen on a day: what the page showed is read from the page; what became of it, from the services. */
export function customersDoAsTheyLike(day: CafeDay): void {
  test("somebody who was never here orders in English without an account, and picks it up", async () => {
    const page = await day.newPage(await day.newPerson({ locale: "en-GB" }));
    const customer = new CustomerPage(page);
    await page.goto(`${day.stack.gatewayUrl}/client/`);
    assert.equal(await page.evaluate("document.documentElement.lang"), "en");
    await at(page, `store-${storeId}`).click();
    await at(page, "item-latte").click();
    const price = await at(page, "add-to-cart").textContent();
    await at(page, "choice-large").click();
    await eventually(
      "a larger cup costs more",
      async () => (await at(page, "add-to-cart").textContent()) !== price,
    );
    await at(page, "add-to-cart").click();
    await at(page, "tab-cart").click();
    await at(page, "go-to-checkout").click();
    await at(page, "pay-counter").click();
    await at(page, "place-order").click();
    await at(page, "order-number").waitFor();
    assert.match(await page.locator("main").innerText(), /Large/);
    await day.serve(customer, orderIdOf(page));
    // But for the name that the store calls guests by, and for that of the language.
    const words = (await page.locator("main").innerText()).replaceAll("손님", "");
    assert.doesNotMatch(words, /[가-힣]/, "a word was left in Korean");
  });

  test("a guest who signs in meanwhile is told before, still finds what is under way, and calls it off", async () => {
    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await page.goto(`${day.stack.gatewayUrl}/client/`);
    await day.toCheckout(page, "latte", "pay-counter");
    const number = await customer.place();
    const orderId = orderIdOf(page);
    await page.goto(`${day.stack.gatewayUrl}/client/sign-in`);
    await at(page, "guests-order").waitFor();
    await customer.open(day.stack.gatewayUrl, "leo@siren.example");
    const lines: string[] = [];
    page.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        const text = String(payload);
        if (text.startsWith("40/orders,")) lines.push(text.includes('"token"') ? "member" : "guest");
      }),
    );
    await page.goto(`${day.stack.gatewayUrl}/client/orders`);
    await page.locator(`a.order-row[href$="${orderId}"]`).click();
    assert.equal(await customer.number(), number);
    await eventually("it is heard of by a line of its own", () => new Set(lines).size === 2);
    await customer.shows("COUNTER_DUE");
    // A link to it, opened anew, asks the account first.
    await page.reload();
    await customer.shows("COUNTER_DUE");
    await customer.cancel();
    await customer.shows("CANCELLED");
    await page.goto(`${day.stack.gatewayUrl}/client/orders`);
    await page.locator("h1").waitFor();
    const leo = await customerOf(day.stack, "leo@siren.example");
    await assert.rejects(leo.order(orderId), { code: "NOT_FOUND" }, "it has not become the account's");
  });

  test("what is sold out says so before anybody chooses it, and comes back", async () => {
    const page = await day.newPage();
    const sold = (soldOut: boolean) =>
      day.jun.send("PUT", `/api/v1/barista/stores/${storeId}/availability/americano`, {
        body: { soldOut },
        key: newKey(),
      });
    await sold(true);
    await page.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}`);
    await page.locator('[data-testid="item-americano"][data-sold-out="true"]').waitFor();
    await page.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}/items/americano`);
    await eventually("it cannot be put into the cart", async () => at(page, "add-to-cart").isDisabled());
    await sold(false);
    await page.reload();
    await eventually("it can be again", async () => at(page, "add-to-cart").isEnabled());
  });

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
    await page.getByText("INSUFFICIENT_BALANCE").first().waitFor();
    await at(page, "pay-counter").click();
    await eventually("it can be placed", async () => at(page, "place-order").isEnabled());
    await at(page, "place-order").click();
    await at(page, "order-number").waitFor();
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
  });

  test("two tabs of one browser ring once for one cup", async () => {
    const person = await day.newPerson();
    await person.addInitScript({
      content: `Object.defineProperty(navigator, "vibrate", {
      value: () => { localStorage.setItem("rang", String(Number(localStorage.getItem("rang") ?? 0) + 1)); return true; },
    })`,
    });
    const [first, second] = [await day.newPage(person), await day.newPage(person)];
    const customer = new CustomerPage(first);
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    await customer.order(day.stack.gatewayUrl, "latte");
    await customer.live();
    await second.goto(first.url());
    await second.locator("h1").click();
    await new CustomerPage(second).live();
    const ticket = await day.jun.accept(await day.jun.ticketOf(orderIdOf(first)));
    await day.jun.claim(ticket);
    await day.jun.ready(ticket);
    await Promise.all([customer.shows("READY"), new CustomerPage(second).shows("READY")]);
    const rang = () => first.evaluate<string>("localStorage.getItem('rang')");
    await eventually("it rings", async () => (await rang()) !== null);
    await day.jun.handOver(ticket);
    await Promise.all([customer.shows("PICKED_UP"), new CustomerPage(second).shows("PICKED_UP")]);
    assert.equal(await rang(), "1");
  });

  test("nothing typed into a field or put into the address breaks a page, and no answer is our fault", async () => {
    const page = await day.newPage();
    const answers: string[] = [];
    page.on("dialog", (dialog) => {
      answers.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on(
      "response",
      (answer) => answer.status() >= 500 && answers.push(`${answer.status()} ${answer.url()}`),
    );
    const open = async (screen: string) => {
      await page.goto(`${day.stack.gatewayUrl}/client/icon.svg`);
      await page.goto(`${day.stack.gatewayUrl}/client/${screen}`);
      await page.locator("h1").first().waitFor();
    };
    for (const address of addresses) await open(address);

    for (const screen of ["sign-in", "register", "forgot"]) {
      await open(screen);
      for (const text of hostile) {
        const fields = page.locator("main form input:visible:not([type=checkbox]):not([type=radio])");
        for (const field of await fields.all()) await field.fill(text);
        await page.locator("main form button[type=submit]").first().click();
        await page.locator("h1").first().waitFor();
      }
    }

    await open(`stores/${storeId}`);
    for (const text of hostile) {
      await at(page, "menu-search").fill(text);
      await page.locator("main .empty").waitFor();
    }
    await new CustomerPage(page).open(day.stack.gatewayUrl, "leo@siren.example");
    await open("account/profile");
    for (const text of hostile) {
      await at(page, "nickname").fill(text);
      await at(page, "nickname-save").click();
      await page.locator(".ui-field-error:not(:empty)").waitFor();
    }
    // Short enough, and nothing in it is hidden: it may be called, and is shown as it was typed.
    await at(page, "nickname").fill("<i>레오</i>");
    await at(page, "nickname-save").click();
    await open("account");
    await page.getByText("<i>레오</i>").first().waitFor();
    assert.equal(await page.locator("main i").count(), 0);

    const names = [
      "cart",
      "placing",
      "who",
      "store",
      "copy.stores",
      "copy.menu.seongsu",
      "copy.orders",
      "copies",
    ];
    for (const nonsense of ["{", '{"storeId":"seongsu","lines":[{"itemId":9}],"at":1,"value":[[]]}']) {
      const kept = names.map((name) => `siren.${name}`);
      await page.evaluate(
        `for (const name of [...${JSON.stringify(kept)}, ...Object.keys(localStorage)]) localStorage.setItem(name, ${JSON.stringify(nonsense)})`,
      );
      for (const screen of ["", "stores/seongsu", "cart", "orders"]) await open(screen);
    }
    assert.deepEqual(answers, []);
  });
}
