import assert from "node:assert/strict";
import { test } from "node:test";
import { salesReport } from "@siren/contracts/barista";
import { receipt } from "@siren/contracts/order";
import { couponList } from "@siren/contracts/wallet";
import { latte, newKey, storeId } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { refuses } from "../harness/refusals.ts";
import { api, type Cast, newcomer, placed, served } from "./cast.ts";

const water = (quantity: number) => [{ itemId: "still-water", choiceIds: [], quantity }];
const stockOf = async ({ jun }: Cast) => {
  const { stock } = await jun.board();
  return stock.find(({ itemId }) => itemId === "still-water");
};

/** What happens between an order and the counter, beside the straight way. */
export function storiesOfTheCounter(castNow: () => Cast): void {
  test("three bottles are counted: two are ordered, two more are refused, and calling off gives them back", async () => {
    const cast = castNow();
    const { mina, leo, jun, hana } = cast;
    const shelf = `${api}/barista/stores/${storeId}/stock/still-water`;
    const body = { received: 3 };
    await refuses("FORBIDDEN", mina, "PUT", shelf, { body, key: newKey() });
    await refuses("KEY_REQUIRED", jun, "PUT", shelf, { body });
    const elsewhere = `${api}/barista/stores/gwanghwamun/stock/still-water`;
    await refuses("WRONG_STORE", jun, "PUT", elsewhere, { body, key: newKey() });
    await refuses("BAD_REQUEST", jun, "PUT", shelf, { body: { counted: -1 }, key: newKey() });
    const key = newKey();
    for (const _twice of [1, 2]) await jun.send("PUT", shelf, { body, key });

    const four = { storeId, lines: water(4) };
    const quotes = `${api}/order/quotes`;
    await eventually("order has heard of the count", async () => {
      const answer = await leo.ask("POST", quotes, { body: four });
      return answer.status === 409;
    });
    await refuses("SOLD_OUT", leo, "POST", quotes, { body: four });
    const { order } = await placed(cast, mina, { lines: water(2) });
    await eventually("two of them are reserved", async () => {
      const stock = await stockOf(cast);
      return stock?.reserved === 2 && stock.free === 1 && stock.received === 3;
    });
    const two = { storeId, lines: water(2) };
    await eventually("order knows that one is left", async () => {
      const answer = await leo.ask("POST", quotes, { body: two });
      return answer.status === 409;
    });
    await refuses("NOT_FOUND", leo, "POST", `${api}/order/orders/${order.orderId}/cancel`, { key: newKey() });
    await mina.send("POST", `${api}/order/orders/${order.orderId}/cancel`, { key: newKey() });
    await eventually("they are free again", async () => (await stockOf(cast))?.free === 3);
    await eventually("and can be ordered", async () => {
      const answer = await leo.ask("POST", quotes, { body: two });
      return answer.status === 200;
    });
    await mina.untilOrder(order.orderId, ({ payment }) => payment === "RELEASED", "not charged");
    // Not counted any more: the other stories drink what they like.
    await hana.send("PUT", shelf, { body: { counted: null }, key: newKey() });
  });

  test("a cup that was spilled at the counter is called back and made anew, for the same money", async () => {
    const cast = castNow();
    const { mina, jun, hana } = cast;
    const before = await mina.card();
    const { order } = await placed(cast, mina);
    const ticket = await jun.ticketOf(order.orderId);
    const remake = `${api}/barista/units/${ticket.units[0]?.unitId}/remake`;
    const recall = `${api}/barista/tickets/${ticket.ticketId}/recall`;
    await refuses("ILLEGAL_TRANSITION", jun, "POST", recall, { key: newKey() });
    await jun.accept(ticket);
    await jun.claim(ticket);
    await jun.done(ticket);
    await mina.untilOrder(order.orderId, ({ state }) => state === "READY", "ready");

    await refuses("FORBIDDEN", mina, "POST", recall, { key: newKey() });
    await refuses("KEY_REQUIRED", jun, "POST", recall);
    const recalled = await jun.tap(`tickets/${ticket.ticketId}/recall`);
    assert.equal(recalled.state, "MAKING");
    await mina.untilOrder(order.orderId, ({ state }) => state === "MAKING", "being made again");
    await refuses("BAD_REQUEST", jun, "POST", remake, { body: { reason: "BORED" }, key: newKey() });
    const key = newKey();
    const body = { reason: "SPILLED" };
    for (const _twice of [1, 2]) await jun.send("POST", remake, { body, key });
    const again = await jun.ticketOf(order.orderId);
    assert.deepEqual([again.units[0]?.state, again.units[0]?.remakes], ["TODO", 1], "once for its key");
    await jun.claim(again);
    await jun.done(again);
    await mina.untilOrder(order.orderId, ({ state }) => state === "READY", "ready again");
    await jun.handOver(again);
    await mina.untilOrder(
      order.orderId,
      ({ state, payment }) => state === "PICKED_UP" && payment === "CAPTURED",
      "handed over and paid",
    );
    assert.equal((await mina.card()).available_krw, before.available_krw - order.total_krw, "paid once");

    const sales = `${api}/barista/stores/${storeId}/sales`;
    await refuses("FORBIDDEN", jun, "GET", sales);
    const report = await hana.get(sales, salesReport);
    assert.ok(report.remakes >= 1 && report.tickets.handedOver >= 1);
  });

  test("the wrong store: the order moves to the right one, until it is accepted there", async () => {
    const cast = castNow();
    const { mina, leo, jun, hana } = cast;
    const there = "gwanghwamun";
    const { order } = await placed(cast, mina);
    const old = await jun.ticketOf(order.orderId);
    const move = `${api}/order/orders/${order.orderId}/move-store`;
    const body = { storeId: there };
    await refuses("NOT_FOUND", leo, "POST", move, { body, key: newKey() });
    await refuses("FORBIDDEN", jun, "POST", move, { body, key: newKey() });
    await refuses("KEY_REQUIRED", mina, "POST", move, { body });
    await refuses("NOT_FOUND", mina, "POST", move, { body: { storeId: "nowhere" }, key: newKey() });
    await mina.send("POST", move, { body, key: newKey() });
    const moved = await mina.untilOrder(
      order.orderId,
      (now) => now.storeId === there && now.movingTo === null,
      "at the other store",
    );
    assert.deepEqual([moved.total_krw, moved.payment], [order.total_krw, "HELD"]);
    await refuses("ILLEGAL_TRANSITION", jun, "POST", `${api}/barista/tickets/${old.ticketId}/accept`, {
      key: newKey(),
    });
    const ticket = await hana.ticketOf(order.orderId, there);
    assert.equal(ticket.number, moved.number);
    const accept = `${api}/barista/tickets/${ticket.ticketId}/accept`;
    await refuses("WRONG_STORE", jun, "POST", accept, { key: newKey() });
    await hana.accept(ticket);
    await mina.untilOrder(order.orderId, ({ state }) => state === "ACCEPTED", "heard of by order");
    const back = { body: { storeId }, key: newKey() };
    await refuses("ILLEGAL_TRANSITION", mina, "POST", move, back);
    await hana.claim(ticket);
    await hana.ready(ticket);
    await hana.handOver(ticket);
    await mina.untilOrder(order.orderId, ({ payment }) => payment === "CAPTURED", "paid");
  });

  test("a manager gives money back for a cup that was not good, and nobody else does", async () => {
    const cast = castNow();
    const { mina, jun, hana, haru } = cast;
    const { order } = await placed(cast, mina, { lines: latte(2) });
    const refund = `${api}/order/orders/${order.orderId}/refund`;
    const body = { lines: [{ line: 0, quantity: 1 }], reason: "too cold" };
    await refuses("ILLEGAL_TRANSITION", hana, "POST", refund, { body, key: newKey() });
    await served(jun, order.orderId);
    await mina.untilOrder(order.orderId, ({ payment }) => payment === "CAPTURED", "paid");
    await refuses("FORBIDDEN", jun, "POST", refund, { body, key: newKey() });
    await refuses("FORBIDDEN", mina, "POST", refund, { body, key: newKey() });
    await refuses("WRONG_STORE", haru, "POST", refund, { body, key: newKey() });
    await refuses("KEY_REQUIRED", hana, "POST", refund, { body });
    const before = await mina.card();
    const key = newKey();
    for (const _twice of [1, 2]) await hana.send("POST", refund, { body, key });
    const whole = { reason: "everything" };
    await refuses("KEY_REUSED", hana, "POST", refund, { body: whole, key });
    await mina.untilOrder(order.orderId, ({ payment }) => payment === "PARTLY_REFUNDED", "partly given back");
    const half = order.total_krw / 2;
    assert.equal((await mina.card()).available_krw, before.available_krw + half, "once for its key");
    const paper = await mina.get(`${api}/order/orders/${order.orderId}/receipt`, receipt);
    assert.deepEqual([paper.refunded_krw, paper.refunds.map(({ reason }) => reason)], [half, ["too cold"]]);
    await hana.send("POST", refund, { body: whole, key: newKey() });
    await mina.untilOrder(order.orderId, ({ payment }) => payment === "REFUNDED", "given back");
    assert.equal((await mina.card()).available_krw, before.available_krw + order.total_krw);
  });

  test("a newcomer is called by name, has a coupon for the second drink, and uses it once", async () => {
    const cast = castNow();
    const { leo } = cast;
    const sua = await newcomer(cast, "sua@example.org", "수아🐰");
    const { cardId } = await sua.card();
    await sua.topUp(cardId, 50_000);
    const { coupons } = await sua.get(`${api}/member/coupons`, couponList);
    assert.deepEqual(
      coupons.map(({ kind, state }) => [kind, state]),
      [["BOGO", "AVAILABLE"]],
    );
    const couponId = coupons[0]?.couponId ?? "";
    const couponIs = async (state: string) =>
      (await sua.get(`${api}/member/coupons`, couponList)).coupons[0]?.state === state;
    const cart = { storeId, lines: latte(2), couponId };
    await refuses("COUPON_INVALID", leo, "POST", `${api}/order/quotes`, { body: cart });
    const first = await placed(cast, sua, { lines: latte(2), couponId });
    assert.equal(first.order.nickname, "수아🐰", "whatever feed has come or not");
    assert.equal(first.order.total_krw, 5_000, "two for one");
    assert.ok(await couponIs("USED"));
    const again = { ...first.body, lines: latte(2) };
    await refuses("COUPON_USED", sua, "POST", `${api}/order/orders`, { body: again, key: newKey() });

    await sua.send("POST", `${api}/order/orders/${first.order.orderId}/cancel`, { key: newKey() });
    await eventually("it is given back", () => couponIs("AVAILABLE"));
    const second = await placed(cast, sua, { lines: latte(2), couponId });
    const ticket = await cast.jun.ticketOf(second.order.orderId);
    assert.equal(ticket.nickname, "수아🐰");
    await served(cast.jun, second.order.orderId);
    await sua.untilOrder(second.order.orderId, ({ payment }) => payment === "CAPTURED", "paid");
    assert.equal((await sua.card()).available_krw, 45_000);
  });
}
