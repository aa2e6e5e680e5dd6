import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { pendingOrderView } from "@siren/contracts/order";
import { factsOf } from "../harness/audit.ts";
import { Barista, Customer, gatewaysOf, latte, newKey, type Placed, storeId } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { OrdersPage } from "../harness/live-page.ts";
import {
  assertAway,
  assertWithin,
  atOnce,
  lose,
  oldSince,
  untilAnsweredAtOnce,
  untilFresh,
  untilSaidOld,
  type WayToBeLost,
} from "../harness/loss.ts";
import { Person, type Refused } from "../harness/person.ts";
import type { CafeInTrouble } from "./cafe-in-trouble.ts";

/** What member's own answers may take at the gateway, and what order waits for a hold and for a coupon. */
const deadlines = { edgeMs: 6_000, holdMs: 800, couponMs: 400 };
const someCoupon = "cpn_00000000000000000000000ABC";

const ordersPath = "/api/v1/order/orders";
const boardPath = `/api/v1/barista/stores/${storeId}/board`;
const statusOf = async (person: Person, path: string) => (await person.ask("GET", path)).status;

/** The same browser, whose page was loaded again: the token is gone, cookies are not. */
function reloaded<P extends Person>(person: P, Kind: new (gateways: readonly string[]) => P): P {
  const again = new Kind(person.gateways);
  for (const [name, cookie] of person.jar) again.jar.set(name, cookie);
  return again;
}

/** Nobody signs in, tops up or reads their stars; it is said plainly. */
async function assertDoorsAreShut({ mina, minasCard, stack }: CafeInTrouble): Promise<void> {
  const stars = () => mina.ask("GET", "/api/v1/member/stars");
  const topUp = () =>
    mina.ask("POST", `/api/v1/member/cards/${minasCard}/topups`, {
      body: { amount_krw: 10_000, paymentToken: "sandbox-visa" },
      key: newKey(),
    });
  const newcomer = new Person(gatewaysOf(stack));
  const first = await Promise.all([atOnce(4, stars), atOnce(2, topUp)]);
  for (const one of first.flat()) {
    assertWithin(one, deadlines.edgeMs, "member's pages");
    assertAway(one.answer, "member's pages");
  }
  const refused = await untilAnsweredAtOnce("member's pages", stars, 500);
  assertAway(refused, "stars");
  await assert.rejects(newcomer.login("leo@siren.example"), ({ answer }: Refused) => {
    assertAway(answer, "a sign-in");
    return true;
  });
}

