/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { rejectReasons } from "@siren/contracts/barista";
import { type OrderView, orderStates, paymentStates } from "@siren/contracts/order";
import { createRingOnce } from "../src/app/ring-once.ts";
import { methodOf, paymentOptions } from "../src/features/checkout/payment-options.ts";
import { isRefundReason } from "../src/features/order/receipt-texts.ts";
import { openingAt } from "../src/shared/opening.ts";
import {
  arrivedAnyway,
  endedWithoutDrink,
  isForLater,
  isOver,
  isSettled,
  mayCancel,
  mayConfirmPickUp,
  mayGoToCounter,
  mayMove,
  minutesUntil,
  moneyBack,
  newer,
  oopsLeftMs,
  promiseOf,
  stepOf,
  titleMark,
  toldBeside,
} from "../src/shared/order-words.ts";
import { createPageTitle } from "../src/shared/page-title.ts";
import { textKeys } from "../src/shared/texts.ts";

const order = (fields: Partial<OrderView>) =>
  ({ version: 1, cancelRequested: false, ...fields }) as OrderView;

test("each state has words, and is over or has a step", () => {
  for (const state of orderStates) {
    assert.ok(textKeys.has(state), state);
    const isDrunk = state === "PICKED_UP" || state === "UNCLAIMED";
    assert.equal(stepOf(state) !== undefined, !isOver(state) || isDrunk, state);
  }
});

test("cancelling is offered until a cup is started, once", () => {
  const offered = orderStates.filter((state) => mayCancel(order({ state })));
  assert.deepEqual(offered, ["PLACED", "AUTHORISED", "DEFERRED", "COUNTER_DUE", "ACCEPTED"]);
  assert.equal(mayCancel(order({ state: "ACCEPTED", cancelRequested: true })), false);
});

test("an older answer never overwrites a newer event", () => {
  const [old, fresh] = [order({ version: 3 }), order({ version: 4 })];
  assert.equal(newer(fresh, old), fresh);
  assert.equal(newer(old, fresh), fresh);
  assert.equal(newer(undefined, old), old);
});

test("whatever is ready is told on each screen that does not show it", () => {
  const [a, b, c, past] = [
    order({ orderId: "a", state: "MAKING" }),
    order({ orderId: "b", state: "READY" }),
    order({ orderId: "c", state: "READY" }),
    order({ orderId: "d", state: "PICKED_UP" }),
  ];
  assert.deepEqual(toldBeside([a, b, c, past], "/menu"), [b, c]);
  assert.deepEqual(
    toldBeside([a, b, c, past], "/orders/a"),
    [b, c],
    "another's own screen is none of theirs",
  );
  assert.deepEqual(toldBeside([a, b, c, past], "/orders/b"), [c]);
  assert.deepEqual(toldBeside([a, b, c, past], "/orders"), [], "all of them are there");
  assert.deepEqual([toldBeside([a, past], "/menu"), toldBeside([a, past], "/orders/d")], [[a], []]);
});

test("an order moves until its store has said yes, and a till keeps what is in it", () => {
  const offered = orderStates.filter((state) => mayMove(order({ state, movingTo: null })));
  assert.deepEqual(offered, ["AUTHORISED", "DEFERRED", "COUNTER_DUE"]);
  const with_ = (fields: Partial<OrderView>) =>
    mayMove(order({ state: "AUTHORISED", movingTo: null, ...fields }));
  assert.equal(with_({ movingTo: "haeundae" }), false);
  assert.equal(with_({ cancelRequested: true }), false);
  assert.equal(with_({ payment: "PAID_AT_COUNTER" }), false);
});

test("what is not paid yet is not fetched by a tap, and a coupon goes to no counter", () => {
  const ready = (payment: OrderView["payment"]) => mayConfirmPickUp(order({ state: "READY", payment }));
  assert.deepEqual([ready("CAPTURED"), ready("COUNTER_DUE")], [true, false]);
  const silent = { state: "PLACED", payment: "HOLD_PENDING" } as const;
  const coupon = { kind: "coupon" as const, name: { ko: "쿠폰", en: "Coupon" }, amount_krw: -5_000 };
  assert.equal(mayGoToCounter(order({ ...silent, adjustments: [] })), true);
  assert.equal(mayGoToCounter(order({ ...silent, adjustments: [coupon] })), false);
});

