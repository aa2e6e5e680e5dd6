import assert from "node:assert/strict";
import { test } from "node:test";
import { repositoryRoot } from "../../scripts/stack/settings.ts";
import { eventsOf, judgeReading } from "./events-both-ways.ts";
import { heardByAll } from "./heard-by-all.ts";

const shape = (is: (value: unknown) => boolean) => ({
  safeParse: (value: unknown) => ({ success: is(value) }),
});

test("this tree reads what it writes", async () => {
  const today = await eventsOf(repositoryRoot);
  const { holds, found } = judgeReading("its own", today, today);
  assert.ok(holds, found);
  assert.match(found, /^\d\d+ types$/);
});

test("a type that the reader does not know is passed over, one that it refuses is told", () => {
  const writer = { examples: { Kept: 1, New: 1, Changed: "1" }, shapes: {} };
  const number = shape((value) => typeof value === "number");
  assert.deepEqual(judgeReading("its", writer, { examples: {}, shapes: { Kept: number, Changed: number } }), {
    promise: "its events are understood",
    holds: false,
    found: "refused: Changed",
  });
  assert.deepEqual(judgeReading("its", writer, { examples: {}, shapes: { Kept: number } }), {
    promise: "its events are understood",
    holds: true,
    found: "1 types, New, Changed not known and passed over",
  });
});

test("what an earlier version passed over, since it does not hear of it, is excused, and nothing else is", () => {
  const heard = heardByAll();
  heard.setTypes("member", ["OrderPlaced"]);
  heard.setTypes("barista", ["OrderPlaced", "OrderMaking"]);
  const found = (...why: string[]) =>
    ({ rule: "everything-heard", findings: why.map((one) => ({ subject: "evt_1", why: one })) }) as const;
  const amiss = (type: string, consumer: string) =>
    `${type}, event 14 of order: ${consumer} is past it, at 810, and has no mark of it`;
  assert.ok(heard.isExcused(found(amiss("OrderMaking", "member"))));
  assert.ok(!heard.isExcused(found(amiss("OrderPlaced", "member"))));
  assert.ok(!heard.isExcused(found(amiss("OrderMaking", "barista"))));
  assert.ok(!heard.isExcused(found(amiss("OrderMaking", "order"))), "it was not asked");
  assert.ok(!heard.isExcused(found(amiss("OrderMaking", "member"), amiss("OrderPlaced", "member"))));
  assert.ok(!heard.isExcused(found()));
  assert.ok(!heard.isExcused({ ...found(amiss("OrderMaking", "member")), rule: "charged-once" }));
});
