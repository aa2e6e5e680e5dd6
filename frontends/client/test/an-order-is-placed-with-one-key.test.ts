/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { OrderView } from "@siren/contracts/order";
import type { ProblemCode } from "@siren/contracts/problems";
import type { Api } from "@siren/web/api";
import { ApiProblem, NetworkFailure, ServerFailure } from "@siren/web/failures";
import { openStorage } from "@siren/web/storage";
import { placingKeptAs } from "../src/shared/kept-placing.ts";
import { createPlacement, patienceMs } from "../src/shared/placement.ts";

const request = {
  storeId: "seongsu",
  lines: [{ itemId: "latte", choiceIds: [], quantity: 1 }],
  expected_total_krw: 5_000,
  payment: { method: "counter" as const },
};
const refused = (code: ProblemCode, status: number) =>
  new ApiProblem({ code, status, title: code, retryable: false });

function world(answers: (() => unknown)[]) {
  const kept = new Map<string, string>();
  const sentKeys: (string | undefined)[] = [];
  const sentFor: string[] = [];
  const bodies: unknown[] = [];
  const placed: unknown[] = [];
  let keys = 0;
  const clock = { now: 1_000_000, isReachable: true, isStorageFull: false };
  // The real one checks its answer by the contract's schema, which is not the matter here.
  const api: Api = async (call) => {
    for (;;) {
      sentKeys.push(call.key);
      bodies.push(call.body);
      const answer = await answers.shift()?.();
      if (answer !== again) return { status: 201, body: answer as never, degraded: [] };
      call.onPause?.(0, new NetworkFailure(null));
    }
  };
  const make = () =>
    createPlacement({
      api,
      storage: openStorage(() => ({
        getItem: (key) => kept.get(key) ?? null,
        setItem(key, value) {
          if (clock.isStorageFull) throw new Error("QuotaExceededError");
          kept.set(key, value);
        },
        removeItem: (key) => void kept.delete(key),
      })),
      newKey: () => `key-000${++keys}`,
      now: () => clock.now,
      isReachable: () => clock.isReachable,
      onSent: (ownerId) => sentFor.push(ownerId),
      onPlaced: (order, ofRequest) => placed.push([order, ofRequest]),
    });
  return { make, kept, sentKeys, sentFor, bodies, placed, clock };
}
const throwing = (error: Error) => () => {
  throw error;
};
/** No answer, and tried on within the patience of one call. */
const again = Symbol("again");
const order = { orderId: "ord_1" } as OrderView;

test("the key is made with the tap and is gone with the final answer", async () => {
  const { make, kept, sentKeys, placed } = world([() => order]);
  const placement = make();
  placement.open("mem_1");
  placement.open("mem_1");
  placement.place("mem_1", request);
  await turn();
  assert.deepEqual([sentKeys, placed, kept.size], [["key-0001"], [[order, request]], 0]);
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
  assert.deepEqual([sentKeys, placed], [["key-0001", "key-0001"], [[order, request]]]);
});

