import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createIds } from "@siren/chassis/ids";
import { seededChance } from "@siren/chassis/testing/seeded-chance";
import { Refusal } from "@siren/contracts/refusal";
import { openStore, type Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import { readAudit, readWholeLedger } from "../src/audit.ts";
import { createCards } from "../src/cards.ts";
import { createLedger } from "../src/ledger.ts";
import { memberModels } from "../src/store.ts";
import { balanced } from "../src/testing/open-member.ts";
import { starsForCoupon, starsOf } from "../src/wallet-rules.ts";

let clock = 1_800_000_000_000;
const now = () => clock;
const newId = createIds(now);
let folder: string;
let store: Store;
let models: ReturnType<typeof memberModels>;
let cards: ReturnType<typeof createCards>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "member-holds-"));
  store = await openStore(`sqlite://${join(folder, "holds.db")}`, { log: { info() {}, warn() {} }, now });
  models = memberModels(store);
  await store.migrate([]);
  const ledger = createLedger(models, () => newId("jnl"), now);
  cards = createCards(models, ledger, newId, now);
});
after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Refusals are answers like any other; they must leave nothing behind. */
const attempt = (work: (tx: Tx) => Promise<unknown>) =>
  store
    .unitOfWork(work)
    .then(() => "done" as const)
    .catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      return error.code;
    });

type Card = { cardId: string; memberId: string };

async function opened(topUp_krw: number, coupons: number): Promise<Card & { coupons: string[] }> {
  const card = { cardId: newId("crd"), memberId: newId("mem") };
  const granted: string[] = [];
  await store.unitOfWork(async (tx) => {
    granted.length = 0;
    await cards.open(tx, card);
    await cards.settleTopUp(tx, { topUpId: newId("top"), ...card, amount_krw: topUp_krw });
    for (let n = 0; n < coupons; n += 1) {
      const reference = `${card.memberId}/${n}`;
      const id = await cards.coupons.grant(tx, { memberId: card.memberId, kind: "FREE_DRINK", reference });
      if (id) granted.push(id);
    }
  });
  return { ...card, coupons: granted };
}

/** Everything that may be asked of one order's money, with the amounts that its order has. */
function wishesOf(chance: (below: number) => number, mine: Awaited<ReturnType<typeof opened>>) {
  const { coupons, ...card } = mine;
  const order = { orderId: newId("ord"), ...card };
  const lines = Array.from({ length: 1 + chance(3) }, () => 1_000 * (1 + chance(12)));
  const amount_krw = lines.reduce((sum, line) => sum + line, 0);
  const couponId = chance(2) ? coupons[chance(coupons.length)] : undefined;
  const ownCups = chance(3);
  const storeId = "s";
  return {
    hold: (tx: Tx) => cards.hold(tx, { ...order, amount_krw, couponId }),
    capture: (tx: Tx) => cards.capture(tx, { ...order, storeId, amount_krw, deferred: false }),
    release: (tx: Tx) => cards.release(tx, order),
    pickUp: (tx: Tx) => cards.pickUp(tx, { ...order, at: now(), ownCups }),
    ...Object.fromEntries(
      lines.map((line_krw, i) => [
        `refund-${i}`,
        (tx: Tx) => cards.refund(tx, { ...order, storeId, part: `line-${i}`, amount_krw: line_krw }),
      ]),
    ),
  };
}

async function everythingOf({ cardId, memberId }: Card) {
  const shapes = [
    await models.accounts.find({ _id: { $regex: cardId } }).lean(),
    await models.holds.find({ cardId }).lean(),
    await models.coupons.find({ memberId }).lean(),
    await models.starAccounts.find({ _id: memberId }).lean(),
    await models.journals.countDocuments({ cardId }),
  ];
  return JSON.stringify(shapes);
}

async function assertInvariants(mine: Card): Promise<void> {
  const { cardId, memberId } = mine;
  const page = { since: "0", limit: 1000 };
  const audit = await store.unitOfWork((tx) => readAudit(models, tx, page, now()));
  assert.deepEqual(await store.unitOfWork((tx) => readWholeLedger(models, tx)), balanced);
  const card = audit.cards.find((one) => one.cardId === cardId);
  if (card) {
    const left_krw = card.toppedUp_krw - card.captured_krw + card.refunded_krw;
    assert.equal(card.available_krw + card.held_krw - card.arrears_krw, left_krw);
  }
  const holds = await models.holds.find({ cardId }).lean();
  const keepers = holds.filter(({ state, couponId }) => couponId && state !== "RELEASED");
  const coupons = await models.coupons.find({ memberId }).lean();
  for (const { _id, orderId, state } of coupons) {
    const [keeper, ...others] = keepers.filter(({ couponId }) => couponId === _id);
    assert.equal(others.length, 0, "one order at most");
    assert.deepEqual([orderId, state], keeper ? [keeper._id, "USED"] : [null, "AVAILABLE"]);
  }
  let earned = 0;
  for (const hold of holds) {
    assert.ok(hold.captures <= 1 && hold.refunded_krw <= hold.captured_krw);
    if (!hold.visit) continue;
    const paid_krw = hold.captured_krw - hold.refunded_krw;
    assert.equal(hold.visit.stars, starsOf({ paid_krw, ...hold.visit }));
    earned += hold.visit.stars;
  }
  const stars = await models.starAccounts.findById(memberId).lean();
  assert.equal(stars?.stars ?? 0, earned - starsForCoupon * (stars?.coupons ?? 0));
}

for (const seed of [3, 2_026, 41_421]) {
  test(`whatever is asked, in any order and again, leaves money, stars and coupons whole (seed ${seed})`, async () => {
    const { below: chance } = seededChance(seed);
    for (let story = 0; story < 4; story += 1) {
      const mine = await opened(10_000 + 1_000 * chance(60), 2);
      const orders = Array.from({ length: 3 }, () => wishesOf(chance, mine));
      const asked: ((tx: Tx) => Promise<unknown>)[] = [];
      for (let step = 0; step < 25; step += 1) {
        clock += chance(240_000);
        const wishes = Object.values(orders[chance(orders.length)] ?? {});
        const wish =
          asked.length > 0 && chance(4) === 0 ? asked[chance(asked.length)] : wishes[chance(wishes.length)];
        if (wish && (await attempt(wish)) === "done") asked.push(wish);
      }
      await assertInvariants(mine);
      const before = await everythingOf(mine);
      for (const wish of asked) await attempt(wish);
      assert.equal(await everythingOf(mine), before, "what was done is done once");
    }
  });
}

test("a release that comes first leaves a tombstone, which no hold and no repetition lifts", async () => {
  const mine = await opened(50_000, 1);
  const { coupons, ...card } = mine;
  const order = { orderId: newId("ord"), ...card };
  const [couponId] = coupons;
  const hold = (tx: Tx) => cards.hold(tx, { ...order, amount_krw: 4_000, couponId });
  assert.equal(await attempt((tx) => cards.release(tx, order)), "done");
  for (const wish of [hold, (tx: Tx) => cards.release(tx, order), hold]) await attempt(wish);
  assert.equal(await attempt(hold), "HOLD_RELEASED");
  const [coupon] = await models.coupons.find({ _id: couponId }).lean();
  assert.equal(coupon?.state, "AVAILABLE");
  await assertInvariants(mine);
});
