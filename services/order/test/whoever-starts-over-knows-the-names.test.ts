import assert from "node:assert/strict";
import { test } from "node:test";
import { createSnapshotTakers } from "../src/messaging/snapshots.ts";
import { cardOne, memberOne, startedAt } from "../src/testing/build-order.ts";
import { buildSaga } from "../src/testing/build-saga.ts";
import { deadlines } from "../src/testing/deadlines.ts";
import type { Work } from "../src/use-cases/ports.ts";

test("member's snapshot gives back the names and the allowances, also from one that has no names yet", async () => {
  const { store } = await buildSaga();
  const takers = createSnapshotTakers<Work>({ deadlines, now: () => startedAt, workOf: (work) => work });
  const take = (state: object) => store.unit((work) => takers.member({ epoch: "two", seq: 9, state }, work));
  const allowance = { memberId: memberOne, cardId: cardOne, amount_krw: 7_000, version: 3, expiresAt: 1 };
  const nicknames = [{ memberId: memberOne, nickname: "서연" }];
  await take({ allowances: [allowance], revoked: [], nicknames });
  await take({ allowances: [], revoked: [] });
  await store.unit(async ({ views }) => {
    assert.equal(await views.nickname(memberOne), "서연");
    assert.equal((await views.allowance(cardOne))?.amount_krw, 7_000);
  });
});
