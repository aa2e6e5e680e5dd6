import assert from "node:assert/strict";
import { test } from "node:test";
import { linesAbout } from "./history-about.ts";

const order = "ord_01M80RR9VF00KCMYQYNECHF9PC";
const other = "ord_01M80RRA4Z00GDRM9K4PS4H9JT";
const asked = (n: number, key: string | null, path: string) =>
  JSON.stringify({ what: "asked", n, who: "member-0", method: "POST", path, key, askedAtMs: 1_000 * n });
const answered = (n: number, said: object) => JSON.stringify({ what: "answered", n, status: 201, said });
const placing = "/api/v1/order/orders";
const history = [
  JSON.stringify({ what: "began", seed: 1, notedAtMs: 500 }),
  JSON.stringify({ what: "struck", strike: 0, notedAtMs: 1_500 }),
  asked(1, "chaos-member-0-7-1", placing),
  JSON.stringify({ what: "unanswered", n: 1, code: "ECONNRESET" }),
  asked(2, "chaos-member-0-7-1", placing),
  answered(2, { order: { orderId: order } }),
  asked(3, "chaos-member-0-7-2", placing),
  answered(3, { order: { orderId: other } }),
  asked(4, "chaos-hana-7-3", `${placing}/${order}/refund`),
  answered(4, {}),
  JSON.stringify({ what: "shown", who: "member-0", name: "order.ready", orderId: order, n: 3, atMs: 9_000 }),
  asked(5, null, placing),
  answered(5, { orders: [{ orderId: order }, { orderId: other }] }),
  JSON.stringify({ what: "struck", strike: 1, notedAtMs: 90_000 }),
];
const at = (...which: number[]) => which.map((n) => history[n]);

test("of an order: every try with its key, its answers, what was done to it, shown of it and struck meanwhile", () => {
  assert.deepEqual(linesAbout([`${order} (member-0) is gone`], history), at(1, 2, 3, 4, 5, 8, 9, 10));
});

test("of a key, and of an exchange by its number", () => {
  assert.deepEqual(linesAbout(["nobody answers it for key chaos-member-0-7-2"], history), at(1, 6, 7));
  assert.deepEqual(linesAbout(["exchange 4, POST it: 500 INTERNAL"], history), at(1, 8, 9));
});

test("of nothing that is named, nothing; and of too much, how much more", () => {
  assert.deepEqual(linesAbout(["an auditor does not answer"], history), []);
  const few = linesAbout(
    [order, other].map((id) => `${id} is gone`),
    history,
    3,
  );
  assert.deepEqual([few.length, few.at(-1)], [4, "and 7 more"]);
});
