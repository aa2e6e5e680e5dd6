/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { memberExamples } from "@siren/contracts/golden-member";
import { type TopUpView, topUpRequest } from "@siren/contracts/member";
import type { ProblemCode } from "@siren/contracts/problems";
import type { Api } from "@siren/web/api";
import { ApiProblem, NetworkFailure, ServerFailure } from "@siren/web/failures";
import { openStorage } from "@siren/web/storage";
import { keptWish } from "../src/shared/kept-top-up.ts";
import { createTopUps } from "../src/shared/top-up.ts";

const { memberId } = memberExamples.memberView;
const settled: TopUpView = memberExamples.topUpView;
const pending: TopUpView = { ...settled, state: "PENDING" };
const order = { cardId: settled.card.cardId, ...memberExamples.topUpRequest };
const problem = (code: ProblemCode, status: number, retryable = false) =>
  new ApiProblem({ code, status, title: code, retryable });

type Step = TopUpView | Error | "never";

function world(steps: Step[]) {
  const kept = new Map<string, string>();
  const sent: string[] = [];
  const later: (() => void)[] = [];
  let keys = 0;
  let settledTimes = 0;
  const here = { memberId: memberId as string };
  const api = (async (call: Parameters<Api>[0]) => {
    sent.push(call.method === "GET" ? call.path : `${call.key}`);
    if (call.method === "POST") topUpRequest.parse(call.body);
    const step = steps.shift() ?? assert.fail("asked once too often");
    if (step === "never") return new Promise(() => {});
    if (step instanceof Error) throw step;
    return { status: 200, body: call.answer?.parse(step), degraded: [] };
  }) as Api;
  const open = () =>
    createTopUps(memberId, {
      ...{ api, newKey: () => `key-000${++keys}`, later: (_ms, run) => later.push(run) },
      onSettled: () => settledTimes++,
      isHere: () => here.memberId === memberId,
      storage: openStorage(() => ({
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      })),
    });
  const isKept = () => kept.has(keptWish(memberId));
  const runLater = async () => {
    for (const run of later.splice(0)) run();
    await turn();
  };
  const leavePage = () => void later.splice(0);
  return { open, here, sent, kept, isKept, runLater, leavePage, settledTimes: () => settledTimes };
}

test("a second tap while it is on its way is the same wish, and once it is settled the next one is another", async () => {
  const { open, sent, isKept, settledTimes } = world([settled, settled]);
  const topUps = open();
  topUps.wish(order);
  topUps.wish(order);
  assert.ok(isKept());
  await turn();
  assert.deepEqual([topUps.state.get().phase, isKept(), settledTimes()], ["settled", false, 1]);
  topUps.wish(order);
  await turn();
  assert.deepEqual(sent, ["key-0001", "key-0002"]);
});

test("a reload goes on with the same key", async () => {
  const { open, sent } = world(["never", settled]);
  open().wish(order);
  const after = open();
  after.open();
  await turn();
  assert.deepEqual([sent, after.state.get().phase], [["key-0001", "key-0001"], "settled"]);
});

test("while the card company is silent it is followed, over a reload and through member's absence", async () => {
  const { open, sent, runLater, leavePage, isKept } = world([
    pending,
    pending,
    new NetworkFailure(null),
    pending,
    settled,
  ]);
  const before = open();
  before.wish(order);
  await turn();
  assert.equal(before.state.get().phase, "pending");
  leavePage();
  const topUps = open();
  topUps.open();
  await turn();
  assert.ok(isKept());
  const path = `/member/cards/${order.cardId}/topups/${pending.topUpId}`;
  assert.deepEqual(sent, ["key-0001", path]);
  await runLater();
  assert.equal(topUps.state.get().phase, "pending");
  await runLater();
  await runLater();
  assert.equal(topUps.state.get().phase, "settled");
  assert.equal(isKept(), false);
});

test("without an answer the person is asked, and trying on is charged once", async () => {
  const { open, sent } = world([new NetworkFailure(null), new ServerFailure(503, undefined), settled]);
  const topUps = open();
  topUps.wish(order);
  await turn();
  assert.equal(topUps.state.get().phase, "asking");
  topUps.wish({ ...order, amount_krw: 10_000 });
  topUps.again();
  await turn();
  topUps.again();
  await turn();
  assert.deepEqual([sent, topUps.state.get().phase], [["key-0001", "key-0001", "key-0001"], "settled"]);
});

test("who signs in meanwhile is not asked for it, and it goes on when its owner is back", async () => {
  const { open, here, sent, isKept, runLater } = world([pending, problem("NOT_FOUND", 404), settled]);
  const topUps = open();
  topUps.wish(order);
  await turn();
  here.memberId = "mem_another";
  await runLater();
  assert.deepEqual([topUps.state.get().phase, isKept(), sent.length], ["idle", true, 1]);
  here.memberId = memberId;
  topUps.open();
  here.memberId = "mem_another";
  await turn();
  assert.deepEqual([topUps.state.get().phase, isKept()], ["idle", true], "refused was somebody else");
  here.memberId = memberId;
  topUps.open();
  await turn();
  assert.equal(topUps.state.get().phase, "settled");
});

test("what is settled here takes no other tab's wish away", async () => {
  const { open, sent } = world([new NetworkFailure(null), settled, "never", settled, "never"]);
  const one = open();
  one.wish(order);
  await turn();
  const other = open();
  other.wish({ ...order, amount_krw: 10_000 });
  await turn();
  other.wish({ ...order, amount_krw: 20_000 });
  one.again();
  await turn();
  assert.equal(one.state.get().phase, "settled");
  open().open();
  assert.deepEqual(sent, ["key-0001", "key-0002", "key-0003", "key-0001", "key-0003"]);
});

test("declined is final at once or later, and the next wish is another one", async () => {
  const late: TopUpView = { ...settled, state: "DECLINED" };
  const { open, sent, runLater, isKept } = world([problem("PAYMENT_DECLINED", 402), pending, late, settled]);
  const topUps = open();
  topUps.wish(order);
  await turn();
  assert.deepEqual([topUps.state.get().phase, isKept()], ["refused", false]);
  topUps.wish(order);
  await turn();
  await runLater();
  const state = topUps.state.get();
  assert.ok(state.phase === "refused" && state.error instanceof ApiProblem);
  assert.equal(state.error.code, "PAYMENT_DECLINED");
  topUps.wish(order);
  await turn();
  assert.deepEqual(
    sent.filter((one) => one.startsWith("key")),
    ["key-0001", "key-0002", "key-0003"],
  );
});

test("a refusal that may be over soon, and a sign-in that ran out, keep the key", async () => {
  for (const error of [problem("TOO_MANY_REQUESTS", 429, true), problem("UNAUTHENTICATED", 401)]) {
    const { open, sent, isKept } = world([error, settled]);
    const topUps = open();
    topUps.wish(order);
    await turn();
    assert.deepEqual([topUps.state.get().phase, isKept()], ["asking", true]);
    topUps.again();
    await turn();
    assert.deepEqual(sent, ["key-0001", "key-0001"]);
  }
});

test("nonsense in the storage, and a storage that is full, keep nobody from topping up", async () => {
  const { open, kept, sent } = world([settled]);
  kept.set(keptWish(memberId), '{"key":"x","amount_krw":-5}');
  const topUps = open();
  topUps.open();
  await turn();
  assert.deepEqual([topUps.state.get().phase, sent.length], ["idle", 0]);
  kept.set = () => {
    throw new Error("full");
  };
  topUps.wish(order);
  await turn();
  assert.equal(topUps.state.get().phase, "settled");
});
