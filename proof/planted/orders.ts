import assert from "node:assert/strict";
import { type Cafe, until } from "../cafe.ts";
import type { People } from "../people.ts";
import type { Planted } from "./planted.ts";

async function placed(people: People) {
  const who = await people.customer();
  const order = await people.place(who);
  await people.ticketOf(order.orderId);
  return { ...who, orderId: order.orderId };
}

async function ordersOf(cafe: Cafe) {
  return (await cafe.inside("order")).models.orders;
}

/** What a service writes is read again. */
async function change(cafe: Cafe, orderId: string, changes: object, more: object = {}): Promise<void> {
  const orders = await ordersOf(cafe);
  await orders.updateOne({ _id: orderId }, { $set: { ...changes, changedAt: cafe.now() }, ...more });
}

/** The same order once more under another id, as if the index that forbids it were not there. */
async function copied(
  cafe: Cafe,
  orderId: string,
  index: Record<string, 1>,
  changes: object,
): Promise<string> {
  const orders = await ordersOf(cafe);
  await orders.collection.dropIndex(
    Object.keys(index)
      .map((key) => `${key}_1`)
      .join("_"),
  );
  const order = await orders.findById(orderId).lean();
  assert.ok(order);
  const copy = { ...order, ...changes, _id: cafe.newId("ord"), changedAt: cafe.now() };
  await orders.create([copy]);
  return copy._id;
}

const stepOf = async (cafe: Cafe, orderId: string) => {
  const order = await (await ordersOf(cafe)).findById(orderId).lean();
  assert.ok(order);
  return order;
};

export const plantedInOrders: readonly Planted[] = [
  {
    rule: "one-order-per-key",
    what: "a key makes a second order",
    also: ["one-ticket-per-order", "everything-told", "views-converge"],
    why: /^key \w+ of mem_\w+ made ord_\w+ too$/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      return [await copied(cafe, orderId, { ownerId: 1, idempotencyKey: 1 }, { number: 901 }), orderId];
    },
  },
  {
    rule: "number-unique",
    what: "a number is given twice",
    also: ["one-ticket-per-order", "everything-told", "views-converge"],
    why: /^seongsu [\d-]+ no\. \d+ belongs to ord_\w+ too$/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      const index = { storeId: 1, businessDay: 1, number: 1 } as const;
      return [await copied(cafe, orderId, index, { idempotencyKey: people.key() }), orderId];
    },
  },
  {
    rule: "history-legal",
    what: "an order jumps to a state that nobody agreed on",
    also: ["views-converge"],
    why: /AUTHORISED was followed by READY/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      const { history, version } = await stepOf(cafe, orderId);
      const step = { version: version + 1, state: "READY" as const, at: cafe.now() };
      await change(cafe, orderId, { history: [...history, step], state: "READY", version: version + 1 });
      return orderId;
    },
  },
  {
    rule: "history-legal",
    what: "a clock has run back",
    why: /AUTHORISED is dated before PLACED/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      const { history } = await stepOf(cafe, orderId);
      await change(cafe, orderId, {
        history: history.map((step, n) => (n === 1 ? { ...step, at: step.at - 60_000 } : step)),
      });
      return orderId;
    },
  },
  {
    rule: "everything-told",
    what: "a change was written, and its event was lost before it was told",
    // What is told next shows the gap; until then the count does.
    why: /order wrote \d+ events of it, and \d+ are in its feed|event \d+ \(\w+\) follows event \d+/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      await change(cafe, orderId, { etaAt: null }, { $inc: { version: 1, published: 1 } });
      return orderId;
    },
  },
  {
    rule: "everything-told",
    what: "an event has left a gap behind it",
    why: /event \d+ \(OrderPositionChanged\) follows event \d+/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      const { store } = await cafe.inside("order");
      const { published } = await stepOf(cafe, orderId);
      await store.unitOfWork(async (tx) => {
        const event = { type: "OrderPositionChanged" as const, aggregateId: orderId, data: { orderId } };
        tx.publish({ ...event, aggregateVersion: published + 3, at: cafe.now() });
      });
      await change(cafe, orderId, {}, { $inc: { version: 3, published: 3 } });
      return orderId;
    },
  },
  {
    rule: "everything-heard",
    what: "an event took effect, and its mark is not there",
    alone: true,
    why: /OrderAuthorised, event \d+ of order: barista is past it, at \d+, and has no mark of it/,
    async plant(cafe, people) {
      await cafe.stop("auditor");
      const { orderId } = await placed(people);
      const orders = (await cafe.inside("order")).store.connection;
      const told = () =>
        orders
          .collection<{ eventId: string }>("_events")
          .findOne({ aggregateId: orderId, type: "OrderAuthorised" });
      const eventId = (await told())?.eventId ?? "";
      const inbox = (await cafe.inside("barista")).store.connection.collection<{ _id: string }>("_inbox");
      await until("it was taken", async () => (await inbox.deleteOne({ _id: eventId })).deletedCount === 1);
      await cafe.start("auditor");
      return eventId;
    },
  },
  {
    rule: "price-as-quoted",
    what: "an order costs more than was quoted",
    why: /5500 won, and quoted were 5000/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      await change(cafe, orderId, { total_krw: 5_500 });
      return orderId;
    },
  },
  {
    rule: "views-converge",
    what: "order says that the card has paid, and member only holds",
    why: /the payment is CAPTURED, and the hold held/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      await change(cafe, orderId, { payment: "CAPTURED" });
      return orderId;
    },
  },
  {
    rule: "views-converge",
    what: "a ticket was accepted, and order has lost it",
    why: /the order is AUTHORISED, and tkt_\w+ is ACCEPTED/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      const ticket = await people.ticketOf(orderId);
      const { models } = await cafe.inside("barista");
      const lost = { $set: { state: "ACCEPTED", changedAt: cafe.now() } };
      await models.tickets.updateOne({ _id: ticket.ticketId }, lost);
      return orderId;
    },
  },
];
