/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ProblemCode, problemTable } from "@siren/contracts/problems";
import { ApiProblem, NetworkFailure, ServerFailure } from "@siren/web/failures";
import { type Situation, waysOn, withoutMissing } from "../src/features/checkout/ways-on.ts";

const member: Situation = { isGuest: false, hasGone: false, isHandOverOffered: true };
const guest = { ...member, isGuest: true };
const refused = (code: ProblemCode, extra: Record<string, unknown> = {}) =>
  new ApiProblem({ code, title: code, retryable: false, status: problemTable[code].status, ...extra });
const kinds = (error: unknown, situation: Situation = member) =>
  waysOn(error, situation).map(({ kind }) => kind);

/** What quoting and placing may be refused with by order's own declarations, beside what a page cannot cause. */
const ofPlacing: [ProblemCode, Situation][] = [
  ...(
    [
      ...["PRICE_CHANGED", "SOLD_OUT", "OPTION_INVALID", "STORE_CLOSED", "STORE_PAUSED", "NOT_FOUND"],
      ...["STORE_AT_CAPACITY", "COUPON_INVALID", "COUPON_USED", "INSUFFICIENT_BALANCE", "BAD_REQUEST"],
      ...["PAYMENT_DECLINED", "CARD_LOCKED", "HOLD_RELEASED", "UNAUTHENTICATED", "KEY_REUSED"],
    ] as ProblemCode[]
  ).map((code): [ProblemCode, Situation] => [code, member]),
  ["FORBIDDEN", guest],
  ["TOO_MANY_REQUESTS", guest],
];

test("whatever an order is refused for, something can be done about it", () => {
  for (const [code, situation] of ofPlacing) assert.ok(kinds(refused(code), situation).length > 0, code);
});

test("a new total is agreed to, a lack of money met in two ways", () => {
  assert.deepEqual(kinds(refused("PRICE_CHANGED")), ["agree"]);
  assert.deepEqual(kinds(refused("INSUFFICIENT_BALANCE")), ["top-up", "counter"]);
});

test("a full, paused or closed store leads to another, or to a later time", () => {
  const until = 9_000;
  assert.deepEqual(waysOn(refused("STORE_PAUSED", { until }), member), [
    { kind: "other-store" },
    { kind: "later", from: until },
  ]);
  const full = refused("STORE_AT_CAPACITY", { nextPickUpAt: 12_000 });
  assert.deepEqual(waysOn(full, member)[0], { kind: "later", from: 12_000 });
  assert.deepEqual(kinds(refused("STORE_AT_CAPACITY", { etaMinutes: 50 })), ["other-store", "later"]);
  assert.deepEqual(kinds(refused("STORE_CLOSED")), ["other-store", "later"]);
  assert.deepEqual(waysOn(refused("BAD_REQUEST", { earliestAt: 5, latestAt: 9 }), member), [
    { kind: "later", from: 5 },
  ]);
});

test("what cannot be had is taken out, or as much as there is is kept", () => {
  const latte = { itemId: "latte", choiceIds: ["oat"], quantity: 1 };
  const water = { itemId: "water", choiceIds: [], quantity: 3 };
  const more = { ...water, quantity: 2 };
  const [out] = waysOn(refused("SOLD_OUT", { choiceIds: ["oat"] }), member);
  assert.ok(out?.kind === "remove");
  assert.deepEqual(withoutMissing([latte, water], out), [water]);
  const [less] = waysOn(refused("SOLD_OUT", { itemIds: ["water"], left: { water: 4 } }), member);
  assert.ok(less?.kind === "remove");
  assert.deepEqual(withoutMissing([latte, water, more], less), [latte, water, { ...more, quantity: 1 }]);
  const none = { itemIds: ["water"], choiceIds: [], left: {} };
  assert.deepEqual(withoutMissing([latte, water], none), [latte]);
  const gone = { itemIds: [], choiceIds: [], left: {} };
  assert.deepEqual(
    withoutMissing([latte, water], gone, ({ itemId }) => itemId === "latte"),
    [water],
  );
});

test("extras of a form that nobody agreed to break nothing", () => {
  const odd = { itemIds: "all", choiceIds: 7, left: null, until: "soon", nextPickUpAt: {}, earliestAt: "x" };
  for (const [code, situation] of ofPlacing)
    assert.doesNotThrow(() => waysOn(refused(code, odd), situation), code);
});

test("options that are gone are taken out, and a hand-over that is gone is changed", () => {
  assert.deepEqual(kinds(refused("OPTION_INVALID"), { ...member, hasGone: true }), ["remove"]);
  assert.deepEqual(kinds(refused("OPTION_INVALID"), { ...member, isHandOverOffered: false }), ["take-out"]);
});

test("a coupon that nobody could check is left out; a silence has no way on but its own", () => {
  const problem = { code: "UPSTREAM_TIMEOUT", status: 504, title: "", retryable: true } as const;
  assert.deepEqual(kinds(new ServerFailure(504, { ...problem, degraded: ["member"] })), ["without-coupon"]);
  assert.deepEqual(kinds(new ServerFailure(504, problem)), []);
  assert.deepEqual(kinds(new NetworkFailure(null)), []);
});
