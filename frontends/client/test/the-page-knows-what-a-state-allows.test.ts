/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { type OrderView, orderStates } from "@siren/contracts/order";
import { createRingOnce } from "../src/app/ring-once.ts";
import { methodOf, paymentOptions } from "../src/features/checkout/payment-options.ts";
import { openingAt } from "../src/shared/opening.ts";
import { isOver, mayCancel, minutesUntil, newer, stepOf, toldBeside } from "../src/shared/order-words.ts";
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
  one("member:mem_1", 7);
  other("member:mem_1", 7);
  one("member:mem_1", 7);
  assert.equal(rings, 1);
  other("member:mem_1", 9);
  one("guest:abc", 9);
  assert.equal(rings, 3);
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
