import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { type Member, openMember } from "../src/testing/open-member.ts";
import type { CouponKind } from "../src/wallet-store.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

type Somebody = Awaited<ReturnType<Member["somebody"]>>;
const storeId = "seongsu";

async function withCoupon(kind: CouponKind = "FREE_DRINK", lastsMs = 3_600_000) {
  const mina = await door.somebody(40_000);
  const couponId = door.newId("cpn");
  const at = door.now();
  await door.inside(({ coupons }) =>
    coupons.create({
      ...{ _id: couponId, memberId: mina.memberId, kind, reference: couponId, state: "AVAILABLE" },
      ...{ orderId: null, grantedAt: at, expiresAt: at + lastsMs, version: 1 },
    }),
  );
  return { ...mina, couponId };
}

const lines = [
  { itemId: "latte", unit_krw: 5_000, quantity: 1 },
  { itemId: "mocha", unit_krw: 6_000, quantity: 2 },
  { itemId: "cake", unit_krw: 7_000, quantity: 1, isDrink: false },
];
const quote = (memberId: string, couponId: string, cart: object[] = lines) =>
  door.ask("POST", "/internal/coupons/quote", { as: "order", body: { memberId, couponId, lines: cart } });

const hold = (orderId: string, { memberId, cardId }: Somebody, couponId: string, amount_krw = 5_000) =>
  door.ask("PUT", `/internal/holds/${orderId}`, {
    as: "order",
    body: { memberId, cardId, amount_krw, couponId },
  });

const stateOf = async (mina: Somebody) => {
  const { body } = await door.ask("GET", "/coupons", { as: mina.as });
  const [{ state, orderId }] = body.coupons;
  return [state, orderId];
};
const untilState = (mina: Somebody, state: string) =>
  until(`the coupon is ${state}`, async () => (await stateOf(mina))[0] === state);

test("it takes off the dearest drink, or the cheaper of two, and no cake", async () => {
  const free = await withCoupon();
  assert.equal((await quote(free.memberId, free.couponId)).body.discount_krw, 6_000);
  const two = await withCoupon("BOGO");
  assert.equal((await quote(two.memberId, two.couponId)).body.discount_krw, 5_000);
  assert.equal(codeOf(await quote(two.memberId, two.couponId, lines.slice(0, 1))), "COUPON_INVALID");
  assert.equal(codeOf(await quote(free.memberId, free.couponId, lines.slice(2))), "COUPON_INVALID");
  assert.equal(codeOf(await quote(two.memberId, free.couponId)), "COUPON_INVALID");
  assert.equal(codeOf(await quote(free.memberId, door.newId("cpn"))), "COUPON_INVALID");
  assert.equal(codeOf(await quote(free.memberId, free.couponId, [])), "BAD_REQUEST");
});

test("only order may ask", async () => {
  const mina = await withCoupon();
  const body = { memberId: mina.memberId, couponId: mina.couponId, lines };
  const path = "/internal/coupons/quote";
  assert.equal(codeOf(await door.ask("POST", path, { body })), "UNAUTHENTICATED");
  assert.equal(codeOf(await door.ask("POST", path, { as: mina.as, body })), "FORBIDDEN");
  assert.equal(codeOf(await door.ask("POST", path, { as: "auditor", body })), "FORBIDDEN");
});

test("it is taken together with the hold, or neither is", async () => {
  const mina = await withCoupon();
  const orderId = door.newId("ord");
  assert.equal(codeOf(await hold(orderId, mina, mina.couponId, 40_001)), "INSUFFICIENT_BALANCE");
  assert.deepEqual(await stateOf(mina), ["AVAILABLE", null]);
  assert.equal((await hold(orderId, mina, mina.couponId)).status, 201);
  assert.equal((await hold(orderId, mina, mina.couponId)).status, 200);
  assert.deepEqual(await stateOf(mina), ["USED", orderId]);
  const second = door.newId("ord");
  assert.equal(codeOf(await hold(second, mina, mina.couponId)), "COUPON_USED");
  assert.equal((await mina.wallet()).held_krw, 5_000, "nothing is held for the second");
  assert.equal(codeOf(await quote(mina.memberId, mina.couponId)), "COUPON_USED");
  assert.equal(codeOf(await door.hold(orderId, mina, 5_000)), "KEY_REUSED");
});