export async function memberIsLost(cafe: CafeInTrouble, way: WayToBeLost): Promise<void> {
  const { stack, mina, leo, jun, minasCard, leosCard } = cafe;
  const byPass = { leo: reloaded(leo, Customer), jun: reloaded(jun, Barista) };
  assert.equal(await statusOf(byPass.leo, ordersPath), 401, "the pass is nothing while member is there");
  assert.equal(await statusOf(byPass.jun, boardPath), 401);
  await using loss = await lose(stack, "member", way);
  const doors = assertDoorsAreShut(cafe);

  // The first is promised by order itself, up to what member had announced.
  const body = await mina.placing(minasCard);
  const place = (key: string) => () => mina.ask("POST", "/api/v1/order/orders", { body, key });
  const key = newKey();
  const [first] = await atOnce(1, place(key));
  assert.ok(first);
  assertWithin(first, deadlines.holdMs, "placing");
  const { choices: none, ...deferred } = pendingOrderView.parse(first.answer.body);
  assert.deepEqual(
    [first.answer.status, deferred.state, deferred.payment, none],
    [202, "DEFERRED", "DEFERRED", []],
  );
  assert.ok(oldSince(first.answer, "member") !== undefined, "placing says that member is away");

  // The second has a choice.
  const others: Placed[] = [];
  for (let at = 0; at < 2; at += 1) {
    const own = newKey();
    const { status, body: said } = await place(own)();
    const { choices, ...order } = pendingOrderView.parse(said);
    assert.deepEqual(
      [status, order.state, order.payment, choices],
      [202, "PLACED", "HOLD_PENDING", ["pay-at-counter"]],
    );
    others.push({ status, order, key: own });
  }
  const [atCounter, waiting] = others as [Placed, Placed];
  const payAtCounter = `/api/v1/order/orders/${atCounter.order.orderId}/pay-at-counter`;
  const due = await mina.send("POST", payAtCounter, { key: newKey() });
  assert.equal((due.body as { payment: string }).payment, "COUNTER_DUE");

  // A coupon cannot be looked at; the quote is without it, at once.
  const quote = { storeId, lines: latte(1), couponId: someCoupon };
  const ask = () => mina.ask("POST", "/api/v1/order/quotes", { body: quote });
  for (const one of await atOnce(8, ask)) {
    assertWithin(one, deadlines.couponMs, "a quote with a coupon");
    assert.equal((one.answer.body as { coupon: { state: string } }).coupon.state, "UNCHECKED");
  }
  await untilAnsweredAtOnce("a quote with a coupon", ask, deadlines.couponMs * 0.75);

  // Who is signed in stays so: by the token, and after a reload by the outage pass.
  await untilSaidOld("an order", "member", loss, () =>
    mina.ask("GET", `/api/v1/order/orders/${deferred.orderId}`),
  );
  await eventually("the outage pass counts", async () => (await statusOf(byPass.leo, ordersPath)) === 200);
  await eventually("the barista's counts", async () => (await statusOf(byPass.jun, boardPath)) === 200);
  assert.equal(await statusOf(byPass.jun, "/api/v1/barista/stores/gwanghwamun/board"), 403);
  assert.equal(await statusOf(byPass.leo, `${ordersPath}/${deferred.orderId}`), 404);
  using page = await new OrdersPage(byPass.leo).listening();
  const leos = await byPass.leo.place(leosCard);
  assert.deepEqual([leos.status, leos.order.state], [202, "DEFERRED"]);
  await cafe.walk(leos, byPass.jun);
  await page.until(leos.order.orderId, "order.ready");

  assert.equal((await jun.ticketOf(deferred.orderId)).payment, "DEFERRED");
  assert.equal((await jun.ticketOf(atCounter.order.orderId)).payment, "COUNTER_DUE");
  await cafe.walk({ order: deferred, key });
  const till = await jun.ticketOf(atCounter.order.orderId);
  await jun.tap(`tickets/${till.ticketId}/paid`);
  await cafe.make(atCounter.order);
  await doors;

  await loss.giveBack();
  await eventually("the pass is nothing again", async () => (await statusOf(byPass.leo, ordersPath)) === 401);
  // What waited for its card gets its hold, and is made.
  await mina.untilOrder(waiting.order.orderId, ({ state }) => state === "AUTHORISED", "authorised");
  await cafe.walk(waiting);
  await mina.untilOrder(
    atCounter.order.orderId,
    ({ payment }) => payment === "PAID_AT_COUNTER",
    "paid at the till",
  );
  // A member that was only frozen still answers what it had been asked: such a hold comes, and goes back unused.
  await eventually("the card keeps nothing for it", async () => {
    const { money } = await factsOf(stack);
    const kept = money.find(({ orderId }) => orderId === atCounter.order.orderId);
    assert.equal(kept?.captures ?? 0, 0, "paid at the till, and by card as well");
    return (kept?.held_krw ?? 0) === 0;
  });
  await untilFresh("an order", () => mina.ask("GET", "/api/v1/order/orders"));
}

/** Member's relay rests here for a while once the file is there, and its feed with it. */
export const slowRelay = (file: string) => `store.relay-stamped=pause:20000@${file}`;

/**
 * What order knows of a card is a little old. Where the card was used in between and member is lost before it
 * could say so, more is promised than there is: the store is paid all the same, and the card owes the rest.
 */
export async function moreIsPromisedThanThereIs(cafe: CafeInTrouble, file: string): Promise<void> {
  const { stack, leo, leosCard } = cafe;
  const { available_krw } = await leo.card();
  writeFileSync(file, "");
  // Anything that member tells will do: it is told, and then nothing is for a while.
  await leo.send("PATCH", "/api/v1/member/me", { body: { nickname: "Leon" }, key: newKey() });
  await eventually("member's relay rests", () => !existsSync(file));
  const lattes = (won: number, each: number) => latte(Math.floor(won / each));
  const { total_krw: each } = await leo.quote(latte(1));
  const first = await leo.place(leosCard, newKey(), lattes(available_krw * 0.6, each));
  assert.equal(first.order.payment, "HELD");

  await using loss = await lose(stack, "member", "SIGKILL");
  const second = await leo.place(leosCard, newKey(), lattes(available_krw * 0.9, each));
  assert.deepEqual([second.status, second.order.payment], [202, "DEFERRED"]);
  await cafe.make(first.order);
  await cafe.make(second.order);

  await loss.giveBack();
  const shortfall_krw = first.order.total_krw + second.order.total_krw - available_krw;
  assert.ok(shortfall_krw > 0);
  await leo.untilOrder(second.order.orderId, ({ payment }) => payment === "ARREARS", "in arrears");
  const owing = await leo.card();
  assert.deepEqual([owing.available_krw, owing.held_krw, owing.arrears_krw], [0, 0, shortfall_krw]);
  // While something is owed nothing more is promised or held.
  const body = await leo.placing(leosCard);
  const refused = await leo.ask("POST", "/api/v1/order/orders", { body, key: newKey() });
  assert.equal((refused.body as { code: string }).code, "INSUFFICIENT_BALANCE");

  const paid = await leo.topUp(leosCard, 100_000);
  assert.deepEqual([paid.arrears_krw, paid.available_krw], [0, 100_000 - shortfall_krw]);
  await leo.untilOrder(second.order.orderId, ({ payment }) => payment === "CAPTURED", "paid");
  await cafe.settle();
}
