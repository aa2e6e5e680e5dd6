import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import type { SalesReport } from "@siren/contracts/barista";
import type { EventType } from "@siren/contracts/events";
import { goldenEvents, goldenOrder } from "@siren/contracts/golden";
import { menuHandlers, orderHandlers } from "../src/messaging/handlers.ts";
import { hana, jun, openBarista } from "../src/testing/open-barista.ts";

const { orderId } = goldenOrder;
/** What leaves the tickets alone has its own test below. */
const besideTickets: EventType[] = ["OrderRefundGiven"];
/** Whether the example's order has a ticket on the board afterwards; one that is to lose it gets it first. */
const effects: Partial<Record<EventType, "a ticket" | "no ticket">> = {
  OrderAuthorised: "a ticket",
  OrderDeferred: "a ticket",
  OrderCounterDue: "a ticket",
  OrderMoved: "a ticket",
  OrderCancelRequested: "no ticket",
  OrderCancelled: "no ticket",
  OrderExpired: "no ticket",
  OrderPickedUp: "no ticket",
};

test("each type that is heard has its effect looked at here", () => {
  const handlers = orderHandlers({} as Parameters<typeof orderHandlers>[0]);
  assert.deepEqual([...Object.keys(effects), ...besideTickets].sort(), Object.keys(handlers).sort());
});

for (const [name, effect] of Object.entries(effects)) {
  const type = name as "OrderAuthorised" | "OrderCancelled";
  test(`${type} of the examples: ${effect}`, async (t) => {
    const door = await openBarista();
    t.after(() => door.close());
    const example = goldenEvents[type] as typeof goldenOrder;
    const isThere = async () => (await door.ticketOf(orderId)) !== undefined;
    if (effect === "no ticket") {
      door.order.publish("OrderAuthorised", orderId, goldenOrder);
      await until("it is queued", isThere);
      const ticket = await door.ticketOf(orderId);
      const made = name === "OrderPickedUp" ? ["accept", "claim", "ready"] : [];
      for (const verb of made) {
        const path = verb === "claim" ? `units/${ticket?.units[0]?.unitId}` : `tickets/${ticket?.ticketId}`;
        assert.equal((await door.tap(`/${path}/${verb}`)).status, 200);
      }
    }
    door.order.publish(type, orderId, example);
    await until(effect, async () => (await isThere()) === (effect === "a ticket"));
    if (effect === "no ticket") return;
    const { payment, number, nickname, units } = (await door.ticketOf(orderId)) ?? assert.fail("it has left");
    assert.deepEqual([payment, number, nickname], [example.payment, example.number, example.nickname]);
    assert.equal(units.length, example.lines[0]?.quantity);
  });
}

test("what a manager gave back stands in the report of the day on which it was given, and once", async (t) => {
  const door = await openBarista();
  t.after(() => door.close());
  const { OrderRefundGiven: given } = goldenEvents;
  const yesterday = { ...given, part: "refund-2", amount_krw: 300, at: given.at - 24 * 3_600_000 };
  const ofTheTill = { ...given, part: "refund-3", method: "counter", amount_krw: 700 } as const;
  for (const one of [given, yesterday, ofTheTill]) door.order.publish("OrderRefundGiven", orderId, one);
  door.order.repeatLast();
  const dayOf = (at: number) => new Date(at + 9 * 3_600_000).toISOString().slice(0, 10);
  const report = async (at: number): Promise<SalesReport> =>
    (await door.ask("GET", `/stores/${given.storeId}/sales?day=${dayOf(at)}`, { as: hana })).body;
  await until("all is heard", async () => (await report(given.at)).refunded_krw === 5_700);
  const today = await report(given.at);
  assert.deepEqual([today.refunded_counter_krw, today.refunds.length, today.sales_krw], [700, 2, 0]);
  assert.equal(today.refunds[0]?.reason, given.reason);
  assert.equal((await report(yesterday.at)).refunded_krw, 300);
});

test("of the menu's examples the hours are known: at the store's closed day the board says so", async (t) => {
  const handlers = menuHandlers({} as Parameters<typeof menuHandlers>[0]);
  assert.deepEqual(Object.keys(handlers), ["StorePublished"]);
  const door = await openBarista();
  t.after(() => door.close());
  const { StorePublished } = goldenEvents;
  let version = 0;
  // Said anew until it is heard: what was told before the first contact is in the snapshot, or nowhere.
  const says = (hours: { opens: number; closes: number } | null) => {
    const week = StorePublished.week.map(() => hours);
    door.menu.publish("StorePublished", StorePublished.storeId, {
      ...StorePublished,
      ...{ week, holidays: [] },
      version: ++version,
    });
  };
  const board = async () => (await door.ask("GET", "/stores/seongsu/board", { as: jun })).body;
  await until("its hours are known", async () => {
    says(null);
    return (await board()).isClosed;
  });
  says({ opens: 0, closes: 1_440 });
  await until("the newer word counts", async () => !(await board()).isClosed);
});
