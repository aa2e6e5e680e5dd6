import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertEachWalkedOnce } from "./harness/audit.ts";
import { baristaOf, type Customer, customerOf } from "./harness/cafe.ts";
import { eventually } from "./harness/eventually.ts";
import { OrdersPage } from "./harness/live-page.ts";
import type { Person } from "./harness/person.ts";
import { startTestStack, type TestStack } from "./harness/stack.ts";

let stack: TestStack;
before(async () => {
  stack = await startTestStack({ buildPages: false });
});
after(() => stack?.stop());

/** Who asks is found out at the gateway, by its own probe of member. */
const statusOf = async (person: Person, path: string) => (await person.ask("GET", path)).status;
const untilPassCounts = (person: Person, path: string) =>
  eventually("the outage pass counts", async () => (await statusOf(person, path)) === 200, 8_000);

test("what is ordered while member is away is made, called and charged once when it is back", async () => {
  const mina = await customerOf(stack);
  const leo = await customerOf(stack, "leo@siren.example");
  const barista = await baristaOf(stack);
  const cards = new Map<Customer, string>([
    [mina, (await mina.card()).cardId],
    [leo, (await leo.card()).cardId],
  ]);
  const boardPath = "/api/v1/barista/stores/seongsu/board";

  barista.reload();
  leo.reload();
  assert.equal(await statusOf(barista, boardPath), 401, "the pass is nothing while member is up");
  assert.equal(await statusOf(leo, "/api/v1/order/orders"), 401);

  await stack.stopProcess("member");
  using minasPage = await new OrdersPage(mina).listening();

  const minas = await mina.place(cards.get(mina) ?? "");
  assert.equal(minas.status, 202);
  assert.deepEqual([minas.order.state, minas.order.payment], ["DEFERRED", "DEFERRED"]);

  await untilPassCounts(leo, "/api/v1/order/orders");
  const leos = await leo.place(cards.get(leo) ?? "");
  assert.deepEqual([leos.status, leos.order.state], [202, "DEFERRED"]);
  assert.equal((await leo.order(leos.order.orderId)).orderId, leos.order.orderId);
  assert.equal(await statusOf(leo, `/api/v1/order/orders/${minas.order.orderId}`), 404);
  using leosPage = await new OrdersPage(leo).listening();

  await untilPassCounts(barista, boardPath);
  assert.equal(await statusOf(barista, "/api/v1/barista/stores/gwanghwamun/board"), 403);
  for (const { order } of [minas, leos]) {
    const ticket = await barista.ticketOf(order.orderId);
    assert.equal(ticket.payment, "DEFERRED");
    await barista.accept(ticket);
    await barista.claim(ticket);
    await barista.ready(ticket);
    await barista.handOver(ticket);
  }
  await minasPage.until(minas.order.orderId, "order.ready");
  await leosPage.until(leos.order.orderId, "order.ready");

  await stack.restart("member");
  await assertEachWalkedOnce(
    stack,
    [minas, leos].map(({ order, key }) => ({ orderId: order.orderId, key })),
  );
  await eventually("the pass is nothing again", async () => (await statusOf(barista, boardPath)) === 401);
  await leo.refresh();
  assert.equal((await leo.card()).available_krw, 20_000 - leos.order.total_krw);
});
