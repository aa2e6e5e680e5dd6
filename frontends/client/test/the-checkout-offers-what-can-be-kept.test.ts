/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { memberExamples } from "@siren/contracts/golden-member";
import type { CouponView } from "@siren/contracts/wallet";
import { openStorage } from "@siren/web/storage";
import { mayFit, usable } from "../src/features/checkout/coupons.ts";
import { goesWithCoupon, paymentOptions, topUpsFor } from "../src/features/checkout/payment-options.ts";
import { byDay, minutesLeftAt, pickUpTimes, timeFrom } from "../src/features/checkout/pick-up-times.ts";
import { createWish, wishFor } from "../src/shared/checkout-wish.ts";
import { emptiesAnother } from "../src/shared/reorder.ts";
import { wishKey } from "../src/shared/wish-key.ts";
import { memory } from "./memory.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Monday 2026-11-23, midnight in Seoul. */
const monday = Date.UTC(2026, 10, 22, 15);
const day = { opens: 8 * 60, closes: 20 * 60 };
const week = [null, day, day, day, day, day, day];
const store = { week, holidays: [], lastOrderMinutes: 20 };
const clock = (at: number) => (at - monday) / hourMs;

test("times are quarters that the queue leaves, within the hours, before the last order", () => {
  const times = pickUpTimes(store, { now: monday + 18 * hourMs, etaMinutes: 12 });
  assert.deepEqual([clock(times[0] ?? 0), clock(times[1] ?? 0)], [18.5, 18.75]);
  const today = times.filter((at) => at < monday + 24 * hourMs);
  assert.equal(
    clock(today.at(-1) ?? 0),
    19.5,
    "at 19:45 a quarter of an hour is left, and twenty minutes are wanted",
  );
  assert.equal(clock(times[today.length] ?? 0), 24 + 8, "and on from tomorrow's opening");
  assert.ok(
    times.every((at) => at <= monday + (18 + 24) * hourMs),
    "a day ahead at most",
  );
});

test("where nothing is known of the queue some time is left all the same", () => {
  const [first = 0] = pickUpTimes(store, { now: monday + 9 * hourMs, etaMinutes: null });
  assert.equal(clock(first), 9.25);
});

test("a pause moves the first time, and one without an end leaves none", () => {
  const now = monday + 9 * hourMs;
  const until = now + hourMs;
  const [first = 0] = pickUpTimes(store, { now, etaMinutes: 3, mood: { state: "PAUSED", until } });
  assert.equal(clock(first), 10);
  assert.deepEqual(pickUpTimes(store, { now, etaMinutes: 3, mood: { state: "PAUSED", until: null } }), []);
  assert.ok(pickUpTimes(store, { now, etaMinutes: 3, mood: { state: "BUSY", until: null } }).length > 0);
});

test("a holiday, a closed day and a night past twelve are kept", () => {
  const holidays = [{ day: "2026-11-24", name: { ko: "휴일", en: "Holiday" }, hours: null }];
  assert.equal(minutesLeftAt({ week, holidays }, monday + 34 * hourMs), 0);
  const night = { week: Array(7).fill({ opens: 600, closes: 1500 }), holidays: [] };
  assert.equal(minutesLeftAt(night, monday + 24.5 * hourMs), 30);
  const always = { week: Array(7).fill({ opens: 0, closes: 1440 }), holidays: [] };
  assert.equal(minutesLeftAt(always, monday), Number.POSITIVE_INFINITY);
});

test("days are told apart, and a refused time leads to the next that is offered", () => {
  const now = monday + 18 * hourMs;
  const times = pickUpTimes(store, { now, etaMinutes: 5 });
  assert.deepEqual(
    byDay(times, now).map(({ isToday }) => isToday),
    [true, false],
  );
  assert.equal(timeFrom(times, now + 31 * minuteMs), now + 45 * minuteMs);
  assert.equal(timeFrom([], now), undefined);
});

const forbidden = openStorage(() => {
  throw new Error("SecurityError");
});

test("what was chosen outlives a reload, for its store and until its time", () => {
  const storage = memory();
  createWish(storage).change("seongsu", { handOver: "for-here", pickUpAt: 5_000 });
  const reloaded = createWish(storage);
  reloaded.change("seongsu", { method: "counter" });
  const kept = reloaded.get();
  assert.deepEqual(wishFor(kept, "seongsu", 1_000), {
    handOver: "for-here",
    pickUpAt: 5_000,
    method: "counter",
  });
  assert.equal(
    wishFor(kept, "seongsu", 6_000).pickUpAt,
    5_000,
    "what has just passed is not turned into now",
  );
  assert.deepEqual(wishFor(kept, "seongsu", 5_000 + hourMs), { handOver: "for-here", method: "counter" });
  assert.deepEqual(wishFor(kept, "haeundae", 1_000), {});
  reloaded.change("seongsu", { couponId: "cpn_01J8ZQ4M6V3T9X2B7C5D1E0F8G" });
  reloaded.withoutCoupon();
  assert.deepEqual(reloaded.get(), kept, "the coupon was of who was here before, the rest is of this cart");
  storage.setItem("siren.checkout", '{"storeId":"../..","pickUpAt":"soon"}');
  assert.deepEqual(createWish(storage).get(), { storeId: null });
  const without = createWish(forbidden);
  without.change("seongsu", { method: "card" });
  assert.equal(without.get().method, "card");
});

