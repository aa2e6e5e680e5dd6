import assert from "node:assert/strict";
import type { HoldDoc } from "../../services/member/src/store.ts";
import { chargeable_krw, type Order, remaining_krw } from "../../services/order/src/domain/order.ts";
import type { Books } from "./books.ts";
import type { Day } from "./day.ts";

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

export function judgeMoney(day: Day, { orders, holds, journals, balances, told, givenBack }: Books): void {
  const { cardId } = day.card;
  for (const { reference, postings } of journals)
    assert.equal(sum(postings.map(({ amount_krw }) => amount_krw)), 0, `${reference} does not add up`);
  assert.equal(new Set(journals.map(({ reference }) => reference)).size, journals.length, "booked twice");
  for (const [account, balance_krw] of balances) {
    const posted = journals.flatMap(({ postings }) => postings.filter((one) => one.account === account));
    assert.equal(
      balance_krw,
      sum(posted.map(({ amount_krw }) => amount_krw)),
      `${account} is not its journals`,
    );
  }
  const available_krw = balances.get(`card:${cardId}:available`) ?? 0;
  const held_krw = balances.get(`card:${cardId}:held`) ?? 0;
  const arrears_krw = 0 - (balances.get(`receivable:${cardId}`) ?? 0);
  assert.ok(available_krw >= 0 && held_krw >= 0 && arrears_krw >= 0, "an account is below zero");
  assert.equal(held_krw, sum(holds.map((hold) => hold.held_krw)), "more or less is held than by holds");
  const net_krw = sum(holds.map(({ captured_krw, refunded_krw }) => captured_krw - refunded_krw));
  assert.ok(topUpsOf(journals) >= day.toppedUp_krw, "a top-up that was acknowledged is lost");
  assert.equal(
    topUpsOf(journals) - net_krw,
    available_krw + held_krw - arrears_krw,
    "the card does not add up",
  );
  assert.equal(arrears_krw, sum(holds.map(({ owed_krw }) => owed_krw)), "somebody else's arrears");

  for (const hold of holds) {
    const order = orders.find(({ orderId }) => orderId === hold._id);
    assert.ok(order, "money was moved for no order");
    assert.ok(hold.captures <= 1, `${hold._id} was charged twice`);
    assert.ok(hold.refunded_krw <= hold.captured_krw, "more came back than was taken");
  }
  for (const order of orders)
    judgeOrder(
      order,
      holds.find(({ _id }) => _id === order.orderId),
    );
  for (const order of orders) judgeReports(order, givenBack);
  const wanted = told.order.filter(({ type }) => type === "OrderCaptureWanted");
  assert.equal(new Set(wanted.map(({ aggregateId }) => aggregateId)).size, wanted.length, "captured twice");
}

const topUpsOf = (journals: Books["journals"]) =>
  sum(
    journals
      .filter(({ kind }) => kind === "top-up")
      .flatMap(({ postings }) => postings.filter(({ amount_krw }) => amount_krw > 0))
      .map(({ amount_krw }) => amount_krw),
  );

const nothingDue = new Set<Order["state"]>(["REJECTED", "CANCELLED", "EXPIRED", "PAYMENT_FAILED"]);

/** A manager's word, by card or from the till, stands in the reports of the stores once. */
function judgeReports(order: Order, givenBack: Books["givenBack"]): void {
  const wanted = order.refunds.filter(({ key }) => key !== null).map(({ amount_krw }) => amount_krw);
  const told = givenBack
    .filter(({ orderId }) => orderId === order.orderId)
    .map(({ amount_krw }) => amount_krw);
  assert.deepEqual(told.sort(), wanted.sort(), `${order.orderId}: the report has other refunds`);
}

/** What order believes of its money is what member has done. */
function judgeOrder(order: Order, hold: HoldDoc | undefined): void {
  const { orderId, state, payment, choice } = order;
  const kept_krw = (hold?.captured_krw ?? 0) - (hold?.refunded_krw ?? 0);
  assert.equal(hold?.held_krw ?? 0, 0, `${orderId} is ${state} and holds money`);
  if (nothingDue.has(state)) assert.equal(kept_krw, 0, `${orderId} is ${state} and keeps money`);
  if (choice.method !== "card") {
    assert.equal(hold?.captured_krw ?? 0, 0, `${orderId} was paid at the counter and charged`);
    return;
  }
  if (state !== "PICKED_UP" && state !== "UNCLAIMED") return;
  assert.equal(hold?.captures, 1, `${orderId} was made and never charged`);
  assert.equal(hold?.captured_krw, chargeable_krw(order), `${orderId} was not charged what was agreed to`);
  assert.equal(
    hold?.refunded_krw,
    order.refunded_krw,
    `${orderId}: order and member count refunds differently`,
  );
  assert.ok(kept_krw >= 0 && kept_krw <= remaining_krw(order), `${orderId} keeps ${kept_krw} won`);
  const isSettled = /^(CAPTURED|PARTLY_REFUNDED|REFUNDED|ARREARS)$/.test(payment);
  assert.ok(isSettled, `${orderId} is ${state}, its payment ${payment}`);
  if (payment === "CAPTURED") assert.equal(hold?.owed_krw ?? 0, 0, `${orderId} passes for paid and is owed`);
}
