import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { type OpenedBrowser, openBrowser } from "./harness/browser.ts";
import {
  type Barista,
  baristaOf,
  type Customer,
  customerOf,
  latte,
  newKey,
  storeId,
} from "./harness/cafe.ts";
import { eventually } from "./harness/eventually.ts";
import { CustomerPage } from "./harness/pages.ts";
import { startTestStack, type TestStack } from "./harness/stack.ts";

/**
 * The customer's page in a real browser, through what may happen on a day. What the page showed is read from the page;
 * what became of it, from the services. Shown elsewhere, in a browser too: READY within a second and by itself, over a
 * socket and without, and member away with a deferred card (e2e/timed/a-customer-sees-ready-without-reload), log out
 * everywhere (the same), a forgotten password, each screen by itself and the keyboard (every-screen-is-for-everyone).
 */
let stack: TestStack;
let browser: OpenedBrowser;
let jun: Barista;
const faults: string[] = [];

before(async () => {
  [stack, browser] = await Promise.all([startTestStack(), openBrowser()]);
  jun = await baristaOf(stack);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const patienceMs = 30_000;
const phone = { viewport: { width: 390, height: 844 }, reducedMotion: "reduce" } as const;

async function newPerson(options: { locale?: string } = {}): Promise<BrowserContext> {
  const person = await browser.newPerson({ ...phone, ...options });
  person.setDefaultTimeout(patienceMs);
  return person;
}

async function tabOf(person: BrowserContext): Promise<Page> {
  const page = await person.newPage();
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  return page;
}

const at = (page: Page, hook: string) => page.locator(`[data-testid="${hook}"]`);
const orderIdOf = (page: Page) => /orders\/(ord_\w+)/.exec(page.url())?.[1] ?? "";

async function fillCart(page: Page, itemId: string): Promise<void> {
  await page.goto(`${stack.gatewayUrl}/client/stores/${storeId}/items/${itemId}`);
  await at(page, "add-to-cart").click();
  await at(page, "tab-cart").click();
}

async function toCheckout(page: Page, itemId: string, pay: "pay-card" | "pay-counter"): Promise<void> {
  await fillCart(page, itemId);
  await at(page, "go-to-checkout").click();
  await at(page, pay).click();
}

async function serve(customer: CustomerPage, orderId: string): Promise<void> {
  let ticket = await jun.ticketOf(orderId);
  ticket = await jun.accept(ticket);
  await customer.shows("ACCEPTED");
  if (ticket.payment === "COUNTER_DUE") ticket = await jun.paid(ticket);
  ticket = await jun.claim(ticket);
  await customer.shows("MAKING");
  ticket = await jun.ready(ticket);
  await customer.shows("READY");
  await jun.handOver(ticket);
  await customer.shows("PICKED_UP");
}

test("somebody who was never here orders in English without an account, and picks it up", async () => {
  const page = await tabOf(await newPerson({ locale: "en-GB" }));
  const customer = new CustomerPage(page);
  await page.goto(`${stack.gatewayUrl}/client/`);
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
  await serve(customer, orderIdOf(page));
  // But for the name that the store calls guests by, and for that of the language.
  const words = (await page.locator("main").innerText()).replaceAll("손님", "");
  assert.doesNotMatch(words, /[가-힣]/, "a word was left in Korean");
});

test("what is sold out says so before anybody chooses it, and comes back", async () => {
  const page = await tabOf(await newPerson());
  const sold = (soldOut: boolean) =>
    jun.send("PUT", `/api/v1/barista/stores/${storeId}/availability/americano`, {
      body: { soldOut },
      key: newKey(),
    });
  await sold(true);
  await page.goto(`${stack.gatewayUrl}/client/stores/${storeId}`);
  await page.locator('[data-testid="item-americano"][data-sold-out="true"]').waitFor();
  await page.goto(`${stack.gatewayUrl}/client/stores/${storeId}/items/americano`);
  await eventually("it cannot be put into the cart", async () => at(page, "add-to-cart").isDisabled());
  await sold(false);
  await page.reload();
  await eventually("it can be again", async () => at(page, "add-to-cart").isEnabled());
});

test("a card that was emptied meanwhile is declined in words with a code, and the counter still takes it", async () => {
  const leo = await customerOf(stack, "leo@siren.example");
  const page = await tabOf(await newPerson());
  const customer = new CustomerPage(page);
  await customer.open(stack.gatewayUrl, "leo@siren.example");
  await toCheckout(page, "latte", "pay-card");
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
  for (const orderId of [spent, orderIdOf(page)])
    await leo.send("POST", `/api/v1/order/orders/${orderId}/cancel`, { key: newKey() });
});

/** All but less than a latte of it is promised to other orders. */
async function emptyCard(customer: Customer): Promise<string> {
  const { cardId, available_krw } = await customer.card();
  const { total_krw } = await customer.quote(latte(1));
  const { order } = await customer.place(cardId, newKey(), latte(Math.floor(available_krw / total_krw)));
  return order.orderId;
}

test("a cancelled order gives its money back, and the page says so", async () => {
  const page = await tabOf(await newPerson());
  const customer = new CustomerPage(page);
  await customer.open(stack.gatewayUrl, "mina@siren.example");
  await customer.order(stack.gatewayUrl, "latte");
  await customer.shows("AUTHORISED", "HELD");
  await at(page, "cancel-order").click();
  await at(page, "confirm-cancel").click();
  await customer.shows("CANCELLED", "RELEASED");
});

test("two tabs of one browser ring once for one cup", async () => {
  const person = await newPerson();
  await person.addInitScript({
    content: `Object.defineProperty(navigator, "vibrate", {
      value: () => { localStorage.setItem("rang", String(Number(localStorage.getItem("rang") ?? 0) + 1)); return true; },
    })`,
  });
  const [first, second] = [await tabOf(person), await tabOf(person)];
  const customer = new CustomerPage(first);
  await customer.open(stack.gatewayUrl, "mina@siren.example");
  await customer.order(stack.gatewayUrl, "latte");
  await customer.live();
  await second.goto(first.url());
  await second.locator("h1").click();
  await new CustomerPage(second).live();
  const ticket = await jun.accept(await jun.ticketOf(orderIdOf(first)));
  await jun.claim(ticket);
  await jun.ready(ticket);
  await Promise.all([customer.shows("READY"), new CustomerPage(second).shows("READY")]);
  const rang = () => first.evaluate<string>("localStorage.getItem('rang')");
  await eventually("it rings", async () => (await rang()) !== null);
  await jun.handOver(ticket);
  await Promise.all([customer.shows("PICKED_UP"), new CustomerPage(second).shows("PICKED_UP")]);
  assert.equal(await rang(), "1");
});

test("while the store's screens are away an order is taken, its place kept, and made later", async () => {
  const page = await tabOf(await newPerson());
  const customer = new CustomerPage(page);
  await customer.open(stack.gatewayUrl, "mina@siren.example");
  await stack.stopProcess("barista");
  await customer.order(stack.gatewayUrl, "latte");
  await customer.shows("AUTHORISED", "HELD");
  const orderId = orderIdOf(page);
  try {
    // Of the store itself, which cannot be asked how it stands.
    await page.getByText("매장 화면이 다시 연결되는 중이에요").first().waitFor();
  } finally {
    await stack.restart("barista");
  }
  await serve(customer, orderId);
});

test("while nobody takes orders the page keeps asking with one key, and one order comes of it", async () => {
  const mina = await customerOf(stack);
  const page = await tabOf(await newPerson());
  const customer = new CustomerPage(page);
  await customer.open(stack.gatewayUrl, "mina@siren.example");
  await toCheckout(page, "latte", "pay-card");
  await eventually("the total is known", async () => at(page, "place-order").isEnabled());
  await stack.stopProcess("order");
  try {
    await at(page, "place-order").click();
    await at(page, "placing").waitFor();
  } finally {
    await stack.restart("order");
  }
  await at(page, "order-number").waitFor();
  const orderId = orderIdOf(page);
  const order = await mina.order(orderId);
  assert.match(order.state, /^(AUTHORISED|DEFERRED)$/);
  await mina.send("POST", `/api/v1/order/orders/${orderId}/cancel`, { key: newKey() });
  await customer.shows("CANCELLED");
});

test("offline the page opens with what was known, says so, places nothing, and goes on when it is back", async () => {
  const person = await newPerson();
  const page = await tabOf(person);
  const customer = new CustomerPage(page);
  await customer.open(stack.gatewayUrl, "mina@siren.example");
  const number = await customer.order(stack.gatewayUrl, "latte");
  const orderId = orderIdOf(page);
  await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
  await eventually("the page is kept whole", () =>
    page.evaluate<boolean>("caches.match('/client/index.html').then((found) => found !== undefined)"),
  );
  await fillCart(page, "latte");
  await person.setOffline(true);
  // A start from nothing but what the browser keeps.
  await page.goto("about:blank");
  await page.goto(`${stack.gatewayUrl}/client/orders/${orderId}`);
  assert.equal(Number(await at(page, "order-number").textContent()), number);
  await eventually("the ribbon tells of it", async () =>
    (await at(page, "ribbon").innerText()).includes("주문"),
  );
  await page.goto(`${stack.gatewayUrl}/client/stores/${storeId}`);
  await at(page, "item-latte").waitFor();
  await page.goto(`${stack.gatewayUrl}/client/cart`);
  await at(page, "go-to-checkout").waitFor();

  await person.setOffline(false);
  await page.goto(`${stack.gatewayUrl}/client/orders/${orderId}`);
  await customer.shows("AUTHORISED");
  await customer.live();
  await eventually("the ribbon has gone", async () => (await at(page, "ribbon").innerText()).trim() === "");
});

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

test("nothing typed into a field or put into the address breaks a page, and no answer is our fault", async () => {
  const page = await tabOf(await newPerson());
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
    await page.goto("about:blank");
    await page.goto(`${stack.gatewayUrl}/client/${screen}`);
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

test("no page threw anything meanwhile", () => assert.deepEqual(faults, []));
