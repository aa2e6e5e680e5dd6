import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { EventTypeOf } from "@siren/contracts/events";
import { orderPage, receipt, refundPreview, reorderView } from "@siren/contracts/order";
import { testMenu } from "../src/testing/build-menu.ts";
import { testId } from "../src/testing/build-order.ts";
import {
  atCounter,
  barista,
  byCard,
  cart,
  customer,
  type Door,
  elsewhere,
  guest,
  manager,
  openDoor,
  otherManager,
  stranger,
} from "../src/testing/open-door.ts";

let door: Door;
before(async () => {
  door = await openDoor();
});
after(() => door.close());

let made = 0;
const key = () => `key-wanted-${++made}`;
const two = { ...byCard, lines: [{ ...cart.lines[0], quantity: 2 }], expected_total_krw: 10_000 };
const read = (orderId: string, what = "") => door.ask("GET", `/orders/${orderId}${what}`, { as: customer });
const becomes = (orderId: string, field: "state" | "payment", value: string) =>
  until(`its ${field} is ${value}`, async () => (await read(orderId)).body[field] === value);

async function walk(body: object, ...types: EventTypeOf<"barista">[]): Promise<string> {
  const placed = await door.ask("POST", "/orders", { as: customer, key: key(), body });
  const orderId = String(placed.body.orderId);
  const ticket = { ticketId: testId("tkt", made), orderId, storeId: "gangnam" };
  for (const type of types)
    door.barista.publish(type, ticket.ticketId, { ...ticket, amount_krw: 5_000 } as never);
  return orderId;
}
const upToReady = ["TicketAccepted", "TicketStarted", "TicketReady"] as const;
async function pickedUp(body: object = two): Promise<string> {
  const orderId = await walk(body, ...upToReady, "TicketPickedUp");
  await becomes(orderId, "state", "PICKED_UP");
  door.member.publish("HoldCaptured", orderId, { orderId, amount_krw: 10_000, shortfall_krw: 0 });
  await becomes(orderId, "payment", "CAPTURED");
  return orderId;
}
const refund = (orderId: string, body: object, as = manager, own = key()) =>
  door.ask("POST", `/orders/${orderId}/refund`, { as, key: own, body });

test("a receipt tells lines, VAT and what was paid, to its owner and its store alone", async () => {
  const orderId = await pickedUp({ ...two, handOver: "car-side", expected_total_krw: 10_500 });
  const { total_krw, supply_krw, vat_krw, paid_krw, refunds, storeName, adjustments } = receipt.parse(
    (await read(orderId, "/receipt")).body,
  );
  assert.deepEqual([total_krw, supply_krw, vat_krw, paid_krw], [10_500, 9_545, 955, 10_500]);
  assert.deepEqual([refunds, storeName?.en, adjustments[0]?.amount_krw], [[], "Gangnam", 500]);
  const asked = (as: typeof customer) => door.ask("GET", `/orders/${orderId}/receipt`, { as });
  assert.equal((await asked(barista)).status, 200);
  assert.deepEqual(
    [codeOf(await asked(stranger)), codeOf(await asked(elsewhere))],
    ["NOT_FOUND", "WRONG_STORE"],
  );
  const waiting = await walk(byCard);
  assert.equal((await read(waiting, "/receipt")).body.paid_krw, 0);
});

test("whoever has it says so once, and nobody else can", async () => {
  const orderId = await walk(byCard, ...upToReady);
  await becomes(orderId, "state", "READY");
  const say = (as = customer) => door.ask("POST", `/orders/${orderId}/picked-up`, { as, key: key() });
  assert.deepEqual([codeOf(await say(stranger)), codeOf(await say(barista))], ["NOT_FOUND", "FORBIDDEN"]);
  for (let i = 0; i < 2; i += 1) assert.deepEqual((await say()).body.state, "PICKED_UP");
  const waiting = await walk(byCard);
  const early = await door.ask("POST", `/orders/${waiting}/picked-up`, { as: customer, key: key() });
  assert.equal(codeOf(early), "ILLEGAL_TRANSITION");
});

test("what is due at the counter is paid before it is taken away", async () => {
  const orderId = await walk(atCounter, ...upToReady);
  await becomes(orderId, "state", "READY");
  const say = () => door.ask("POST", `/orders/${orderId}/picked-up`, { as: customer, key: key() });
  assert.equal(codeOf(await say()), "PAYMENT_DUE");
});

