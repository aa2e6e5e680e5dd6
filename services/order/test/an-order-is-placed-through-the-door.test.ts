import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, codeOf, person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { orderView, quote } from "@siren/contracts/order";
import { type ProblemCode, problemTable } from "@siren/contracts/problems";
import { memberOne } from "../src/testing/build-order.ts";
import {
  atCounter,
  barista,
  byCard,
  cart,
  customer,
  type Door,
  guest,
  openDoor,
} from "../src/testing/open-door.ts";

let door: Door;
before(async () => {
  door = await openDoor({ HOLD_RESUME_MS: "1200", HOLD_AGAIN_MS: "300" });
});
after(() => door.close());

const refused = (answer: Answer, code: ProblemCode) => assert.equal(codeOf(answer), code);
let keys = 0;
const newKey = () => `key-made-${++keys}`;
const place = (key: string, body: unknown = byCard, as = customer) =>
  door.ask("POST", "/orders", { as, key, body });

test("a quote tells price, place and minutes, and makes a guest of a nobody", async () => {
  const { status, body, headers } = await door.ask("POST", "/quotes", { body: cart });
  assert.equal(status, 200);
  assert.deepEqual([quote.parse(body).total_krw, body.place], [5_000, 1]);
  assert.match(
    headers.get("set-cookie") ?? "",
    /^siren_guest=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
  );
  const known = await door.ask("POST", "/quotes", { as: customer, body: cart });
  assert.equal(known.headers.get("set-cookie"), null);
});

test("without barista a quote promises nothing", async () => {
  door.registry.remove("barista");
  const { body } = await door.ask("POST", "/quotes", { as: customer, body: cart });
  assert.deepEqual([body.place, body.etaMinutes], [null, null]);
  door.registry.add("barista", door.barista.port);
});

test("an order by card is authorised, and its key gives it again", async () => {
  const first = await place("key-card-1");
  assert.equal(first.status, 201);
  assert.deepEqual([orderView.parse(first.body).state, first.body.payment], ["AUTHORISED", "HELD"]);
  const again = await place("key-card-1");
  assert.deepEqual([again.status, again.body.orderId], [200, first.body.orderId]);
  refused(await place("key-card-1", { ...byCard, lines: [{ ...cart.lines[0], quantity: 2 }] }), "KEY_REUSED");
  const holds = door.member.requests.filter(({ path }) => path.endsWith(String(first.body.orderId)));
  assert.deepEqual(
    holds.map(({ method, key }) => [method, key]),
    [["PUT", first.body.orderId]],
  );
});

test("the same request many times at once is one order", async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => place("key-many-1")));
  assert.equal(new Set(answers.map(({ body }) => body.orderId)).size, 1);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 201]);
});

test("numbers are given once, however many ask at the same moment", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => place(`key-number-${i}`)));
  assert.equal(new Set(answers.map(({ body }) => body.number)).size, 8);
});

test("requests of the wrong form are refused with a code each", async () => {
  refused(await door.ask("POST", "/quotes", { raw: "{" }), "BAD_REQUEST");
  refused(await door.ask("POST", "/quotes", { body: { ...cart, extra: 1 } }), "BAD_REQUEST");
  refused(
    await door.ask("POST", "/quotes", { raw: "{}", headers: { "content-type": "text/plain" } }),
    "UNSUPPORTED_MEDIA_TYPE",
  );
  refused(
    await door.ask("POST", "/quotes", { raw: JSON.stringify({ a: "x".repeat(70_000) }) }),
    "PAYLOAD_TOO_LARGE",
  );
  refused(await door.ask("POST", "/orders", { as: customer, body: byCard }), "KEY_REQUIRED");
  refused(await place("key-form-1", { ...byCard, payment: { method: "card" } }), "BAD_REQUEST");
  refused(await door.ask("POST", "/orders", { key: "key-form-2", body: byCard }), "UNAUTHENTICATED");
  refused(await place("key-form-3", byCard, barista), "FORBIDDEN");
  refused(await door.ask("DELETE", "/orders", { as: customer }), "METHOD_NOT_ALLOWED");
});

