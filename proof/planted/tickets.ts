import assert from "node:assert/strict";
import { type Cafe, until } from "../cafe.ts";
import { lattes, type People, seongsu, waters } from "../people.ts";
import type { Planted } from "./planted.ts";

async function placed(people: People, quantity = 1) {
  const who = await people.customer();
  const { orderId } = await people.place(who, { lines: lattes(quantity) });
  return { ...who, orderId };
}

/** A cup as the store has it, changed behind barista's back. */
async function changeCup(cafe: Cafe, ticketId: string, cup: number, change: object): Promise<void> {
  const { models } = await cafe.inside("barista");
  const set = Object.entries(change).map(([key, value]) => [`units.${cup}.${key}`, value]);
  await models.tickets.updateOne({ _id: ticketId }, { $set: Object.fromEntries(set) });
}

export const plantedInTickets: readonly Planted[] = [
  {
    rule: "one-ticket-per-order",
    what: "an order has a second ticket",
    also: ["cup-made-once", "everything-told"],
    why: /has 2 tickets: tkt_\w+, tkt_\w+/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      await people.ticketOf(orderId);
      const { models } = await cafe.inside("barista");
      const ticket = await models.tickets.findOne({ orderId }).lean();
      assert.ok(ticket);
      await models.tickets.create([{ ...ticket, _id: cafe.newId("tkt"), moveNo: 7, changedAt: cafe.now() }]);
      return orderId;
    },
  },
  {
    rule: "one-ticket-per-order",
    what: "a ticket is lost",
    alone: true,
    why: /AUTHORISED, and no ticket/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      const ticket = await people.ticketOf(orderId);
      const { models } = await cafe.inside("barista");
      await models.tickets.deleteOne({ _id: ticket.ticketId });
      // The auditor may have read it already: it has to begin anew.
      await cafe.stop("auditor");
      await cafe.forgetAudit();
      await cafe.start("auditor");
      return orderId;
    },
  },
  {
    rule: "cup-made-once",
    what: "a cup that was made is forgotten, and made again",
    why: /cup 0\/0 was made 2 times, and asked for anew 0 times/,
    async plant(cafe, people) {
      const { orderId } = await placed(people, 2);
      const ticket = await people.begun(orderId);
      await people.finish(ticket, 0);
      await changeCup(cafe, ticket.ticketId, 0, { state: "TODO", claimedBy: null });
      await people.claim(ticket, 0);
      await people.finish(ticket, 0);
      return orderId;
    },
  },
  {
    rule: "cup-claimed-by-one",
    what: "a claim is forgotten, and somebody else takes the cup",
    why: /cup 0\/0 was claimed at version \d+, and since version \d+ somebody has it/,
    async plant(cafe, people) {
      const { orderId } = await placed(people);
      const ticket = await people.begun(orderId);
      await changeCup(cafe, ticket.ticketId, 0, { state: "TODO", claimedBy: null });
      await people.claim(ticket, 0, people.hana);
      return orderId;
    },
  },
  {
    rule: "nothing-made-after-void",
    what: "a ticket that was voided comes back, and is begun",
    also: ["views-converge"],
    why: /CANCELLED, and tkt_\w+ is MAKING/,
    async plant(cafe, people) {
      const { as, orderId } = await placed(people);
      const ticket = await people.ticketOf(orderId);
      await people.cancel({ as }, orderId);
      await people.untilOrder(orderId, "CANCELLED");
      const { models } = await cafe.inside("barista");
      // Order's own word that it is over may void it once more.
      await until("it is begun", async () => {
        const voided = { _id: ticket.ticketId, state: "VOIDED" as const };
        await models.tickets.updateOne(voided, { $set: { state: "ACCEPTED" } });
        return people.claim(ticket, 0).catch(() => undefined);
      });
      return orderId;
    },
  },
  {
    rule: "ready-when-all-made",
    what: "a ticket is ready with a cup that nobody made",
    why: /was ready at version \d+, with 1 of 2 cups made/,
    async plant(cafe, people) {
      const { orderId } = await placed(people, 2);
      const ticket = await people.begun(orderId);
      await changeCup(cafe, ticket.ticketId, 1, { state: "DONE", doneTimes: 1 });
      await people.finish(ticket, 0);
      return orderId;
    },
  },
  {
    rule: "sold-out-not-sold",
    what: "order has lost that an item is sold out, and sells it",
    alone: true,
    why: /apple-juice was sold at seongsu \d+ ms after it had run out/,
    async plant(cafe, people) {
      const who = await people.customer();
      await cafe.done("barista", "PUT", `/stores/${seongsu}/availability/apple-juice`, {
        ...{ as: people.jun, key: people.key(), body: { soldOut: true } },
      });
      const { models } = await cafe.inside("order");
      const _id = `${seongsu}/apple-juice`;
      await until("order has heard of it", async () => (await models.soldOut.findById(_id).lean()) !== null);
      await models.soldOut.deleteOne({ _id });
      cafe.advance(6_000);
      const lines = [{ itemId: "apple-juice", choiceIds: [], quantity: 1 }];
      return (await people.place(who, { lines })).orderId;
    },
  },
  {
    rule: "stock-adds-up",
    what: "counted stock falls below zero",
    why: /is below zero/,
    async plant(cafe, people) {
      const who = await people.customer();
      await cafe.done("barista", "PUT", `/stores/${seongsu}/stock/still-water`, {
        ...{ as: people.jun, key: people.key(), body: { received: 1 } },
      });
      const { orderId } = await people.place(who, { lines: waters(1) });
      await people.ticketOf(orderId);
      const { models } = await cafe.inside("barista");
      await models.stock.updateOne({ _id: `${seongsu}/still-water` }, { $inc: { free: -100, sold: 100 } });
      return `${seongsu}/still-water`;
    },
  },
];
