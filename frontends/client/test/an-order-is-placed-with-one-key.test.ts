/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { OrderView } from "@siren/contracts/order";
import type { Api } from "@siren/web/api";
import { ApiProblem, NetworkFailure, ServerFailure } from "@siren/web/failures";
import { createPlacement, patienceMs, placingKeptAs } from "../src/shared/placement.ts";

const request = {
  storeId: "seongsu",
  lines: [{ itemId: "latte", choiceIds: [], quantity: 1 }],
  expected_total_krw: 5_000,
  payment: { method: "counter" as const },
};
const refused = (code: "SOLD_OUT" | "UNAUTHENTICATED", status: number) =>
  new ApiProblem({ code, status, title: code, retryable: false });

function world(answers: (() => unknown)[]) {
  const kept = new Map<string, string>();
  const sentKeys: (string | undefined)[] = [];
  const bodies: unknown[] = [];
  const placed: unknown[] = [];
  let keys = 0;
  const clock = { now: 1_000_000, isReachable: true, isStorageFull: false };
  // The real one checks its answer by the contract's schema, which is not the matter here.
  const api: Api = async (call) => {
    sentKeys.push(call.key);
    bodies.push(call.body);
    return { status: 201, body: (await answers.shift()?.()) as never, degraded: [] };
  };
  const make = () =>
    createPlacement({
      api,
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem(key, value) {
          if (clock.isStorageFull) throw new Error("QuotaExceededError");
          kept.set(key, value);
        },
        removeItem: (key) => void kept.delete(key),
      },
      newKey: () => `key-000${++keys}`,
      now: () => clock.now,
      isReachable: () => clock.isReachable,
      onPlaced: (order, wasGuest) => placed.push([order, wasGuest]),
    });
  return { make, kept, sentKeys, bodies, placed, clock };
}
const throwing = (error: Error) => () => {
  throw error;
};
const order = { orderId: "ord_1" } as OrderView;

test("the key is made when checkout opens and is gone with the final answer", async () => {
  const { make, kept, sentKeys, placed } = world([() => order]);
  const placement = make();
  placement.open("mem_1");
  placement.open("mem_1");
  placement.place("mem_1", request);
  await turn();
  assert.deepEqual([sentKeys, placed, kept.size], [["key-0001"], [[order, false]], 0]);
});

test("without an answer the person is asked, and trying on is the same order", async () => {
  const { make, sentKeys, placed } = world([throwing(new NetworkFailure(null)), () => order]);
  const placement = make();
  placement.open("guest");
  placement.place("guest", request);
  await turn();
  assert.equal(placement.state.get().phase, "asking");
  placement.keepTrying();
  await turn();
  assert.deepEqual([sentKeys, placed], [["key-0001", "key-0001"], [[order, true]]]);
});

test("a reload goes on with the order that was sent", async () => {
  const { make, sentKeys, placed } = world([() => new Promise(() => {}), () => order]);
  const before = make();
  before.open("mem_1");
  before.place("mem_1", request);
  const after = make();
  assert.ok(after.hasUnanswered());
  after.open("mem_1");
  await turn();
  assert.deepEqual([sentKeys, placed.length], [["key-0001", "key-0001"], 1]);
});

test("a refusal is final: the next try is another order", async () => {
  const { make, sentKeys } = world([throwing(refused("SOLD_OUT", 409)), () => order]);
  const placement = make();
  placement.place("mem_1", request);
  await turn();
  assert.equal(placement.state.get().phase, "refused");
  placement.place("mem_1", request);
  await turn();
  assert.deepEqual(sentKeys, ["key-0001", "key-0002"]);
});

test("who has to sign in again goes on with the same key", async () => {
  const { make, sentKeys } = world([throwing(refused("UNAUTHENTICATED", 401)), () => order]);
  const placement = make();
  placement.place("mem_1", request);
  await turn();
  placement.place("mem_1", request);
  await turn();
  assert.deepEqual(sentKeys, ["key-0001", "key-0001"]);
});

test("another person on this phone does not inherit the order", async () => {
  const { make, sentKeys } = world([() => new Promise(() => {}), () => order]);
  const before = make();
  before.place("mem_1", request);
  const after = make();
  after.open("mem_2");
  await turn();
  assert.equal(sentKeys.length, 1);
});

