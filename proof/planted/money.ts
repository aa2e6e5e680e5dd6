import assert from "node:assert/strict";
import { accountOf, createLedger } from "../../services/member/src/ledger.ts";
import { type Cafe, until } from "../cafe.ts";
import { guestPlaces } from "../guest-places.ts";
import { lattes, type People } from "../people.ts";
import type { Planted } from "./planted.ts";

const held = (cardId: string) => accountOf.held(cardId);

async function memberOf(cafe: Cafe) {
  const { store, models } = await cafe.inside("member");
  const ledger = createLedger(models, () => cafe.newId("jnl"), cafe.now);
  return { store, models, ledger };
}

/** As order would tell it. */
async function tellOfOrder(
  cafe: Cafe,
  orderId: string,
  type: "OrderCaptureWanted",
  data: object,
): Promise<void> {
  const { store, models } = await cafe.inside("order");
  await store.unitOfWork(async (tx) => {
    const counted = { $inc: { published: 1, version: 1 }, $set: { changedAt: cafe.now() } };
    const order = await models.orders
      .findByIdAndUpdate(orderId, counted, { session: tx.session, returnDocument: "after" })
      .lean();
    const aggregateVersion = order?.published ?? 0;
    tx.publish({ type, aggregateId: orderId, aggregateVersion, at: cafe.now(), data });
  });
}

async function madeLatte(people: People) {
  const who = await people.customer();
  const { orderId } = await people.had(who);
  return { ...who, orderId };
}