test("what was chosen goes along to another store, how it is paid above all", () => {
  const storage = memory();
  const wishes = createWish(storage);
  wishes.change("seongsu", { method: "counter", pickUpAt: 9_000 });
  wishes.move("seongsu", "haeundae");
  wishes.change("haeundae", { handOver: "take-out" });
  assert.equal(createWish(storage).get().method, "counter");
  wishes.move("seongsu", "gangnam");
  assert.equal(wishes.get().storeId, "haeundae", "only what was meant for that store");
});

test("a wish keeps its key until it is answered, whatever the browser keeps", () => {
  let drawn = 0;
  const newKey = () => `key-${String(++drawn).padStart(6, "0")}`;
  const storage = memory();
  const first = wishKey("top-up.a", newKey, storage);
  assert.equal(wishKey("top-up.a", newKey, storage).key, first.key);
  first.done();
  assert.notEqual(wishKey("top-up.a", newKey, storage).key, first.key);
  const unkept = wishKey("top-up.b", newKey, forbidden);
  assert.equal(wishKey("top-up.b", newKey, forbidden).key, unkept.key);
  storage.setItem("siren.wish.top-up.c", "<script>");
  assert.match(wishKey("top-up.c", newKey, storage).key, /^key-/);
});

test("the top-ups that are offered suffice, what is owed included", () => {
  assert.deepEqual(topUpsFor(3_000, 0), [10_000, 30_000]);
  assert.deepEqual(topUpsFor(3_000, 8_000), [30_000, 50_000]);
  assert.deepEqual(topUpsFor(600_000, 0), []);
});

test("a coupon is left out as soon as the card does not suffice with it, and comes back with a top-up", () => {
  const { memberView: member, cardView } = memberExamples;
  const couponed_krw = 3_000;
  const at = (available_krw: number) =>
    paymentOptions({ kind: "member", member }, [{ ...cardView, available_krw }], [], couponed_krw);
  assert.equal(goesWithCoupon(undefined, at(2_999)), false, "the counter takes none");
  assert.equal(goesWithCoupon("card", at(2_999)), false, "nor is the card kept because it was chosen once");
  assert.equal(goesWithCoupon("card", at(3_000)), true, "though it would not suffice without");
  assert.equal(goesWithCoupon("counter", at(9_000)), false);
});

test("what is on the card is said while it is known, and that member is away only when it is", () => {
  const { memberView: member, cardView } = memberExamples;
  const here = { kind: "member", member } as const;
  const card = { ...cardView, available_krw: 1_000, arrears_krw: 500 };
  assert.equal(paymentOptions(here, [card], [], 5_000).isCardEnough, false);
  const asking = paymentOptions(here, undefined, [card.cardId], 5_000);
  assert.deepEqual([asking.available_krw, asking.isCardAway, asking.isCardEnough], [undefined, false, true]);
  for (const away of [
    paymentOptions(here, [card], [], 5_000, true),
    paymentOptions({ kind: "outage", member }, [card], [], 5_000),
  ])
    assert.deepEqual(
      [away.available_krw, away.isCardAway, away.isCardEnough, away.cardId],
      [undefined, true, true, card.cardId],
      "the balance of a while ago neither pays nor refuses",
    );
});

test("of coupons one of each kind is offered, the one that runs out first", () => {
  const coupon = (couponId: string, kind: CouponView["kind"], expiresAt: number, state = "AVAILABLE") =>
    ({ couponId, kind, expiresAt, state }) as CouponView;
  const all = [
    coupon("late", "BOGO", 90),
    coupon("soon", "BOGO", 50),
    coupon("gone", "BIRTHDAY", 5),
    coupon("used", "FREE_DRINK", 90, "USED"),
    coupon("free", "FREE_DRINK", 60),
  ];
  assert.deepEqual(
    usable(all, 10).map(({ couponId }) => couponId),
    ["soon", "free"],
  );
});

test("the same again asks before it empties the cart of another store", () => {
  const line = { itemId: "latte", choiceIds: [], quantity: 1 };
  assert.equal(emptiesAnother({ storeId: "seongsu", lines: [line] }, "haeundae"), true);
  assert.equal(emptiesAnother({ storeId: "seongsu", lines: [line] }, "seongsu"), false);
  assert.equal(emptiesAnother({ storeId: null, lines: [] }, "haeundae"), false);
});

test("a coupon that cannot fit is not asked for", () => {
  assert.deepEqual(
    [mayFit({ kind: "BOGO" }, 1), mayFit({ kind: "BOGO" }, 2), mayFit({ kind: "BIRTHDAY" }, 0)],
    [false, true, false],
  );
});
