import assert from "node:assert/strict";
import { callBoard } from "@siren/contracts/barista";
import { type OrderView, orderView } from "@siren/contracts/order";
import { factsOf } from "../harness/audit.ts";
import { newKey, storeId } from "../harness/cafe.ts";
import { OrdersPage } from "../harness/live-page.ts";
import {
  assertAway,
  assertWithin,
  atOnce,
  lose,
  timed,
  untilAnsweredAtOnce,
  untilFresh,
  untilSaidOld,
  type WayToBeLost,
} from "../harness/loss.ts";
import type { CafeInTrouble } from "./cafe-in-trouble.ts";

/** When the gateway asks another replica, too, and what it gives to order in all. */
const deadlines = { firstTryMs: 1_000, edgeMs: 8_000 };
const boardPath = `/api/v1/barista/stores/${storeId}/board`;
const mostOrders = 4;
type PlacedOnce = { order: OrderView; key: string };

/** Nobody has to ask twice: the gateway sends the same key to the other one. */
export async function oneReplicaOfOrderIsLost(cafe: CafeInTrouble, way: WayToBeLost): Promise<void> {
  const { stack, mina, minasCard } = cafe;
  const body = await mina.placing(minasCard);
  await using loss = await lose(stack, "order", way, 0);
  const placed: PlacedOnce[] = [];
  for (let at = 0; at < mostOrders; at += 1) {
    const key = newKey();
    const one = await timed(() => mina.ask("POST", "/api/v1/order/orders", { body, key }));
    assertWithin(one, deadlines.firstTryMs, "placing with one replica");
    // 200 where the lost one had written it down, and could no longer say so.
    assert.ok([200, 201].includes(one.answer.status), JSON.stringify(one.answer.body));
    placed.push({ order: orderView.parse(one.answer.body), key });
  }
  const [first, ...others] = placed as [PlacedOnce, ...PlacedOnce[]];
  await cafe.walk(first);
  await loss.giveBack();
  for (const one of others) await cafe.walk(one);
}

export async function orderIsLost(cafe: CafeInTrouble, way: WayToBeLost, env = {}): Promise<void> {
  const { stack, mina, jun, minasCard } = cafe;
  using page = await new OrdersPage(mina).listening();
  const before = await mina.place(minasCard);
  const ticket = await jun.accept(await jun.ticketOf(before.order.orderId));
  const body = await mina.placing(minasCard);
  await using loss = await lose(stack, "order", way);

  // The cart is kept: refused for now, sent again with the same key until there is an answer.
  const key = newKey();
  const place = () => mina.ask("POST", "/api/v1/order/orders", { body, key });
  for (const one of await atOnce(6, place)) {
    assertWithin(one, deadlines.edgeMs, "placing");
    assertAway(one.answer, "placing");
  }
  assertAway(await untilAnsweredAtOnce("placing", place, deadlines.firstTryMs / 2), "placing");
  const placing = mina.sendUntilAnswered("POST", "/api/v1/order/orders", { body, key }, 60_000);

  // The store goes on with what it has, and whoever waits sees it on the call board.
  const board = () => jun.ask("GET", boardPath);
  await untilSaidOld("the board", "order", loss, board);
  await jun.claim(ticket);
  await jun.ready(ticket);
  const calls = await fetch(`${stack.gatewayUrl}/api/v1/barista/stores/${storeId}/callboard`);
  const { entries } = callBoard.parse(await calls.json());
  assert.equal(entries.find(({ number }) => number === ticket.number)?.state, "READY");
  assert.equal(page.times(before.order.orderId, "order.ready"), 0, "by no other road");

  await loss.giveBack(env);
  const answer = await placing;
  const order = orderView.parse(answer.body);
  const { orders: all } = await factsOf(stack);
  assert.equal(all.filter((one) => one.idempotencyKey === key).length, 1, "one order for the key");
  await page.until(before.order.orderId, "order.ready");
  await untilFresh("the board", board);
  await cafe.walk(before);
  await cafe.walk({ order, key });
  assert.equal(page.times(before.order.orderId, "order.ready"), 1, "and once by this one");
}