test("a reload goes on with the order that was sent", async () => {
  const { make, sentKeys, placed } = world([() => new Promise(() => {}), () => order]);
  const before = make();
  before.open("mem_1");
  before.place("mem_1", request);
  const after = make();
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

test("after a try without an answer no word of the gateway's own is one: the key stays", async () => {
  for (const [code, status] of [
    ["TOO_MANY_REQUESTS", 429],
    ["REQUEST_TIMEOUT", 408],
    ["UNAUTHENTICATED", 401],
    // Taken for a guest, a member may not pay by card.
    ["FORBIDDEN", 403],
  ] as const) {
    const { make, sentKeys, placed } = world([() => again, throwing(refused(code, status)), () => order]);
    const placement = make();
    placement.place("mem_1", request);
    await turn();
    assert.equal(placement.state.get().phase, "asking", code);
    placement.keepTrying();
    await turn();
    assert.deepEqual([sentKeys, placed.length], [["key-0001", "key-0001", "key-0001"], 1], code);
  }
});

test("where nothing was sent before, too many requests are final, and so is a guest's limit after any try", async () => {
  for (const [owner, problem, before] of [
    ["mem_1", refused("TOO_MANY_REQUESTS", 429), []],
    ["guest", refused("FORBIDDEN", 403), [() => again]],
    ["mem_1", refused("STORE_AT_CAPACITY", 429), [() => again]],
  ] as const) {
    const { make, kept } = world([...before, throwing(problem)]);
    const placement = make();
    placement.place(owner, request);
    await turn();
    assert.deepEqual([placement.state.get().phase, kept.size], ["refused", 0]);
  }
});

test("whose session ends in the middle goes on with the same key once they are back, over a reload too", async () => {
  for (const isReloaded of [false, true]) {
    const { make, sentKeys, placed } = world([() => new Promise(() => {}), () => order]);
    let page = make();
    page.open("mem_1");
    page.place("mem_1", request);
    await turn();
    page.open("guest");
    const ended = page.state.get();
    assert.ok(ended.phase === "asking" && ended.of === "member", "sent on, it would be a guest's");
    if (isReloaded) {
      page = make();
      page.open("guest");
      assert.equal(page.state.get().phase, "idle");
    }
    page.open("mem_1");
    await turn();
    assert.deepEqual([sentKeys, placed.length], [["key-0001", "key-0001"], 1]);
  }
});

test("another guest's or member's order takes nobody's key away", async () => {
  const silent = () => new Promise(() => {});
  const { make, sentKeys } = world([silent, () => order, () => order]);
  make().place("mem_1", request);
  const guests = make();
  guests.open("guest");
  guests.place("guest", request);
  await turn();
  const after = make();
  after.open("mem_1");
  await turn();
  assert.deepEqual(sentKeys, ["key-0001", "key-0002", "key-0001"]);
});

test("what a guest tapped offline is asked of the member that they turn out to be, and goes out once", async () => {
  const { make, sentKeys, kept, clock } = world([() => order]);
  clock.isReachable = false;
  const placement = make();
  placement.place("guest", request);
  placement.open("mem_1");
  assert.equal(placement.state.get().phase, "kept");
  assert.ok(!kept.has(placingKeptAs("guest")));
  clock.isReachable = true;
  placement.place("mem_1", request);
  await turn();
  assert.deepEqual([sentKeys, placement.state.get().phase], [["key-0001"], "placed"]);
});

test("a guest's order without an answer is told of to the member, and stays the guest's", async () => {
  const { make, sentKeys, clock } = world([() => new Promise(() => {})]);
  const placement = make();
  placement.place("guest", request);
  await turn();
  placement.open("mem_1");
  const told = placement.state.get();
  assert.ok(told.phase === "asking" && told.of === "guest");
  placement.giveUp();
  assert.equal(placement.state.get().phase, "idle");
  clock.now += 1;
  placement.open("mem_1");
  assert.deepEqual([placement.state.get().phase, sentKeys], ["idle", ["key-0001"]]);
});

test("that a guest ordered is known when it is sent, whatever is heard of it", async () => {
  const { make, sentFor, clock } = world([() => new Promise(() => {})]);
  const placement = make();
  clock.isReachable = false;
  placement.place("guest", request);
  assert.deepEqual(sentFor, []);
  clock.isReachable = true;
  placement.place("guest", request);
  assert.deepEqual(sentFor, ["guest"]);
});

test("what was sent and stopped, and is tapped again offline, is not said to be unsent", async () => {
  const { make, sentKeys, clock } = world([() => new Promise(() => {}), () => order]);
  const placement = make();
  placement.place("mem_1", request);
  placement.giveUp();
  placement.settle();
  clock.isReachable = false;
  placement.place("mem_1", request);
  assert.equal(placement.state.get().phase, "asking");
  placement.giveUp();
  placement.settle();
  clock.isReachable = true;
  placement.place("mem_1", request);
  await turn();
  assert.deepEqual(sentKeys, ["key-0001", "key-0001"]);
});

test("an answer forgets its own order, not what another tab has tapped since", async () => {
  const first = Promise.withResolvers<unknown>();
  const { make, sentKeys } = world([() => first.promise, () => new Promise(() => {}), () => order]);
  const one = make();
  one.place("mem_1", request);
  const other = make();
  other.place("mem_1", { ...request, expected_total_krw: 9_000 });
  first.resolve(order);
  await turn();
  assert.equal(one.state.get().phase, "placed");
  const reloaded = make();
  reloaded.open("mem_1");
  await turn();
  assert.deepEqual(sentKeys, ["key-0001", "key-0002", "key-0002"]);
});

test("letting go in one tab what another has sent takes no key away", async () => {
  const { make, sentKeys, clock } = world([() => new Promise(() => {}), () => order]);
  clock.isReachable = false;
  const one = make();
  one.place("mem_1", request);
  const other = make();
  other.open("mem_1");
  clock.isReachable = true;
  one.place("mem_1", request);
  other.giveUp();
  const reloaded = make();
  reloaded.open("mem_1");
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
  assert.deepEqual([placement.state.get().phase, kept.has(placingKeptAs("mem_1"))], ["idle", false]);
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
  for (const nonsense of ["{", "[]", '{"key":1}', '{"key":"key-0001","at":1,"how":"sent","request":{}}']) {
    const { make, kept } = world([]);
    kept.set(placingKeptAs("mem_1"), nonsense);
    const placement = make();
    placement.open("mem_1");
    assert.equal(placement.state.get().phase, "idle");
  }
});