test("the oops window is as long as the server says, whatever this clock thinks", () => {
  const placed = { state: "AUTHORISED", pickUpAt: null, placedAt: 100_000, releaseAt: 110_000 } as const;
  assert.equal(oopsLeftMs(order(placed), 103_000, 100_200), 7_000);
  assert.equal(oopsLeftMs(order(placed), 111_000, 100_200), 0);
  const behind = [oopsLeftMs(order(placed), 40_000, 40_000), oopsLeftMs(order(placed), 50_000, 40_000)];
  assert.deepEqual(behind, [10_000, 0], "a clock that is a minute behind counts ten seconds, not seventy");
  assert.equal(oopsLeftMs(order({ ...placed, releaseAt: 100_000 }), 100_000, 100_000), 0, "an idle store");
  assert.equal(oopsLeftMs(order({ ...placed, state: "ACCEPTED" }), 101_000, 100_000), 0);
  const later = order({ ...placed, pickUpAt: 900_000, releaseAt: 800_000 });
  assert.deepEqual([oopsLeftMs(later, 101_000, 100_000), isForLater(later, 101_000)], [0, true]);
  assert.equal(isForLater(later, 800_000), false);
});

test("a promise is held against the estimate while there is something to wait for", () => {
  const told = { quotedEtaAt: 600_000, etaAt: 960_000 };
  assert.equal(promiseOf(order({ state: "ACCEPTED", ...told }))?.lateMinutes, 6);
  assert.equal(promiseOf(order({ state: "ACCEPTED", ...told, etaAt: 540_000 }))?.lateMinutes, 0);
  assert.equal(promiseOf(order({ state: "ACCEPTED", ...told, etaAt: null }))?.estimateAt, null);
  assert.equal(promiseOf(order({ state: "READY", ...told })), null);
  assert.equal(promiseOf(order({ state: "ACCEPTED", etaAt: 1, quotedEtaAt: null })), null);
});

test("a refund is told in words, and what a manager wrote as it is", () => {
  for (const reason of ["cancel", "void", "expire", ...rejectReasons])
    assert.ok(isRefundReason(`refund_${reason}`), reason);
  for (const written of ["refund_The milk was sour", "refund_toString", "paid"])
    assert.equal(isRefundReason(written), false);
});

test("what became of the money of an order that came to nothing is known for each payment", () => {
  const told = paymentStates.map((payment) => [payment, moneyBack({ payment })]);
  assert.deepEqual(Object.fromEntries(told), {
    ...{ NONE: "notCharged", HOLD_PENDING: "notCharged", HELD: "notCharged", FAILED: "notCharged" },
    ...{ DEFERRED: "refundUnderWay", COUNTER_DUE: "notCharged", PAID_AT_COUNTER: "refundAtCounter" },
    ...{ CAPTURED: "refundUnderWay", PARTLY_REFUNDED: "refunded", REFUNDED: "refunded" },
    ...{ RELEASED: "notCharged", VOID: "notCharged", ARREARS: "refundUnderWay" },
  });
  const isSettledAs = (state: OrderView["state"], payment: OrderView["payment"]) =>
    isSettled(order({ state, payment }));
  assert.equal(isSettledAs("REJECTED", "CAPTURED"), false, "member is down: the refund is still to come");
  assert.deepEqual([isSettledAs("REJECTED", "REFUNDED"), isSettledAs("PICKED_UP", "CAPTURED")], [true, true]);
  assert.equal(isSettledAs("MAKING", "CAPTURED"), false);
  assert.deepEqual(
    orderStates.filter((state) => endedWithoutDrink(order({ state }))),
    [...(["PAYMENT_FAILED", "REJECTED", "CANCELLED", "EXPIRED"] as const)],
  );
});

test("an order that was waited for no more is found among those that came", () => {
  const line = { itemId: "latte", choiceIds: ["hot"], quantity: 2 };
  const lines = [{ itemId: "latte", quantity: 2 }] as OrderView["lines"];
  const made = { storeId: "seongsu", total_krw: 5_000, state: "AUTHORISED", lines } as const;
  const came = order({ ...made, orderId: "b", placedAt: 110_300 });
  const before = order({ ...came, orderId: "a", placedAt: 80_000 });
  const payment = { method: "counter" } as const;
  const request = { storeId: "seongsu", lines: [line], expected_total_krw: 5_000, payment };
  assert.equal(arrivedAnyway([before, came], { request, at: 110_000 }), came);
  assert.equal(
    arrivedAnyway([before], { request, at: 110_000 }),
    undefined,
    "the same of half a minute before",
  );
  for (const other of [
    { request: { ...request, expected_total_krw: 6_000 }, at: 110_000 },
    { request: { ...request, lines: [{ ...line, itemId: "mocha" }] }, at: 110_000 },
  ])
    assert.equal(arrivedAnyway([came], other), undefined);
  assert.equal(arrivedAnyway([{ ...came, state: "CANCELLED" }], { request, at: 110_000 }), undefined);
});