test("a manager gives back a cup, then the rest, never more, and the same request once", async () => {
  const orderId = await pickedUp();
  const one = { lines: [{ line: 0, quantity: 1 }], reason: "cold" };
  const first = await refund(orderId, one, manager, "key-refund-1");
  assert.equal(first.status, 200);
  const again = await refund(orderId, one, manager, "key-refund-1");
  assert.deepEqual(receipt.parse(again.body).refunds, receipt.parse(first.body).refunds);
  assert.equal(codeOf(await refund(orderId, { reason: "other" }, manager, "key-refund-1")), "KEY_REUSED");
  assert.equal(
    codeOf(await refund(orderId, { ...one, lines: [{ line: 0, quantity: 2 }] })),
    "ILLEGAL_TRANSITION",
  );
  door.member.publish("Refunded", orderId, { orderId, part: "refund-1", amount_krw: 5_000 });
  await becomes(orderId, "payment", "PARTLY_REFUNDED");
  assert.equal((await refund(orderId, { reason: "all of it" })).status, 200);
  assert.equal(codeOf(await refund(orderId, { reason: "once more" })), "ILLEGAL_TRANSITION");
  door.member.publish("Refunded", orderId, { orderId, part: "refund-2", amount_krw: 5_000 });
  await becomes(orderId, "payment", "REFUNDED");
  const { refunds, refunded_krw } = receipt.parse((await read(orderId, "/receipt")).body);
  assert.deepEqual(
    refunds.map(({ part, amount_krw, reason, doneAt }) => [part, amount_krw, reason, doneAt !== null]),
    [
      ["refund-1", 5_000, "cold", true],
      ["refund-2", 5_000, "all of it", true],
    ],
  );
  assert.equal(refunded_krw, 10_000);
  const wanted = (await door.events(0, "member")).filter(
    ({ type, data }) => type === "OrderRefundWanted" && data.orderId === orderId,
  );
  assert.deepEqual(
    wanted.map(({ data }) => [data.part, data.amount_krw]),
    [
      ["refund-1", 5_000],
      ["refund-2", 5_000],
    ],
  );
});

test("what would go back is told before, and nothing goes where another sum would by now", async () => {
  const orderId = await pickedUp();
  const preview = (body: object = {}, as = manager) =>
    door.ask("POST", `/orders/${orderId}/refund-preview`, { as, body });
  const one = { lines: [{ line: 0, quantity: 1 }] };
  const whole = { orderId, method: "card", amount_krw: 10_000, left_krw: 10_000 };
  assert.deepEqual((await preview()).body, { ...whole, lines: [{ line: 0, quantity: 2 }] });
  assert.equal(refundPreview.parse((await preview(one)).body).amount_krw, 5_000);
  assert.equal(codeOf(await preview({ lines: [{ line: 0, quantity: 3 }] })), "ILLEGAL_TRANSITION");
  assert.equal(codeOf(await preview({ lines: [{ line: 4, quantity: 1 }] })), "BAD_REQUEST");
  assert.equal(codeOf(await preview({}, otherManager)), "WRONG_STORE");
  assert.equal(codeOf(await preview({}, barista)), "FORBIDDEN");
  assert.equal(receipt.parse((await read(orderId, "/receipt")).body).refunds.length, 0);

  const late = { ...one, reason: "cold", expected_krw: 4_999 };
  assert.equal(codeOf(await refund(orderId, late)), "VERSION_CONFLICT");
  assert.equal((await refund(orderId, { ...late, expected_krw: 5_000 })).status, 200);
  assert.deepEqual((await preview()).body.lines, [{ line: 0, quantity: 1 }]);
  await refund(orderId, { reason: "all of it", expected_krw: 5_000 });
  const nothing = { amount_krw: 0, left_krw: 0, lines: [] };
  assert.deepEqual((await preview()).body, { orderId, method: "card", ...nothing });
  const waiting = await walk(byCard);
  const early = await door.ask("POST", `/orders/${waiting}/refund-preview`, { as: manager, body: {} });
  assert.equal(codeOf(early), "ILLEGAL_TRANSITION");
});

