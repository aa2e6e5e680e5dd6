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
import { readWholeLedger } from "../src/audit.ts";
import { createCards } from "../src/cards.ts";
import { createLedger } from "../src/ledger.ts";
import { type HoldDoc, memberModels } from "../src/store.ts";
import { balanced } from "../src/testing/open-member.ts";

const now = () => 1_800_000_000_000;
const newId = createIds(now);
let folder: string;
let store: Store;
let models: ReturnType<typeof memberModels>;
let cards: ReturnType<typeof createCards>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "member-ledger-"));
  const log = { info() {}, warn() {} };
  store = await openStore(`sqlite://${join(folder, "ledger.db")}`, { log, now });
  models = memberModels(store);
  await store.migrate([]);
  cards = createCards(
    models,
    createLedger(models, () => newId("jnl"), now),
    newId,
    now,
  );
});
after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Refusals are answers like any other; they must leave nothing behind. */
const attempt = (work: (tx: Tx) => Promise<unknown>) =>
  store.unitOfWork(work).catch((error) => {
    if (!(error instanceof Refusal)) throw error;
  });

for (const seed of [1, 20_26, 8_080]) {
  test(`every journal and all accounts together are zero after whatever was asked (seed ${seed})`, async () => {
    const { below: chance } = seededChance(seed);
    const owned = [0, 1].map(() => ({ cardId: newId("crd"), memberId: newId("mem") }));
    const orders = Array.from({ length: 8 }, (_, i) => ({
      orderId: newId("ord"),
      card: owned[i % 2]!,
      amount_krw: 1_000 + 500 * chance(12),
    }));
    const toppedUp = new Map(owned.map(({ cardId }) => [cardId, 0]));
    for (const card of owned) await attempt((tx) => cards.open(tx, card));

    const verbs = [
      async (_order: (typeof orders)[number]) => {
        const card = owned[chance(2)]!;
        const amount_krw = 1_000 * (1 + chance(6));
        await attempt((tx) => cards.settleTopUp(tx, { topUpId: newId("top"), ...card, amount_krw }));
        toppedUp.set(card.cardId, (toppedUp.get(card.cardId) ?? 0) + amount_krw);
      },
      async ({ orderId, card, amount_krw }: (typeof orders)[number]) =>
        attempt((tx) => cards.hold(tx, { orderId, ...card, amount_krw: chance(9) ? amount_krw : 7 })),
      async ({ orderId, card, amount_krw }: (typeof orders)[number]) =>
        attempt((tx) => cards.capture(tx, { orderId, ...card, storeId: "s", amount_krw, deferred: false })),
      async ({ orderId, card }: (typeof orders)[number]) =>
        attempt((tx) => cards.release(tx, { orderId, ...card })),
      async ({ orderId, card, amount_krw }: (typeof orders)[number]) => {
        const part = `p${chance(3)}`;
        const back_krw = chance(2) ? amount_krw : Math.ceil(amount_krw / 3);
        await attempt((tx) =>
          cards.refund(tx, { orderId, ...card, storeId: "s", part, amount_krw: back_krw }),
        );
      },
    ];

    for (let step = 0; step < 60; step += 1) {
      await verbs[chance(verbs.length)]!(orders[chance(orders.length)]!);
      if (step % 15 !== 14) continue;
      const ledger = await store.unitOfWork((tx) => readWholeLedger(models, tx));
      assert.deepEqual(ledger, balanced, `after step ${step}`);
    }

    for (const { cardId } of owned) {
      const view = await store.unitOfWork((tx) => cards.viewOf(tx, cardId));
      const holds: HoldDoc[] = await models.holds.find({ cardId }).lean();
      const sum = (of: (hold: HoldDoc) => number) => holds.reduce((total, hold) => total + of(hold), 0);
      const net_krw = sum((hold) => hold.captured_krw - hold.refunded_krw);
      assert.equal(
        view.available_krw + view.held_krw - view.arrears_krw,
        (toppedUp.get(cardId) ?? 0) - net_krw,
      );
      assert.equal(
        sum((hold) => hold.owed_krw),
        view.arrears_krw,
        "what the orders owe is what the card owes",
      );
      assert.ok(view.arrears_krw === 0 || view.available_krw === 0, "nobody owes and has");
      assert.ok(holds.every((hold) => hold.refunded_krw <= hold.captured_krw && hold.captures <= 1));
    }
  });
}
