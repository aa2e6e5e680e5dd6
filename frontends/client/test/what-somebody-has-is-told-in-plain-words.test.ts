/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { accountExamples } from "@siren/contracts/golden-accounts";
import { memberExamples } from "@siren/contracts/golden-member";
import { notificationExamples } from "@siren/contracts/golden-notifications";
import { walletExamples } from "@siren/contracts/golden-wallet";
import { topUpBounds } from "@siren/contracts/member";
import type { ProblemCode } from "@siren/contracts/problems";
import { birthdayRequest, type CouponView } from "@siren/contracts/wallet";
import { ApiProblem } from "@siren/web/failures";
import { confirmFault, hindrances, proofWanted } from "../src/features/account/leaving.ts";
import { byDay, type LedgerEntry, ledgerLine } from "../src/features/account/ledger-lines.ts";
import { canSwitch, switched } from "../src/features/account/letters.ts";
import {
  birthdayOf,
  couponsInOrder,
  daysLeft,
  daysOf,
  stampsOf,
  tierShare,
} from "../src/features/account/rewards.ts";
import { amountTyped, offeredAmounts } from "../src/features/account/top-up-amount.ts";

const entry = (fields: Partial<LedgerEntry>): LedgerEntry => ({
  ...{ journalId: "jnl_1", at: 0, kind: "hold", available_krw: 0, held_krw: 0 },
  ...fields,
});

test("a journal is told by what it did to the balance, or to what was set aside", () => {
  const told = (fields: Partial<LedgerEntry>) => {
    const { amount_krw, isFromAside } = ledgerLine(entry(fields));
    return [amount_krw, isFromAside];
  };
  assert.deepEqual(told({ kind: "top-up", available_krw: 30_000 }), [30_000, false]);
  assert.deepEqual(told({ kind: "hold", available_krw: -5_000, held_krw: 5_000 }), [-5_000, false]);
  assert.deepEqual(told({ kind: "capture", held_krw: -5_000 }), [-5_000, true]);
  assert.deepEqual(told({ kind: "release", available_krw: 5_000, held_krw: -5_000 }), [5_000, false]);
  assert.deepEqual(told({ kind: "shortfall" }), [null, false]);
});

test("what happened is told by days of Seoul, in the order in which it came", () => {
  const midnight = Date.UTC(2026, 10, 21, 15);
  const days = byDay(
    [midnight + 5, midnight, midnight - 1, midnight - 86_400_000].map((at) => entry({ at })),
  );
  assert.deepEqual(
    days.map(({ lines }) => lines.length),
    [2, 2],
  );
  assert.deepEqual(byDay([]), []);
});

test("stamps and tiers stay within their bounds, also after stars were taken back", () => {
  assert.deepEqual(stampsOf(walletExamples.starAccount), { filled: 7, of: 12, missing: 5 });
  assert.deepEqual(stampsOf({ stars: -3, starsForCoupon: 12 }), { filled: 0, of: 12, missing: 15 });
  assert.equal(tierShare({ earnedThisYear: 7, nextTier: { tier: "GOLD", missing: 23 } }), 7 / 30);
  assert.equal(tierShare({ earnedThisYear: 40, nextTier: null }), 1);
  assert.equal(tierShare({ earnedThisYear: -2, nextTier: { tier: "GREEN", missing: 7 } }), 0);
  assert.equal(tierShare({ earnedThisYear: 0, nextTier: { tier: "GREEN", missing: 0 } }), 0);
});

test("of coupons, what runs out first is told first, and what is over last", () => {
  const [example] = walletExamples.couponList.coupons;
  assert.ok(example);
  const coupon = (couponId: string, state: CouponView["state"], expiresAt: number, grantedAt = 0) => ({
    ...example,
    ...{ couponId, state, expiresAt, grantedAt },
  });
  const all = [
    coupon("old", "EXPIRED", 1),
    coupon("used", "USED", 9, 5),
    coupon("late", "AVAILABLE", 90),
    coupon("soon", "AVAILABLE", 20),
  ];
  assert.deepEqual(
    couponsInOrder(all).map(({ couponId }) => couponId),
    ["soon", "late", "used", "old"],
  );
  const day = 86_400_000;
  const left = (expiresAt: number, state: CouponView["state"] = "AVAILABLE") =>
    daysLeft({ state, expiresAt }, 0);
  assert.deepEqual([left(1), left(3 * day), left(8 * day), left(day, "USED")], [0, 3, undefined, undefined]);
});

test("each birthday that can be picked is one that member takes", () => {
  for (let month = 1; month <= 12; month += 1)
    for (const day of [1, 29, 30, 31])
      assert.ok(birthdayRequest.safeParse({ birthday: birthdayOf(month, day) }).success, `${month}-${day}`);
  assert.deepEqual([birthdayOf(2, 31), birthdayOf(4, 31), daysOf(12)], ["02-29", "04-30", 31]);
});

test("an amount is read as people type it, and what is none is none", () => {
  assert.deepEqual(
    ["30000", " 30,000원 ", "₩1,000", "３０００"].map(amountTyped),
    [30_000, 30_000, 1_000, 3_000],
  );
  const wrong = ["", "0", "999", "550001", "1e5", "-5000", "10.000", "1,000.5", "∞", "😀", "9".repeat(400)];
  assert.deepEqual(
    wrong.map(amountTyped),
    wrong.map(() => null),
  );
  for (const amount_krw of [...offeredAmounts, topUpBounds.least_krw, topUpBounds.most_krw])
    assert.equal(amountTyped(String(amount_krw)), amount_krw);
});

test("what stands in the way of an account's end is known before it is asked for", () => {
  const card = memberExamples.cardView;
  assert.deepEqual(
    hindrances([card, { ...card, available_krw: 0, held_krw: 0, arrears_krw: 500 }]).map(
      ({ because, amount_krw }) => [because, amount_krw],
    ),
    [
      ["held", 10_000],
      ["owed", 500],
      ["won", 40_000],
    ],
  );
  assert.deepEqual(hindrances([]), []);
});

test("who has a password is asked for it, and who has none to sign in anew", () => {
  const [withIt, without] = [{ hasPassword: true }, { hasPassword: false }];
  assert.deepEqual([proofWanted(withIt), proofWanted(without)], ["password", "fresh sign-in"]);
  const refused = (code: ProblemCode, extra = {}) =>
    new ApiProblem({ code, status: 401, title: code, retryable: false, ...extra });
  assert.equal(confirmFault(refused("UNAUTHENTICATED"), withIt), "wrong password");
  assert.equal(confirmFault(refused("UNAUTHENTICATED"), without), "sign in anew");
  assert.equal(confirmFault(refused("TOO_MANY_REQUESTS"), withIt), undefined);
  assert.equal(confirmFault(refused("UNAUTHENTICATED", { because: "outage-pass" }), withIt), undefined);
  assert.equal(accountExamples.accountView.hasPassword, true);
});

test("one switch changes one word of what one is told about", () => {
  const { notificationChoices: choices } = notificationExamples;
  const turned = switched(choices, { channel: "email", moment: "ready", on: true });
  assert.deepEqual(turned, { ...choices, email: { ...choices.email, ready: true } });
  assert.equal(choices.email.ready, false);
  assert.deepEqual(
    [canSwitch("OPEN", false), canSwitch("NOT_VERIFIED", false), canSwitch("NOT_SET_UP", true)],
    [true, false, true],
  );
});
