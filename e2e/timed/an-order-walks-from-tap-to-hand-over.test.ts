import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertEachWalkedOnce } from "../harness/audit.ts";
import { baristaOf, customerOf, latte } from "../harness/cafe.ts";
import { OrdersPage } from "../harness/live-page.ts";
import { startTestStack, type TestStack } from "../harness/stack.ts";

let stack: TestStack;
before(async () => {
  stack = await startTestStack({ buildPages: false });
});
after(() => stack?.stop());

test("an order is placed, made and handed over; READY is on the page within a second of the tap", async () => {
  const customer = await customerOf(stack);
  const barista = await baristaOf(stack);
  const card = await customer.card();
  using page = await new OrdersPage(customer).listening();

  const { status, order, key } = await customer.place(card.cardId);
  assert.equal(status, 201);
  assert.deepEqual([order.state, order.payment], ["AUTHORISED", "HELD"]);
  assert.equal((await customer.card()).held_krw, order.total_krw);
  await page.until(order.orderId, "order.placed");

  const ticket = await barista.ticketOf(order.orderId);
  assert.equal(ticket.number, order.number);
  assert.equal(ticket.nickname, "미나");
  await barista.accept(ticket);
  await page.until(order.orderId, "order.accepted");
  await barista.claim(ticket);
  await page.until(order.orderId, "order.making");

  const tappedAtMs = performance.now();
  await barista.ready(ticket);
  const shown = await page.until(order.orderId, "order.ready", 1_000);
  const tookMs = shown.atMs - tappedAtMs;
  assert.ok(tookMs < 1_000, `READY was shown ${tookMs} ms after the tap`);
  assert.equal(shown.order.state, "READY");

  await barista.handOver(ticket);
  await page.until(order.orderId, "order.picked_up");
  await assertEachWalkedOnce(stack, [{ orderId: order.orderId, key }]);
  const paid = await customer.card();
  assert.equal(paid.available_krw, card.available_krw - order.total_krw);
  assert.equal(paid.held_krw, 0);
  assert.equal(page.times(order.orderId, "order.ready"), 1);
});

test("the same key again is the same order, and with another body a refusal", async () => {
  const customer = await customerOf(stack, "leo@siren.example");
  const { cardId } = await customer.card();
  const placed = await customer.place(cardId);
  const again = await customer.place(cardId, placed.key);
  assert.equal(again.status, 200);
  assert.equal(again.order.orderId, placed.order.orderId);

  await assert.rejects(customer.place(cardId, placed.key, latte(2)), { code: "KEY_REUSED", status: 422 });
  const cancelled = await customer.send("POST", `/api/v1/order/orders/${placed.order.orderId}/cancel`, {
    key: "cancel-once-0001",
  });
  assert.equal(cancelled.status, 200);
  await customer.untilOrder(placed.order.orderId, (order) => order.payment === "RELEASED", "released");
  assert.equal((await customer.card()).held_krw, 0);
});
