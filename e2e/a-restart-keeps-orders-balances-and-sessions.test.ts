import assert from "node:assert/strict";
import { test } from "node:test";
import { assertEachWalkedOnce, assertLedgerAddsUp, factsOf } from "./harness/audit.ts";
import { Barista, baristaOf, Customer, customerOf, gatewaysOf } from "./harness/cafe.ts";
import { patience, startTestStack, temporaryData, withoutAuditor } from "./harness/stack.ts";

test("after everything was stopped and started, orders, balances and sign-ins are as they were", async () => {
  using data = temporaryData();
  const { dataDir } = data;
  const cafe = { buildPages: false, only: withoutAuditor, dataDir, env: { order: patience } };
  await using first = await startTestStack(cafe);
  const customer = await customerOf(first);
  const barista = await baristaOf(first);
  const { cardId } = await customer.card();
  const { order, key } = await customer.place(cardId);
  await barista.accept(await barista.ticketOf(order.orderId));
  await customer.untilOrder(order.orderId, ({ state }) => state === "ACCEPTED", "accepted");
  const before = { order: await customer.order(order.orderId), card: await customer.card() };
  await first.stop();

  await using second = await startTestStack(cafe);
  const customerAgain = new Customer(gatewaysOf(second));
  const baristaAgain = new Barista(gatewaysOf(second));
  for (const [name, cookie] of customer.jar) customerAgain.jar.set(name, cookie);
  for (const [name, cookie] of barista.jar) baristaAgain.jar.set(name, cookie);
  await customerAgain.refresh();
  await baristaAgain.refresh();
  assert.equal(customerAgain.memberId, customer.memberId);
  assert.deepEqual(await customerAgain.order(order.orderId), before.order);
  assert.deepEqual(await customerAgain.card(), before.card);
  assertLedgerAddsUp(await factsOf(second));

  // The access token of before is signed by a key that was kept, too.
  customerAgain.token = customer.token;
  assert.equal((await customerAgain.card()).cardId, cardId);

  const ticket = await baristaAgain.ticketOf(order.orderId);
  assert.equal(ticket.state, "ACCEPTED");
  await baristaAgain.claim(ticket);
  await baristaAgain.ready(ticket);
  await baristaAgain.handOver(ticket);
  await assertEachWalkedOnce(second, [{ orderId: order.orderId, key }]);
  const next = await customerAgain.place(cardId);
  assert.equal(next.order.number, order.number + 1);
});
