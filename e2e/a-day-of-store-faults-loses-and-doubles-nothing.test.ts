import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { type PublishedMenu, publishedMenu } from "@siren/contracts/menu";
import { assertEachWalkedOnce, assertLedgerAddsUp, factsOf } from "./harness/audit.ts";
import { Barista, customerOf, gatewaysOf, newKey, storeId } from "./harness/cafe.ts";
import { eventually } from "./harness/eventually.ts";
import { OrdersPage } from "./harness/live-page.ts";
import { Person } from "./harness/person.ts";
import { startTestStack } from "./harness/stack.ts";
import { type FaultPlan, faultKinds, StoreFaults, storeServices } from "./harness/store-faults.ts";
import { quickAuditor, untilEveryRuleHolds } from "./harness/verdicts.ts";

const orderCount = 20;
const walkersAtOnce = 6;
const priceChanges = 6;
const topUp_krw = 10_000;

/** What becomes of the order with this number in the row. */
const fateOf = (at: number) =>
  at % 5 === 3 ? "cancelled" : at % 10 === 6 ? "rejected while it is made" : "handed over";

/** Each kind once for sure, soon; after that by chance, from the first command of the process on. */
const planOf = (seed: number): FaultPlan => ({
  seed,
  transientTransactionError: 0.01,
  writeConflict: 0.01,
  unknownCommitResult: 0.05,
  dropBefore: 0.003,
  dropAfter: 0.003,
  slowMs: 40,
  slowChance: 0.02,
  next: faultKinds.map((kind) => ({ kind, slowMs: 40 })),
});

/** A page that is refused for the moment says so, and the person tries again. */
const insisting = <T>(what: string, work: () => Promise<T>) =>
  eventually<T | false>(what, work) as Promise<T>;

type Done = { orderId: string; key: string; fate: ReturnType<typeof fateOf> };

