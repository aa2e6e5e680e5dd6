import assert from "node:assert/strict";
import { test } from "node:test";
import { rates } from "@siren/contracts/menu-desk";
import { customerOf } from "../harness/cafe.ts";
import { at, type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";

export function guestsAreServed(day: CafeDay): void {
  test("somebody who was never here orders in English without an account, with dollars beside the won, and picks it up", async () => {
    const page = await day.newPage(await day.newPerson({ locale: "en-GB" }));
    const customer = new CustomerPage(page);
    const isEnglish = async (where: string) => {
      // But for the name that the store calls guests by, and for that of the language.
      const words = (await page.locator("body").innerText()).replaceAll(/손님|한국어/g, "");
      assert.doesNotMatch(words, /[가-힣]/, `${where}: a word was left in Korean`);
    };
    await page.goto(`${day.stack.gatewayUrl}/client/`);
    assert.equal(await page.evaluate("document.documentElement.lang"), "en");
    await page.getByRole("link", { name: "Seongsu" }).waitFor();
    await isEnglish("stores");
    await page.getByRole("link", { name: "Seongsu" }).click();
    await page.getByRole("combobox", { name: "Currency beside the won" }).selectOption("₩ + USD");
    const { asOf, rates: known } = await day.jun.get("/api/v1/menu/rates", rates);
    const perDollar = Number(known.find(({ currency }) => currency === "USD")?.krwPerUnit);
    const dollars = (amount_krw: number) => `≈ $${(amount_krw / perDollar).toFixed(2)}`;
    await page
      .getByRole("link", { name: `Latte ₩5,000 ${dollars(5_000)}` })
      .first()
      .waitFor();
    await page.getByText(`Rates of ${asOf} · For reference; always charged in won`).waitFor();
    await isEnglish("menu");
    await page
      .getByRole("link", { name: /^Latte/ })
      .first()
      .click();
    await page.getByRole("button", { name: `Add for ₩5,000 ${dollars(5_000)}` }).waitFor();
    await page.getByRole("radio", { name: /^Large/ }).check();
    await isEnglish("drink");
    await page.getByRole("button", { name: `Add for ₩5,700 ${dollars(5_700)}` }).click();
    await page.getByRole("link", { name: /^Cart 1/ }).click();
    await page.getByRole("link", { name: "Go to checkout" }).waitFor();
    await isEnglish("cart");
    await page.getByText(dollars(5_700)).first().waitFor();
    // Chosen once, it stays.
    await page.reload();
    await page.getByText(dollars(5_700)).first().waitFor();
    await page.getByRole("link", { name: "Go to checkout" }).click();
    await page.getByRole("radio", { name: /^Pay at the counter/ }).check();
    await page.getByText(dollars(5_700)).first().waitFor();
    await isEnglish("checkout");
    await page.getByRole("button", { name: "Order for ₩5,700" }).click();
    await at(page, "order-number").waitFor();
    const order = page.getByRole("region", { name: "Your order" });
    assert.match(await order.innerText(), /Large[\s\S]*Total\s+₩5,700/, "won are what is paid");
    await isEnglish("order");
    await day.serve(customer, orderIdOf(page));
    await isEnglish("picked up");
    await page.getByRole("link", { name: "Receipt" }).click();
    await page.getByText("To be paid").waitFor();
    await isEnglish("receipt");
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
}