test("the staff finds an order of a day by its number, and nobody else's staff does", async () => {
  const orderId = await pickedUp();
  const { number, businessDay } = (await read(orderId)).body;
  const find = (query: string, as = manager) => door.ask("GET", `/orders?${query}`, { as });
  const day = `store=gangnam&day=${businessDay}`;
  const idsOf = ({ body }: Awaited<ReturnType<typeof find>>) =>
    orderPage.parse(body).orders.map((one) => one.orderId);
  assert.deepEqual(idsOf(await find(`${day}&number=${number}`)), [orderId]);
  const all = idsOf(await find(day));
  assert.deepEqual([all[0], all], [orderId, all.toSorted().toReversed()]);
  assert.deepEqual(idsOf(await find(`store=gangnam&day=2026-01-01&number=${number}`)), []);
  assert.equal(codeOf(await find(day, otherManager)), "WRONG_STORE");
  assert.equal(codeOf(await find(day, customer)), "FORBIDDEN");
  for (const wrong of [
    `day=${businessDay}`,
    "store=gangnam&number=4",
    `${day}&number=x`,
    "store=gangnam&day=x",
  ])
    assert.equal(codeOf(await find(wrong)), "BAD_REQUEST", wrong);
});

test("only that store's manager gives back, only what was ordered, and only after it has left", async () => {
  const orderId = await pickedUp();
  const all = { reason: "cold" };
  assert.equal(codeOf(await refund(orderId, all, barista)), "FORBIDDEN");
  assert.equal(codeOf(await refund(orderId, all, customer)), "FORBIDDEN");
  assert.equal(codeOf(await refund(orderId, all, otherManager)), "WRONG_STORE");
  assert.equal(codeOf(await refund(testId("ord", 99), all)), "NOT_FOUND");
  for (const wrong of [
    {},
    { reason: "" },
    { ...all, lines: [] },
    { ...all, lines: [{ line: 0, quantity: 0 }] },
  ])
    assert.equal(codeOf(await refund(orderId, wrong)), "BAD_REQUEST", JSON.stringify(wrong));
  assert.equal(codeOf(await refund(orderId, { ...all, lines: [{ line: 7, quantity: 1 }] })), "BAD_REQUEST");
  assert.equal((await read(orderId)).body.payment, "CAPTURED");
  assert.equal(codeOf(await refund(await walk(byCard), all)), "ILLEGAL_TRANSITION");
});

test("money of the till is marked as given back at once, and member hears nothing of it", async () => {
  const orderId = await walk(atCounter, "TicketAccepted", "TicketPaid", "TicketStarted", "TicketReady");
  await becomes(orderId, "payment", "PAID_AT_COUNTER");
  await becomes(orderId, "state", "READY");
  await door.ask("POST", `/orders/${orderId}/picked-up`, { as: customer, key: key() });
  const { body } = await refund(orderId, { reason: "wrong drink" });
  const { payment, refunded_krw, refunds } = receipt.parse(body);
  assert.deepEqual([payment, refunded_krw, refunds[0]?.doneAt !== null], ["REFUNDED", 5_000, true]);
  const wanted = (await door.events(0, "member")).filter(({ type }) => type === "OrderRefundWanted");
  assert.ok(wanted.every(({ data }) => data.orderId !== orderId));
});

test("the same again is quoted from today's menu, and what is gone is named", async () => {
  const brew = { itemId: "cold-brew", choiceIds: ["less-ice"], quantity: 1 };
  const orderId = await walk({ ...byCard, lines: [...two.lines, brew], expected_total_krw: 14_900 });
  const again = (body: object = {}, as = customer) =>
    door.ask("POST", `/orders/${orderId}/reorder`, { as, body });
  const whole = reorderView.parse((await again()).body);
  assert.deepEqual([whole.lines.length, whole.quote?.total_krw, whole.gone], [2, 14_900, []]);
  assert.equal(codeOf(await again({}, stranger)), "NOT_FOUND");
  assert.equal(codeOf(await again({}, guest)), "NOT_FOUND");
  assert.equal(codeOf(await again({ storeId: "nowhere" })), "NOT_FOUND");
  const [latte] = testMenu.items;
  assert.ok(latte);
  const dearer = { ...latte, price_krw: 5_500 };
  door.menu.publish("MenuPublished", "gangnam/menu", { ...testMenu, menuVersion: 4, items: [dearer] });
  await until("the menu is known", async () => reorderView.parse((await again()).body).gone.length === 1);
  const rest = reorderView.parse((await again()).body);
  assert.deepEqual([rest.quote?.total_krw, rest.gone[0]?.why], [11_000, "NOT_OFFERED"]);
  const soldOut = { storeId: "gangnam", itemId: "latte", soldOut: true };
  door.barista.publish("AvailabilityChanged", "gangnam", soldOut);
  await until("it is sold out", async () => reorderView.parse((await again()).body).quote === null);
  assert.deepEqual(
    reorderView.parse((await again()).body).gone.map(({ why }) => why),
    ["SOLD_OUT", "NOT_OFFERED"],
  );
});
