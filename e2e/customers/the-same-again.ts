import assert from "node:assert/strict";
import { test } from "node:test";
import { customerOf, newKey, storeId } from "../harness/cafe.ts";
import { type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";
import { finishTicket } from "../harness/shift.ts";
import { asked, button, says, screen, tab } from "./by-name.ts";

const large = { itemId: "latte", choiceIds: ["large", "iced", "oat-milk", "paper-cup"], quantity: 2 };
const gone = { itemId: "americano", choiceIds: ["regular", "hot", "paper-cup"], quantity: 1 };

export function theSameAgain(day: CafeDay): void {
  test("an order of the past is had again from the history, as it was chosen then and without what is sold out today", async () => {
    const mina = await customerOf(day.stack);
    const sold = (soldOut: boolean) =>
      day.jun.send("PUT", `/api/v1/barista/stores/${storeId}/availability/${gone.itemId}`, {
        body: { soldOut },
        key: newKey(),
      });
    const { cardId } = await mina.card();
    // The other journeys of this day drink from the same card.
    await mina.topUp(cardId, 30_000);
    const { order: past } = await mina.place(cardId, newKey(), [large, gone]);
    await finishTicket(day.jun, await day.jun.ticketOf(past.orderId));
    await mina.untilOrder(past.orderId, ({ state }) => state === "PICKED_UP", "of the past");
    await sold(true);
    try {
      await eventually("order has heard of it", async () => {
        const { status } = await mina.ask("POST", "/api/v1/order/quotes", {
          body: { storeId, lines: [gone] },
        });
        return status === 409;
      });
      const page = await day.newPage();
      const customer = new CustomerPage(page);
      await customer.open(day.stack.gatewayUrl, "mina@siren.example");
      await tab(page, "주문내역").click();
      await screen(page, "주문내역");
      const row = page
        .getByRole("listitem")
        .filter({ has: page.locator(`a[href$="/orders/${past.orderId}"]`) });
      await button(row, "다시 주문").click();
      const again = asked(page, "같은 걸로 다시 주문할까요?");
      await says(again, "성수점, 오늘 가격이에요.");
      await says(again, /^카페 라떼 × 2/);
      await says(again, /^아메리카노 · 품절$/);
      await button(again, "장바구니에 담기").click();
      await screen(page, "장바구니");
      const inCart = page.getByRole("main").getByRole("group", { name: /수량$/ });
      await inCart.and(page.getByLabel("카페 라떼, 수량")).waitFor();
      assert.equal(await inCart.count(), 1, "nothing that cannot be had");
      await page.getByRole("link", { name: "주문하러 가기" }).click();
      await button(page, /원 주문하기$/).click();
      await customer.shows("AUTHORISED", "HELD");
      const order = await mina.order(orderIdOf(page));
      const chosen = order.lines.map(({ itemId, choices, quantity }) => ({
        ...{ itemId, quantity },
        choiceIds: choices.map(({ choiceId }) => choiceId).sort(),
      }));
      assert.deepEqual(chosen, [{ ...large, choiceIds: large.choiceIds.toSorted() }]);
      assert.notEqual(order.orderId, past.orderId);
      await mina.send("POST", `/api/v1/order/orders/${order.orderId}/cancel`, { key: newKey() });
    } finally {
      await sold(false);
    }
  });
}
