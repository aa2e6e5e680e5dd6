/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { OrderView } from "@siren/contracts/order";
import type { Api } from "@siren/web/api";
import { ApiProblem, NetworkFailure } from "@siren/web/failures";
import { createPlacement } from "../src/shared/placement.ts";

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
  const placed: unknown[] = [];
  let keys = 0;
  // The real one checks its answer by the contract's schema, which is not the matter here.
  const api: Api = async (call) => {
    sentKeys.push(call.key);
    return { status: 201, body: (await answers.shift()?.()) as never, degraded: [] };
  };
  const make = () =>
    createPlacement({
      api,
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
      newKey: () => `key-000${++keys}`,
      onPlaced: (order, wasGuest) => placed.push([order, wasGuest]),
    });
  return { make, kept, sentKeys, placed };
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
