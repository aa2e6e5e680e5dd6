import assert from "node:assert/strict";
import { test } from "node:test";
import { formFaults } from "../src/form.ts";
import { menuExamples } from "../src/golden-menu.ts";
import { orderExamples } from "../src/golden-order.ts";
import { publishedMenu } from "../src/menu.ts";
import { orderView, paymentChoice } from "../src/order.ts";

const { orderView: order } = orderExamples;
const { publishedMenu: menu, menuItem: item } = menuExamples;
const { description: _optional, ...plain } = item;
const { reason: _needed, ...without } = order;
const [line] = order.lines;

const told: Record<string, [faults: number, ...Parameters<typeof formFaults>]> = {
  "another order": [0, orderView, order, { ...order, orderId: "ord_01J9ZK3V5QW8XH2N7TB4RCEDFZ" }],
  "null where null is agreed": [0, orderView, order, { ...order, place: null, etaAt: null }],
  "a word where the example has null": [0, orderView, order, { ...order, reason: "SOLD_OUT" }],
  "without what may be left out": [0, publishedMenu, menu, { ...menu, items: [plain] }],
  "the other way of two": [0, paymentChoice, orderExamples.paymentChoice, { method: "counter" }],
  "nothing in a list": [0, publishedMenu, menu, { ...menu, items: [] }],
  "a field more": [1, orderView, order, { ...order, ownerId: "mem_1" }],
  "a field more far inside": [1, publishedMenu, menu, { ...menu, items: [item, { ...item, secret: 1 }] }],
  // Once because it cannot be read, and once because it is another form.
  "a field less": [2, orderView, order, without],
  "a word for a number": [2, orderView, order, { ...order, lines: [{ ...line, unit_krw: "5000" }] }],
  "null where none is agreed": [2, orderView, order, { ...order, lines: null }],
  // Of the right kind, but not as agreed.
  "an id that is none": [1, orderView, order, { ...order, orderId: "17" }],
};

for (const [what, [faults, schema, example, value]] of Object.entries(told)) {
  test(`${what}: ${faults === 0 ? "the same form" : "noticed"}`, () => {
    const found = formFaults(schema, example, value);
    assert.equal(found.length, faults, found.join("\n"));
  });
}