test("tapped without a connection nothing is sent; once back it goes out once, at the total that was agreed to", async () => {
  const { make, sentKeys, bodies, placed, clock } = world([() => order]);
  clock.isReachable = false;
  const tapped = make();
  tapped.place("mem_1", request);
  assert.deepEqual([tapped.state.get().phase, sentKeys], ["kept", []]);

  const reloaded = make();
  assert.ok(reloaded.hasUnanswered());
  reloaded.open("mem_1");
  await turn();
  assert.deepEqual([reloaded.state.get().phase, sentKeys], ["kept", []], "a reload sends nothing by itself");

  reloaded.place("mem_1", request);
  assert.equal(reloaded.state.get().phase, "kept", "still away");
  clock.isReachable = true;
  const today = { ...request, expected_total_krw: 5_500 };
  reloaded.place("mem_1", today);
  await turn();
  assert.deepEqual([sentKeys, bodies, placed.length], [["key-0001"], [today], 1]);
});

test("what was kept in two tabs goes out from one of them", async () => {
  const { make, sentKeys, clock } = world([() => order, () => order]);
  clock.isReachable = false;
  const one = make();
  one.place("mem_1", request);
  const other = make();
  other.open("mem_1");
  clock.isReachable = true;
  one.place("mem_1", request);
  await turn();
  other.place("mem_1", request);
  await turn();
  assert.deepEqual([sentKeys, other.state.get().phase], [["key-0001"], "idle"]);
});

test("what was kept is let go without a trace", () => {
  const { make, kept, clock } = world([]);
  clock.isReachable = false;
  const placement = make();
  placement.place("mem_1", request);
  const other = make();
  other.open("mem_1");
  placement.giveUp();
  assert.deepEqual([placement.state.get().phase, kept.has(placingKeptAs)], ["idle", false]);
  other.reread();
  assert.equal(other.state.get().phase, "idle", "another tab asks no more either");
});

test("an order of this morning is asked for, not sent by a page that is opened at noon", async () => {
  const { make, sentKeys, clock } = world([() => new Promise(() => {}), () => order]);
  make().place("mem_1", request);
  clock.now += patienceMs + 1;
  const atNoon = make();
  atNoon.open("mem_1");
  assert.equal(atNoon.state.get().phase, "asking");
  assert.equal(sentKeys.length, 1);
  atNoon.keepTrying();
  await turn();
  assert.deepEqual([sentKeys, atNoon.state.get().phase], [["key-0001", "key-0001"], "placed"]);
});

test("who stops waiting and orders the same again does not order twice; something else is another order", async () => {
  const answers = [() => new Promise(() => {}), () => new Promise(() => {}), () => order];
  const { make, sentKeys } = world(answers);
  const placement = make();
  placement.place("mem_1", request);
  placement.giveUp();
  assert.equal(placement.state.get().phase, "stopped");
  placement.settle();
  placement.open("mem_1");
  assert.equal(placement.state.get().phase, "idle", "nothing of it goes on by itself");
  placement.place("mem_1", request);
  placement.giveUp();
  placement.place("mem_1", { ...request, expected_total_krw: 9_000 });
  await turn();
  assert.deepEqual(sentKeys, ["key-0001", "key-0001", "key-0002"]);
});

test("long after, the same again is a new order", async () => {
  const { make, sentKeys, clock } = world([() => new Promise(() => {}), () => order]);
  const placement = make();
  placement.place("mem_1", request);
  placement.giveUp();
  clock.now += 3_600_000;
  placement.place("mem_1", request);
  await turn();
  assert.deepEqual(sentKeys, ["key-0001", "key-0002"]);
});

test("a coupon that could not be checked is said at once: nothing was placed", async () => {
  const problem = { code: "UPSTREAM_TIMEOUT", status: 504, title: "", retryable: true } as const;
  const unchecked = new ServerFailure(504, { ...problem, degraded: ["member"] });
  const { make, kept } = world([throwing(unchecked), throwing(new ServerFailure(504, problem))]);
  const placement = make();
  placement.place("mem_1", request);
  await turn();
  assert.deepEqual([placement.state.get().phase, kept.size], ["refused", 0]);
  placement.place("mem_1", request);
  await turn();
  assert.equal(placement.state.get().phase, "asking", "any other silence is not known to be one");
});

test("a browser that keeps nothing orders all the same, and with one key", async () => {
  const { make, sentKeys, clock } = world([throwing(new NetworkFailure(null)), () => order]);
  clock.isStorageFull = true;
  const placement = make();
  placement.open("mem_1");
  placement.place("mem_1", request);
  await turn();
  placement.keepTrying();
  await turn();
  assert.deepEqual([sentKeys, placement.state.get().phase], [["key-0001", "key-0001"], "placed"]);
});

test("nonsense in the browser's storage is no order", () => {
  for (const nonsense of ["{", "[]", '{"key":1}', '{"key":"key-0001","ownerId":"mem_1","request":{}}']) {
    const { make, kept } = world([]);
    kept.set(placingKeptAs, nonsense);
    const placement = make();
    assert.equal(placement.hasUnanswered(), false);
    placement.open("mem_1");
    assert.equal(placement.state.get().phase, "idle");
  }
});
