import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { assertForm } from "@siren/chassis/testing/as-agreed";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { memberExamples } from "@siren/contracts/golden-member";
import { orderExamples } from "@siren/contracts/golden-order";
import { walletExamples } from "@siren/contracts/golden-wallet";
import { holdRequest } from "@siren/contracts/member";
import { quote as quoteShape } from "@siren/contracts/order";
import { type ProblemCode, problemTable } from "@siren/contracts/problems";
import { couponQuoteRequest } from "@siren/contracts/wallet";
import { atCounter, byCard, cart, customer, type Door, guest, openDoor } from "../src/testing/open-door.ts";

const { couponId, name } = walletExamples.couponQuote;
let door: Door;
before(async () => {
  door = await openDoor();
});
after(() => door.close());

type Answer = ReturnType<Door["member"]["answer"]>;
const refused = (code: ProblemCode): Answer => {
  const { status, title, retryable } = problemTable[code];
  return { status, body: { code, status, title, retryable } };
};
const takesOff = (discount_krw: number): Answer => ({ status: 200, body: { couponId, name, discount_krw } });

/** What member says to the coupon and to the hold. */
let said: { coupon: Answer; hold: Answer };
beforeEach(() => {
  said = { coupon: takesOff(2_000), hold: { status: 201, body: { ...memberExamples.holdView } } };
  door.member.answer = ({ path }) => (path.includes("/coupons/") ? said.coupon : said.hold);
});

let keys = 0;
const key = () => `key-coupon-${++keys}`;
const quoted = (as: typeof customer | undefined = customer) =>
  door.ask("POST", "/quotes", { ...(as && { as }), body: { ...cart, couponId } });
const body = { ...byCard, couponId, expected_total_krw: 3_000 };
const place = (given: object = {}, withKey = key()) =>
  door.ask("POST", "/orders", { as: customer, key: withKey, body: { ...body, ...given } });

test("a quote shows it as a line of its own", async () => {
  const { status, body: told } = await quoted();
  assert.equal(status, 200);
  assertForm("quote", quoteShape, orderExamples.quote, told);
  assert.equal(told.total_krw, 3_000);
  assert.deepEqual(told.adjustments, [{ kind: "coupon", name, amount_krw: -2_000 }]);
  assert.deepEqual(told.coupon, { couponId, state: "APPLIED" });
  const asked = door.member.requests.find(({ path }) => path.includes("/coupons/"));
  assertForm("question", couponQuoteRequest, walletExamples.couponQuoteRequest, asked?.body);

  for (const code of ["COUPON_USED", "COUPON_INVALID"] as const) {
    said.coupon = refused(code);
    assert.equal(codeOf(await quoted()), code);
  }
});

test("what is counted is no drink, also where warming it up is work", async () => {
  const muffin = { itemId: "muffin", choiceIds: [], quantity: 1 };
  await door.ask("POST", "/quotes", {
    as: customer,
    body: { ...cart, lines: [...cart.lines, muffin], couponId },
  });
  const asked = door.member.requests.filter(({ path }) => path.includes("/coupons/")).at(-1);
  const { lines } = couponQuoteRequest.parse(asked?.body);
  assert.deepEqual(
    lines.map(({ itemId, isDrink }) => [itemId, isDrink]),
    [
      ["latte", true],
      ["muffin", false],
    ],
  );
});

test("only members have coupons, and only for their card", async () => {
  assert.equal(codeOf(await quoted(guest)), "COUPON_INVALID");
  assert.equal(codeOf(await door.ask("POST", "/quotes", { body: { ...cart, couponId } })), "COUPON_INVALID");
  assert.equal(codeOf(await place({ payment: atCounter.payment })), "COUPON_INVALID");
  const asGuest = { as: guest, key: key(), body: { ...atCounter, couponId } };
  assert.equal(codeOf(await door.ask("POST", "/orders", asGuest)), "COUPON_INVALID");
  assert.equal(codeOf(await place({ couponId: "cpn_x" })), "BAD_REQUEST");
});

test("an order holds what is left, with the coupon, and once", async () => {
  const same = key();
  const { status, body: order } = await place({}, same);
  assert.deepEqual([status, order.state, order.total_krw], [201, "AUTHORISED", 3_000]);
  assert.deepEqual(order.adjustments, [{ kind: "coupon", name, amount_krw: -2_000 }]);
  const hold = door.member.requests.filter(({ method }) => method === "PUT").at(-1);
  assertForm("hold", holdRequest, memberExamples.holdRequest, hold?.body);
  assert.deepEqual((hold?.body as { couponId: string }).couponId, couponId);
  // Used meanwhile, by this very order: nothing is asked of it again.
  said.coupon = refused("COUPON_USED");
  const again = await place({}, same);
  assert.deepEqual([again.status, again.body.orderId], [200, order.orderId]);
  assert.equal(codeOf(await place({ couponId: undefined, expected_total_krw: 5_000 }, same)), "KEY_REUSED");
});

test("a total that was agreed with another discount is told anew", async () => {
  said.coupon = takesOff(1_000);
  const answer = await place();
  assert.equal(codeOf(answer), "PRICE_CHANGED");
  assert.equal(answer.body.quote.total_krw, 4_000);
});

test("a coupon that was used meanwhile ends the order, and nothing is owed", async () => {
  said.hold = refused("COUPON_USED");
  const answer = await place();
  assert.equal(codeOf(answer), "COUPON_USED");
  const order = await door.ask("GET", `/orders/${answer.body.orderId}`, { as: customer });
  assert.deepEqual([order.body.state, order.body.reason], ["PAYMENT_FAILED", "COUPON_USED"]);
});

test("without member nothing is placed with it, and what waits for its hold is neither deferred nor for the till", async () => {
  door.allow(30_000);
  // Heard in order: once the name is known, so is the allowance.
  door.member.publish("MemberRegistered", customer.sub, { memberId: customer.sub, nickname: "미나" });
  await until("the allowance is known", async () => {
    const plain = await place({ ...atCounter, couponId: undefined });
    return plain.body.nickname === "미나";
  });
  said.hold = "never";
  const pending = await place();
  assert.deepEqual([pending.status, pending.body.state, pending.body.choices], [202, "PLACED", []]);
  const path = `/orders/${pending.body.orderId}/pay-at-counter`;
  assert.equal(codeOf(await door.ask("POST", path, { as: customer, key: key() })), "COUPON_INVALID");

  said.coupon = "never";
  const without = await quoted();
  assert.equal(without.status, 200);
  assert.match(without.headers.get("x-degraded") ?? "", /^member;as-of=/);
  assert.deepEqual([without.body.total_krw, without.body.adjustments], [5_000, []]);
  assert.deepEqual(without.body.coupon, { couponId, state: "UNCHECKED" });

  const answer = await place();
  assert.equal(codeOf(answer), "UPSTREAM_TIMEOUT");
  assert.deepEqual(answer.body.degraded, ["member"]);
});