test("with every store failing in every way it can, nothing that was acknowledged is lost or doubled", async (t) => {
  const seed = randomInt(2 ** 31);
  t.diagnostic(`seed ${seed}`);
  using faults = new StoreFaults();
  await using stack = await startTestStack({
    buildPages: false,
    env: { ...faults.env((service) => planOf(seed + storeServices.indexOf(service))), auditor: quickAuditor },
  });
  const customer = await insisting("a customer signs in", () => customerOf(stack));
  const barista = new Barista(gatewaysOf(stack));
  const manager = new Person(gatewaysOf(stack));
  await insisting("a barista signs in", () => barista.login("jun@siren.example"));
  await insisting("a manager signs in", () => manager.login("hana@siren.example"));
  const card = await insisting("the card is shown", () => customer.card());
  using page = await new OrdersPage(customer).listening();

  const done: Done[] = [];
  async function walk(at: number): Promise<void> {
    // Money comes in meanwhile, too.
    const body = { amount_krw: topUp_krw, paymentToken: "sandbox-visa" };
    const topUps = `/api/v1/member/cards/${card.cardId}/topups`;
    await customer.sendUntilAnswered("POST", topUps, { body, key: newKey() });
    const { order, key } = await customer.place(card.cardId);
    const fate = fateOf(at);
    done.push({ orderId: order.orderId, key, fate });
    if (fate === "cancelled") {
      const cancel = `/api/v1/order/orders/${order.orderId}/cancel`;
      await customer.sendUntilAnswered("POST", cancel, { key: newKey() });
      return;
    }
    const ticket = await barista.ticketOf(order.orderId);
    await barista.accept(ticket);
    await barista.claim(ticket);
    if (fate === "handed over") {
      await barista.ready(ticket);
      await barista.handOver(ticket);
      return;
    }
    const reject = `/api/v1/barista/tickets/${ticket.ticketId}/reject`;
    await barista.sendUntilAnswered("POST", reject, { body: { reason: "EQUIPMENT" }, key: newKey() });
  }
  const walkers = Array.from({ length: walkersAtOnce }, async (_, first) => {
    for (let at = first; at < orderCount; at += walkersAtOnce) await walk(at);
  });
  const [prices] = await Promise.all([changePrices(manager), ...walkers]);

  const handedOver = done.filter(({ fate }) => fate === "handed over");
  const rejected = done.filter(({ fate }) => fate === "rejected while it is made");
  const cancelled = done.filter(({ fate }) => fate === "cancelled");
  await assertEachWalkedOnce(stack, handedOver);
  const facts = await eventually("what came to nothing is paid back", async () => {
    const now = await factsOf(stack);
    const moneyOf = (orderId: string) => now.money.find((one) => one.orderId === orderId);
    const stateOf = (orderId: string) => now.orders.find((one) => one.orderId === orderId)?.state;
    const isSettled =
      rejected.every(({ orderId }) => stateOf(orderId) === "REJECTED" && moneyOf(orderId)?.refunded_krw) &&
      cancelled.every(({ orderId }) => stateOf(orderId) === "CANCELLED" && !moneyOf(orderId)?.held_krw);
    return isSettled && now;
  });
  await faults.off();

  for (const service of storeServices) {
    const counts = faults.done(service);
    t.diagnostic(`${service}: ${faultKinds.map((kind) => `${kind} ${counts[kind]}`).join(", ")}`);
    for (const kind of faultKinds) assert.ok(counts[kind] > 0, `${service} met no ${kind}`);
  }
  assertLedgerAddsUp(facts);
  assert.equal(facts.orders.length, orderCount, "no order but those that were acknowledged");
  assert.deepEqual(facts.orders.map((one) => one.idempotencyKey).sort(), done.map(({ key }) => key).sort());
  let kept_krw = 0;
  for (const { orderId, fate } of done) {
    const money = facts.money.find((one) => one.orderId === orderId);
    const total_krw = facts.orders.find((one) => one.orderId === orderId)?.total_krw ?? 0;
    const { captures = 0, captured_krw = 0, refunded_krw = 0, held_krw = 0 } = money ?? {};
    const wanted = {
      "handed over": [1, total_krw, 0, 0],
      "rejected while it is made": [1, total_krw, total_krw, 0],
      cancelled: [0, 0, 0, 0],
    }[fate];
    assert.deepEqual([captures, captured_krw, refunded_krw, held_krw], wanted, `${orderId}, ${fate}`);
    kept_krw += captured_krw - refunded_krw;
  }
  const cardAfter = await customer.card();
  assert.deepEqual(cardAfter, {
    ...card,
    available_krw: card.available_krw + orderCount * topUp_krw - kept_krw,
  });
  for (const { orderId } of handedOver) {
    await page.until(orderId, "order.picked_up");
    for (const name of ["order.ready", "order.picked_up"]) assert.equal(page.times(orderId, name), 1, name);
  }
  assert.equal(prices.after.menuVersion, prices.before.menuVersion + priceChanges);
  assert.deepEqual(await manager.get(menuPath, publishedMenu), prices.after);
  await eventually("the last price is heard of", async () => {
    const { total_krw } = await customer.quote([{ itemId: priced, choiceIds: [], quantity: 1 }]);
    return total_krw === priceIn(prices.after);
  });
  await untilEveryRuleHolds(stack, orderCount);
});

const menuPath = `/api/v1/menu/stores/${storeId}/menu`;
const priced = "butter-croissant";
const priceIn = ({ items }: PublishedMenu) => items.find(({ itemId }) => itemId === priced)?.price_krw;

/** One change after the other, each made over the version that the one before was answered with. */
async function changePrices(manager: Person): Promise<{ before: PublishedMenu; after: PublishedMenu }> {
  const before = await insisting("the menu is shown", () => manager.get(menuPath, publishedMenu));
  let after = before;
  for (let change = 1; change <= priceChanges; change += 1) {
    const items = after.items.map((item) =>
      item.itemId === priced ? { ...item, price_krw: item.price_krw + 100 } : item,
    );
    const body = { expectedVersion: after.menuVersion, categories: after.categories, items };
    const path = `/api/v1/menu/stores/${storeId}/publish`;
    const answer = await manager.sendUntilAnswered("POST", path, { body, key: newKey() });
    after = publishedMenu.parse(answer.body);
  }
  return { before, after };
}