export const plantedInMoney: readonly Planted[] = [
  {
    rule: "charged-once",
    what: "an order is captured a second time under another name",
    also: ["balance-equation"],
    why: /captured 2 times, 10000 won in all/,
    async plant(cafe, people) {
      const { cardId, orderId } = await madeLatte(people);
      const { store, ledger } = await memberOf(cafe);
      const head = { cardId, kind: "capture" as const, orderId, reference: `${orderId}/capture/2` };
      const again = { from: accountOf.available(cardId), to: accountOf.sales("seongsu"), amount_krw: 5_000 };
      await store.unitOfWork((tx) => ledger.record(tx, head, [again]));
      return [orderId, cardId];
    },
  },
  {
    rule: "charged-once",
    what: "what was handed over is refunded, and nobody wanted it",
    also: ["balance-equation", "everything-told", "stars-earned", "views-converge"],
    why: /PICKED_UP: 0 won kept, and due are 5000/,
    async plant(cafe, people) {
      const { orderId } = await madeLatte(people);
      const { models } = await memberOf(cafe);
      const change = { refunded_krw: 5_000, changedAt: cafe.now() };
      await models.holds.updateOne({ _id: orderId }, { $set: change });
      const { cardId, ledger, store } = { ...(await memberOf(cafe)), cardId: await cardOf(cafe, orderId) };
      const head = { cardId, kind: "refund" as const, orderId, reference: `${orderId}/refund/nobody` };
      const back = { from: accountOf.sales("seongsu"), to: accountOf.available(cardId), amount_krw: 5_000 };
      await store.unitOfWork((tx) => ledger.record(tx, head, [back]));
      return [orderId, cardId];
    },
  },
  {
    rule: "nothing-kept-for-nothing",
    what: "a cancelled order is captured",
    also: ["views-converge"],
    why: /CANCELLED: 5000 won captured, 0 refunded/,
    async plant(cafe, people) {
      const { as, cardId, memberId } = await people.customer();
      const { orderId } = await people.place({ as, cardId });
      await people.cancel({ as }, orderId);
      await people.untilOrder(orderId, "CANCELLED", "RELEASED");
      const wanted = { orderId, memberId, cardId, storeId: "seongsu", amount_krw: 5_000, deferred: false };
      await tellOfOrder(cafe, orderId, "OrderCaptureWanted", wanted);
      const { models } = await memberOf(cafe);
      await until(
        "member captured it",
        async () => (await models.holds.findById(orderId).lean())?.captures === 1,
      );
      return orderId;
    },
  },
  {
    rule: "nothing-made-unpaid",
    what: "a guest's order is begun that nobody has paid",
    also: ["views-converge"],
    why: /was begun for a guest when its payment was COUNTER_DUE/,
    async plant(cafe, people) {
      const { orderId } = await guestPlaces(people);
      const ticket = await people.ticketOf(orderId);
      const { models } = await cafe.inside("barista");
      // The board takes it for paid, and the till has not been told.
      await models.tickets.updateOne({ _id: ticket.ticketId }, { $set: { payment: "PAID_AT_COUNTER" } });
      await people.begun(orderId);
      await people.untilOrder(orderId, "MAKING");
      return orderId;
    },
  },
  {
    rule: "ledger-balances",
    what: "a row of long ago is changed, on both sides",
    also: ["charged-once"],
    why: /won after posting \d+, then -?\d+, and -?\d+ after posting/,
    async plant(cafe, people) {
      const { orderId } = await madeLatte(people);
      const { models } = await memberOf(cafe);
      const journal = await models.journals.findOne({ orderId, kind: "capture" }).lean();
      assert.ok(journal);
      const postings = journal.postings.map((one) => ({ ...one, amount_krw: one.amount_krw * 2 }));
      await models.journals.updateOne({ _id: journal._id }, { $set: { postings } });
      return [journal._id, orderId];
    },
  },
  {
    rule: "ledger-balances",
    what: "a row has one side only",
    why: /capture: its postings come to 5000 won/,
    async plant(cafe, people) {
      const { orderId, cardId } = await madeLatte(people);
      const { models } = await memberOf(cafe);
      const journal = await models.journals.findOne({ orderId, kind: "capture" }).lean();
      assert.ok(journal);
      const postings = journal.postings.filter(({ amount_krw }) => amount_krw > 0);
      await models.journals.updateOne({ _id: journal._id }, { $set: { postings } });
      return [journal._id, cardId];
    },
  },
  {
    rule: "ledger-balances",
    what: "a row is taken out",
    why: /its first posting is number 2/,
    async plant(cafe, people) {
      const { orderId, cardId } = await madeLatte(people);
      const { models } = await memberOf(cafe);
      await models.journals.deleteOne({ orderId, kind: "hold" });
      return [held(cardId), cardId];
    },
  },
  {
    rule: "ledger-balances",
    what: "more is held on a card than its orders hold",
    why: /100 won are held, and its open holds come to 0/,
    async plant(cafe, people) {
      const { cardId } = await madeLatte(people);
      const { models } = await memberOf(cafe);
      await models.accounts.updateOne({ _id: held(cardId) }, { $inc: { balance_krw: 100 } });
      await models.accounts.updateOne({ _id: accountOf.available(cardId) }, { $inc: { balance_krw: -100 } });
      return cardId;
    },
  },
  {
    rule: "balance-equation",
    what: "won appear on a card",
    also: ["ledger-balances"],
    why: /45000 won should be left, and there are 52000/,
    async plant(cafe, people) {
      const { cardId } = await madeLatte(people);
      const { models } = await memberOf(cafe);
      await models.accounts.updateOne({ _id: accountOf.available(cardId) }, { $inc: { balance_krw: 7_000 } });
      return cardId;
    },
  },
  {
    rule: "deferred-within-allowance",
    what: "order believes in a higher allowance than was announced",
    alone: true,
    why: /deferred under an allowance of 29000, and member announced 6000/,
    async plant(cafe, people) {
      const who = await people.customer(6_000);
      const { models } = await cafe.inside("order");
      await until(
        "order knows the card",
        async () => (await models.cards.findById(who.cardId).lean())?.amount_krw === 6_000,
      );
      await models.cards.updateOne({ _id: who.cardId }, { $set: { amount_krw: 29_000 } });
      await cafe.stop("member");
      const { orderId } = await people.place(who, { lines: lattes(2) });
      await people.untilOrder(orderId, "DEFERRED");
      await cafe.start("member");
      return orderId;
    },
  },
  {
    rule: "stars-earned",
    what: "stars are given that nobody earned",
    why: /has 9 stars and earned 1: 5000 won captured/,
    async plant(cafe, people) {
      const { orderId } = await madeLatte(people);
      const { models } = await memberOf(cafe);
      await models.holds.updateOne({ _id: orderId }, { $set: { "visit.stars": 9, changedAt: cafe.now() } });
      return orderId;
    },
  },
  {
    rule: "coupon-used-once",
    what: "a coupon is used by two orders",
    why: /^cpn_\w+ is used by ord_\w+ too$/,
    async plant(cafe, people) {
      const who = await people.customer(100_000);
      const [coupon] = (await cafe.done("member", "GET", "/coupons", { as: who.as })).coupons;
      const { couponId } = coupon;
      const first = await people.place(who, { lines: lattes(2), couponId });
      const second = await people.place(who);
      const { models } = await memberOf(cafe);
      await models.holds.updateOne({ _id: second.orderId }, { $set: { couponId, changedAt: cafe.now() } });
      assert.notEqual(first.orderId, second.orderId);
      return second.orderId;
    },
  },
];

async function cardOf(cafe: Cafe, orderId: string): Promise<string> {
  const { models } = await memberOf(cafe);
  return (await models.holds.findById(orderId).lean())?.cardId ?? "";
}