test("what cannot be sold as expected is refused with its code", async () => {
  const changed = await place("key-price-1", { ...byCard, expected_total_krw: 4_500 });
  refused(changed, "PRICE_CHANGED");
  assert.equal(quote.parse(changed.body.quote).total_krw, 5_000);
  refused(
    await place("key-option-1", { ...byCard, lines: [{ ...cart.lines[0], choiceIds: ["oat"] }] }),
    "OPTION_INVALID",
  );
  refused(await place("key-store-1", { ...byCard, storeId: "nowhere" }), "NOT_FOUND");
  door.barista.publish("AvailabilityChanged", "gangnam", {
    storeId: "gangnam",
    itemId: "latte",
    soldOut: true,
  });
  await until("it is sold out", async () => (await place(newKey())).body.code === "SOLD_OUT");
  door.barista.publish("AvailabilityChanged", "gangnam", {
    storeId: "gangnam",
    itemId: "latte",
    soldOut: false,
  });
  const mood = { storeId: "gangnam", until: null, note: null };
  door.barista.publish("StoreStateChanged", "gangnam", { ...mood, state: "PAUSED" });
  await until("the store pauses", async () => (await place(newKey())).body.code === "STORE_PAUSED");
  door.barista.publish("StoreStateChanged", "gangnam", { ...mood, state: "BUSY" });
  await until("the store sells again", async () => (await place(newKey())).status === 201);
});

test("a refused hold is told with member's code, again to the same key", async () => {
  const { answer } = door.member;
  for (const code of ["INSUFFICIENT_BALANCE", "CARD_LOCKED", "HOLD_RELEASED"] as const) {
    const { status, title } = problemTable[code];
    door.member.answer = () => ({ status, body: { code, status, title, retryable: false } });
    refused(await place(`key-refused-${code}`), code);
    door.member.answer = answer;
    refused(await place(`key-refused-${code}`), code);
  }
});

test("whoever orders right after registering is called by name, though no feed has told it yet", async () => {
  const fresh = person("mem_00000000000000000000000FFF", ["customer"]);
  const asOf = (nickname?: string) => ({
    ...fresh,
    authAtMs: customer.authAtMs,
    ...(nickname && { nickname }),
  });
  const named = await place("key-fresh-1", atCounter, asOf("하루🐰"));
  assert.deepEqual([named.status, named.body.nickname], [201, "하루🐰"]);
  const unnamed = await place("key-fresh-2", atCounter, asOf());
  assert.deepEqual([unnamed.status, unnamed.body.nickname], [201, "손님"]);
  const claimed = await place("key-fresh-3", { ...atCounter, nickname: "하루" }, asOf());
  refused(claimed, "BAD_REQUEST");
});

test("guests pay at the counter, one order at a time", async () => {
  refused(await place("key-guest-1", byCard, guest), "FORBIDDEN");
  const first = await place("key-guest-2", atCounter, guest);
  assert.deepEqual([first.status, first.body.state, first.body.nickname], [201, "COUNTER_DUE", "손님"]);
  refused(await place("key-guest-3", atCounter, guest), "FORBIDDEN");
  const own = await door.ask("GET", `/orders/${first.body.orderId}`, { as: guest });
  assert.equal(own.status, 200);
});

test("while member does not answer, an allowance defers one order and the others are pending", async () => {
  door.allow(5_000);
  // Heard in order: once the name is known, so is the allowance.
  door.member.publish("MemberRegistered", memberOne, { memberId: memberOne, nickname: "지우" });
  await until("the name is known", async () => (await place(newKey(), atCounter)).body.nickname === "지우");
  const { answer } = door.member;
  door.member.answer = () => "never";
  const two = { ...byCard, lines: [{ ...cart.lines[0], quantity: 2 }], expected_total_krw: 10_000 };
  const pending = await place("key-slow-1", two);
  assert.deepEqual(
    [pending.status, pending.body.state, pending.body.payment],
    [202, "PLACED", "HOLD_PENDING"],
  );
  assert.deepEqual(pending.body.choices, ["pay-at-counter"]);
  assert.match(pending.headers.get("x-degraded") ?? "", /^member;as-of=/);

  const deferred = await place("key-slow-2");
  assert.deepEqual([deferred.status, deferred.body.state, deferred.body.choices], [202, "DEFERRED", []]);
  assert.equal((await place("key-slow-3")).body.state, "PLACED");

  const path = `/orders/${pending.body.orderId}/pay-at-counter`;
  refused(await door.ask("POST", path, { as: customer }), "KEY_REQUIRED");
  refused(await door.ask("POST", path, { as: guest, key: "key-slow-4" }), "NOT_FOUND");
  for (const key of ["key-slow-5", "key-slow-6"]) {
    const counter = await door.ask("POST", path, { as: customer, key });
    assert.deepEqual([counter.status, counter.body.state], [200, "COUNTER_DUE"]);
  }
  const taken = await door.ask("POST", `/orders/${deferred.body.orderId}/pay-at-counter`, {
    ...{ as: customer, key: "key-slow-7" },
  });
  refused(taken, "ILLEGAL_TRANSITION");

  door.member.answer = answer;
  const third = (await place("key-slow-3")).body.orderId;
  // Whether the same request is repeated or not, the timer asks again for what is still pending.
  await until(
    "the hold is placed",
    async () => (await door.ask("GET", `/orders/${third}`, { as: customer })).body.state === "AUTHORISED",
  );
});