test("of many orders at once one has it", async () => {
  const mina = await withCoupon();
  const answers = await Promise.all(
    [1, 2, 3, 4, 5].map(() => hold(door.newId("ord"), mina, mina.couponId, 1_000)),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  for (const answer of answers.filter(({ status }) => status !== 201))
    assert.equal(codeOf(answer), "COUPON_USED");
  assert.equal((await mina.wallet()).held_krw, 1_000);
});

test("a free drink may cost nothing at all", async () => {
  const mina = await withCoupon();
  const orderId = door.newId("ord");
  assert.equal((await hold(orderId, mina, mina.couponId, 0)).status, 201);
  const wanted = { orderId, ...mina.card, storeId, amount_krw: 0 };
  door.order.publish("OrderCaptureWanted", orderId, { ...wanted, deferred: false });
  door.order.publish("OrderRefundWanted", orderId, { ...wanted, part: "all" });
  await untilState(mina, "AVAILABLE");
  assert.equal((await mina.wallet()).available_krw, 40_000);
});

test("it comes back when the order comes to nothing, and stays used when only a part does", async () => {
  const mina = await withCoupon("FREE_DRINK", 60_000);
  const orderId = door.newId("ord");
  await hold(orderId, mina, mina.couponId);
  door.advance(120_000);
  door.order.publish("OrderReleaseWanted", orderId, { orderId, ...mina.card });
  // Its time had run out meanwhile: it is given some more.
  await untilState(mina, "AVAILABLE");
  assert.equal(codeOf(await hold(orderId, mina, mina.couponId)), "HOLD_RELEASED");

  const second = door.newId("ord");
  await hold(second, mina, mina.couponId);
  const wanted = { orderId: second, ...mina.card, storeId };
  door.order.publish("OrderCaptureWanted", second, { ...wanted, amount_krw: 5_000, deferred: false });
  door.order.publish("OrderRefundWanted", second, { ...wanted, amount_krw: 1_000, part: "line-1" });
  await until("a part came back", async () => (await mina.wallet()).available_krw === 36_000);
  assert.deepEqual(await stateOf(mina), ["USED", second]);
  door.order.publish("OrderRefundWanted", second, { ...wanted, amount_krw: 4_000, part: "rest" });
  await untilState(mina, "AVAILABLE");
});

test("an order that was made after all uses it again, unless another has it", async () => {
  const mina = await withCoupon();
  const [first, second] = [door.newId("ord"), door.newId("ord")];
  const capture = (orderId: string) =>
    door.order.publish("OrderCaptureWanted", orderId, {
      ...{ orderId, ...mina.card, storeId, amount_krw: 5_000, deferred: true },
    });
  await hold(first, mina, mina.couponId);
  door.order.publish("OrderReleaseWanted", first, { orderId: first, ...mina.card });
  await untilState(mina, "AVAILABLE");
  capture(first);
  await untilState(mina, "USED");
  assert.deepEqual(await stateOf(mina), ["USED", first]);

  const leo = await withCoupon();
  await hold(second, leo, leo.couponId);
  door.order.publish("OrderReleaseWanted", second, { orderId: second, ...leo.card });
  await untilState(leo, "AVAILABLE");
  const third = door.newId("ord");
  assert.equal((await hold(third, leo, leo.couponId)).status, 201);
  door.order.publish("OrderCaptureWanted", second, {
    ...{ orderId: second, ...leo.card, storeId, amount_krw: 5_000, deferred: true },
  });
  await until("it is paid", async () => (await leo.wallet()).available_krw === 30_000);
  assert.deepEqual(await stateOf(leo), ["USED", third]);
});

test("one that has run out is refused", async () => {
  const mina = await withCoupon("FREE_DRINK", 1);
  door.advance(2);
  assert.equal(codeOf(await quote(mina.memberId, mina.couponId)), "COUPON_INVALID");
  assert.equal(codeOf(await hold(door.newId("ord"), mina, mina.couponId)), "COUPON_INVALID");
  assert.deepEqual(await stateOf(mina), ["EXPIRED", null]);
});
