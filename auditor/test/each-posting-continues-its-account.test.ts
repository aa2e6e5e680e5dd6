import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalFact } from "@siren/contracts/audit";
import { createLedgerBook } from "../src/books/ledger-book.ts";
import { createWalletBook } from "../src/books/wallet-book.ts";
import { judgeLedger } from "../src/rules/ledger.ts";

const card = "card:crd_01J8ZQ4M6V3T9X2B7C5D1E0F8H:available";
const sales = "sales:seongsu";

type Row = [n: number, amount_krw: number, after_krw: number];
/** A journal that takes from the card what it brings to the store. */
const row = (id: number, [n, amount_krw, after_krw]: Row, other: Row): JournalFact => ({
  ...{ journalId: `jnl_${id}`, changedAt: id, kind: "capture", orderId: null },
  postings: [
    { account: card, n, amount_krw, after_krw },
    { account: sales, n: other[0], amount_krw: other[1], after_krw: other[2] },
  ],
});
const first = row(1, [1, 9_000, 9_000], [1, -9_000, -9_000]);
const second = row(2, [2, -2_000, 7_000], [2, 2_000, -7_000]);
const third = row(3, [3, -3_000, 4_000], [3, 3_000, -4_000]);

const reasons = (
  rows: JournalFact[],
  { isFromStart = false, before = 100, balance_krw = 4_000, postings = 3 } = {},
) => {
  const book = createLedgerBook({ isFromStart });
  book.see(rows, 50);
  book.seeAccounts([{ account: card, balance_krw, postings }], 50);
  return [...book.faults(), ...book.gaps(before)].map(({ subject, why }) => `${subject}: ${why}`);
};

test("rows that come once, twice or in another order are one chain", () => {
  assert.deepEqual(reasons([first, second, third]), []);
  assert.deepEqual(reasons([first, second, second, first, third]), []);
  assert.deepEqual(reasons([first, third, second]), []);
  assert.deepEqual(reasons([second, third]), []);
});

test("a row that was changed, made up, taken out or is not told any more breaks it", () => {
  const changed = row(2, [2, -1_000, 7_000], [2, 1_000, -7_000]);
  assert.deepEqual(reasons([first, changed, third]), [
    `jnl_2: ${card}: 9000 won after posting 1, then -1000, and 7000 after posting 2`,
    `jnl_2: ${sales}: -9000 won after posting 1, then 1000, and -7000 after posting 2`,
  ]);
  const oneSided = { ...second, postings: second.postings.slice(0, 1) };
  assert.match(reasons([first, oneSided]).join(), /capture: its postings come to -2000 won/);
  assert.deepEqual(reasons([first, third]), [
    `${card}: posting 3 follows 1`,
    `${sales}: posting 3 follows 1`,
    `${card}: 3 postings are counted, and 1 are there`,
  ]);
  // Until then it may be on its way.
  assert.deepEqual(reasons([first, third], { before: 40 }), []);
  assert.match(reasons([second, third], { isFromStart: true }).join(), /its first posting is number 2/);
  assert.match(reasons([first, { ...second, journalId: "jnl_2b" }, second]).join(), /was another before/);
  const below = row(4, [4, -5_000, -1_000], [4, 5_000, 1_000]);
  assert.match(reasons([first, second, third, below], { postings: 4 }).join(), /leaves -1000 won on card/);
});

test("an account that has another balance than its last posting left is found until it has it again", () => {
  assert.deepEqual(reasons([first, second, third], { balance_krw: 4_100 }), [
    `${card}: has 4100 won, and its last posting 3 (jnl_3) left 4000`,
  ]);
  assert.match(reasons([first, second, third], { postings: 2 }).join(), /has counted 2 postings/);
  const book = createLedgerBook();
  book.see([first, second, third], 50);
  book.seeAccounts([{ account: card, balance_krw: 1, postings: 3 }], 50);
  book.seeAccounts([{ account: card, balance_krw: 4_000, postings: 3 }], 60);
  assert.deepEqual(book.faults(), []);
});

test("what is missing from a pass over all of it counts when the next pass misses it too", () => {
  const passOf = (rows: JournalFact[]) => {
    const book = createLedgerBook({ isFromStart: true });
    book.see(rows, 50);
    return book;
  };
  const judged = (...finished: ReturnType<typeof passOf>[]) =>
    judgeLedger(
      {
        ledger: createLedgerBook(),
        passes: { running: passOf([]), finished },
        wallets: createWalletBook(),
      },
      0,
    ).findings.map(({ why }) => why);
  const [whole, torn] = [passOf([first, second, third]), passOf([first, third])];
  assert.deepEqual(judged(torn), []);
  assert.deepEqual(judged(torn, whole), []);
  assert.deepEqual(judged(torn, passOf([first, third])), ["posting 3 follows 1", "posting 3 follows 1"]);
});
