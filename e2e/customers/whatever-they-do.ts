import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { newKey, storeId } from "../harness/cafe.ts";
import { at, type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";

/** Whether it was this tab's turn to ring for a cup, and it has said that it did. */
function readyOn(page: Page) {
  let [rungFor, acknowledged] = [Number.POSITIVE_INFINITY, 0];
  const said = (payload: string | Buffer): [string, { n?: number; ring?: boolean }] => {
    const text = String(payload);
    return text.startsWith("42/orders,") ? JSON.parse(text.slice(text.indexOf("["))) : ["", {}];
  };
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      const [name, { n = 0, ring }] = said(payload);
      if (name === "ring" || (name === "order.ready" && ring)) rungFor = n;
    });
    socket.on("framesent", ({ payload }) => {
      const [name, { n = 0 }] = said(payload);
      if (name === "ack") acknowledged = Math.max(acknowledged, n);
    });
  });
  return { hasRung: () => acknowledged >= rungFor };
}

export function customersDoAsTheyLike(day: CafeDay): void {
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

  test("two tabs of one browser ring once for one cup, and neither does again when it is opened anew", async () => {
    const person = await day.newPerson();
    await person.addInitScript({
      content: `Object.defineProperty(navigator, "vibrate", {
      value: () => { localStorage.setItem("rang", String(Number(localStorage.getItem("rang") ?? 0) + 1)); return true; },
    })`,
    });
    const [first, second] = [await day.newPage(person), await day.newPage(person)];
    const heard = [first, second].map(readyOn);
    const customer = new CustomerPage(first);
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    await customer.order(day.stack.gatewayUrl, "latte");
    await customer.live();
    await second.goto(first.url());
    await second.locator("h1").click();
    const also = new CustomerPage(second);
    await also.live();
    const ticket = await day.jun.accept(await day.jun.ticketOf(orderIdOf(first)));
    await day.jun.claim(ticket);
    await day.jun.ready(ticket);
    await Promise.all([customer.shows("READY"), also.shows("READY")]);
    const rang = () => first.evaluate<string>("localStorage.getItem('rang')");
    await eventually("it rings", async () => (await rang()) !== null);
    // Nobody's turn comes any more: otherwise the second ring might only be late.
    await eventually("who was to ring has said so", () => heard.some(({ hasRung }) => hasRung()));
    await second.reload();
    await also.shows("READY");
    await also.live();
    await day.jun.handOver(ticket);
    await Promise.all([customer.shows("PICKED_UP"), also.shows("PICKED_UP")]);
    assert.equal(await rang(), "1");
  });
}
