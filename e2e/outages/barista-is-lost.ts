import assert from "node:assert/strict";
import { ticketView } from "@siren/contracts/barista";
import { orderPage, orderView, quote } from "@siren/contracts/order";
import { factsOf } from "../harness/audit.ts";
import { latte, newKey, type Placed, storeId } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { OrdersPage } from "../harness/live-page.ts";
import {
  assertAway,
  assertWithin,
  atOnce,
  lose,
  oldSince,
  timed,
  untilAnsweredAtOnce,
  untilFresh,
  untilSaidOld,
  type WayToBeLost,
} from "../harness/loss.ts";
import type { CafeInTrouble } from "./cafe-in-trouble.ts";

/** What the board's answers may take at the gateway, and what order waits for a void. */
const deadlines = { edgeMs: 3_000, voidMs: 800 };
const boardPath = `/api/v1/barista/stores/${storeId}/board`;
const listPath = `/api/v1/order/orders?store=${storeId}`;

export async function baristaIsLost(cafe: CafeInTrouble, way: WayToBeLost): Promise<void> {
  const { stack, mina, leo, jun, minasCard, leosCard } = cafe;
  const before = await mina.place(minasCard);
  const ticket = await jun.ticketOf(before.order.orderId);
  await using loss = await lose(stack, "barista", way);

  // The board: nothing comes, a tap is kept with its key, and what is to be made can be read from order.
  const tapKey = newKey();
  const tap = () => jun.ask("POST", `/api/v1/barista/tickets/${ticket.ticketId}/accept`, { key: tapKey });
  const board = () => jun.ask("GET", boardPath);
  const [tapped, boards] = await Promise.all([timed(tap), atOnce(6, board)]);
  for (const one of [tapped, ...boards]) {
    assertWithin(one, deadlines.edgeMs, "the board");
    assertAway(one.answer, "the board");
  }
  assertAway(await untilAnsweredAtOnce("the board", board, deadlines.edgeMs / 4), "the board");

  // The customer: taken and held, no minutes promised, the place in the row kept.
  const ask = () => mina.ask("POST", "/api/v1/order/quotes", { body: { storeId, lines: latte(1) } });
  const { place, etaMinutes } = quote.parse((await untilSaidOld("a quote", "barista", loss, ask)).body);
  assert.deepEqual([place, etaMinutes], [null, null], "nothing is promised");
  // Each replica of order looks for itself.
  await eventually("every replica says so", async () => {
    const asked = await atOnce(8, ask);
    return asked.every(({ answer }) => oldSince(answer, "barista") !== undefined);
  });
  const waiting: Placed[] = [];
  for (const [who, cardId] of [
    [mina, minasCard],
    [leo, leosCard],
    [mina, minasCard],
  ] as const) {
    const key = newKey();
    const body = await who.placing(cardId);
    const answer = await who.send("POST", "/api/v1/order/orders", { body, key });
    const order = orderView.parse(answer.body);
    assert.deepEqual([order.state, order.payment], ["AUTHORISED", "HELD"]);
    assert.deepEqual([order.place, order.etaAt], [null, null]);
    assert.ok(oldSince(answer, "barista"), "placing says that the board is away");
    waiting.push({ status: answer.status, order, key });
  }
  const [first, second, unwanted] = waiting as [Placed, Placed, Placed];

  // A cancel is only asked for: the ticket decides it.
  const [path, how] = cafe.cancelOf(unwanted.order);
  const asked = await timed(() => mina.ask("POST", path, how));
  assertWithin(asked, deadlines.voidMs, "a cancel");
  const requested = orderView.parse(asked.answer.body);
  assert.deepEqual(
    [asked.answer.status, requested.state, requested.cancelRequested],
    [202, "AUTHORISED", true],
  );
  assert.ok(oldSince(asked.answer, "barista"), "the cancel says that the board is away");

  const list = orderPage.parse((await jun.send("GET", listPath)).body).orders;
  const ids = [before, first, second, unwanted].map(({ order }) => order.orderId);
  assert.deepEqual(
    list.map(({ orderId }) => orderId).filter((orderId) => ids.includes(orderId)),
    ids,
    "the staff reads what it has to make, oldest first",
  );
  assert.equal((await mina.ask("GET", listPath)).status, 403);

  // On return: the kept tap counts once, tickets come in the order of placing, the late cancel voids.
  await loss.giveBack();
  await untilFresh("the board", board);
  const answers = [
    await jun.sendUntilAnswered("POST", pathOf(ticket.ticketId), { key: tapKey }),
    await tap(),
  ];
  const [once, twice] = answers.map(({ body }) => ticketView.parse(body));
  assert.deepEqual([once?.state, once?.version], ["ACCEPTED", ticket.version + 1], "the tap counts once");
  assert.deepEqual(twice, once);
  const firstTicket = await jun.ticketOf(first.order.orderId);
  const secondTicket = await jun.ticketOf(second.order.orderId);
  assert.ok(firstTicket.ticketId < secondTicket.ticketId, "tickets are made in the order of placing");
  await mina.untilOrder(unwanted.order.orderId, ({ state }) => state === "CANCELLED", "cancelled");
  await cafe.untilNothingIsLeftOf(unwanted.order);
  await untilFresh("a quote", ask);
  for (const placed of [before, first, second]) await cafe.walk(placed);
}

const pathOf = (ticketId: string) => `/api/v1/barista/tickets/${ticketId}/accept`;

/** Order was started with so short a patience for its stores. */
export async function nobodyAcceptsInTime(cafe: CafeInTrouble): Promise<void> {
  const { stack, mina, jun, minasCard } = cafe;
  using page = await new OrdersPage(mina).listening();
  const card = await mina.card();
  await using loss = await lose(stack, "barista", "SIGKILL");
  const { order } = await mina.place(minasCard);
  assert.equal((await mina.card()).held_krw, card.held_krw + order.total_krw);
  const told = await page.until(order.orderId, "order.expired");
  assert.equal(told.order.state, "EXPIRED");
  await mina.untilOrder(order.orderId, ({ payment }) => payment === "RELEASED", "released");
  assert.deepEqual(await mina.card(), card, "the money is back");

  await loss.giveBack();
  const { orders } = await factsOf(stack);
  assert.equal(orders.find((one) => one.orderId === order.orderId)?.state, "EXPIRED");
  await cafe.untilNothingIsLeftOf(order);
  await eventually("the board does not show it", async () => {
    const { tickets } = await jun.board();
    return !tickets.some((one) => one.orderId === order.orderId);
  });
}