test("the tab says what is ready first, and nothing once all is over", () => {
  const [made, ready, past] = [
    order({ number: 3, state: "MAKING" }),
    order({ number: 2, state: "READY" }),
    order({ number: 1, state: "PICKED_UP" }),
  ];
  assert.equal(
    titleMark([made, ready, past], (state) => state),
    "● 2 READY",
  );
  assert.equal(
    titleMark([made, past], (state) => state),
    "3 MAKING",
  );
  assert.equal(
    titleMark([past], (state) => state),
    undefined,
  );
  const shown: string[] = [];
  const title = createPageTitle((each) => shown.push(each));
  title.ofScreen("Menu");
  title.ofOrder("● 2 READY");
  title.ofScreen("Cart");
  title.ofOrder(undefined);
  assert.deepEqual(shown, [
    ...["Menu · Siren", "● 2 READY · Menu · Siren", "● 2 READY · Cart · Siren", "Cart · Siren"],
  ]);
});

test("minutes never reach zero while one waits", () => {
  assert.deepEqual([minutesUntil(90_000, 0), minutesUntil(0, 50_000)], [2, 1]);
});

test("what rang in one tab rings in no other, nor again when it is told again", () => {
  const kept = new Map<string, string>();
  let rings = 0;
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const tab = () => createRingOnce({ storage, alone: (work) => work(), ring: () => rings++ });
  const [one, other] = [tab(), tab()];
  one({ event: "member:mem_1#7" });
  other({ event: "member:mem_1#7" });
  one({ event: "member:mem_1#7" });
  assert.equal(rings, 1);
  other({ event: "member:mem_1#9" });
  one({ event: "guest:abc#9" });
  assert.equal(rings, 3);
  one({ event: "called:ord_1" });
  assert.equal(rings, 4);
  for (const tab of [other, one]) tab({ event: "member:mem_1#12", toldBy: "called:ord_1" });
  assert.equal(rings, 4, "the call board has rung for it already");
  one({ event: "member:mem_1#15", toldBy: "called:ord_1" });
  assert.equal(rings, 5, "taken back and ready anew");
});
test("hours are Seoul's, and may pass midnight", () => {
  const hours = { opens: 18 * 60, closes: 26 * 60 };
  const week = [null, hours, null, null, null, null, null];
  const name = { ko: "휴일", en: "Holiday" };
  const holidays = [{ day: "2026-11-24", name, hours: { opens: 600, closes: 660 } }];
  const monday = Date.UTC(2026, 10, 23, 0, 0) - 9 * 3_600_000;
  const at = (hour: number) => openingAt({ week, holidays }, monday + hour * 3_600_000).isOpen;
  assert.deepEqual([at(17), at(18), at(25), at(26), at(24 + 18)], [false, true, true, false, false]);
  assert.deepEqual([at(24 + 9), at(24 + 10), at(24 + 11)], [false, true, false]);
  assert.equal(openingAt({ week, holidays }, monday + 19 * 3_600_000).closes, "02:00");
});

test("the card is offered where it may suffice, the counter otherwise", () => {
  const member = { memberId: "mem_1", nickname: "m", roles: [], stores: [] };
  const card = { cardId: "crd_1", available_krw: 4_000, held_krw: 0, arrears_krw: 0 };
  const poor = paymentOptions({ kind: "member", member }, [card], [], 5_000);
  assert.deepEqual([poor.isCardEnough, methodOf("card", poor)], [false, "counter"]);
  const away = paymentOptions({ kind: "outage", member }, undefined, ["crd_1"], 5_000);
  assert.deepEqual(
    [away.cardId, away.available_krw, methodOf(undefined, away)],
    ["crd_1", undefined, "card"],
  );
  const guest = paymentOptions({ kind: "nobody", wasEnded: false }, undefined, ["crd_1"], 5_000);
  assert.deepEqual([guest.cardId, methodOf(undefined, guest)], [undefined, "counter"]);
});
