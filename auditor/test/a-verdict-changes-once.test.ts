import assert from "node:assert/strict";
import { test } from "node:test";
import { createCasebook } from "../src/casebook.ts";
import { nextVerdicts } from "../src/verdict-book.ts";
import { moneyFactOf, orderFactOf, ticketFactOf } from "./facts.ts";

const bad = { judged: 3, evidence: "", findings: [{ subject: "ord_1", why: "charged twice" }] };
const good = { judged: 3, evidence: "", findings: [] };

test("each change of verdict is told once, with the moment since which it is so", () => {
  const first = nextVerdicts([], { "charged-once": good }, 100);
  assert.deepEqual(first.changes, [{ rule: "charged-once", from: "UNKNOWN", to: "HOLDS" }]);
  const broken = nextVerdicts(first.verdicts, { "charged-once": bad }, 200);
  assert.deepEqual(broken.changes, [{ rule: "charged-once", from: "HOLDS", to: "BROKEN" }]);
  const still = nextVerdicts(broken.verdicts, { "charged-once": bad }, 300);
  assert.deepEqual(still.changes, []);
  const verdict = still.verdicts.find(({ rule }) => rule === "charged-once");
  assert.deepEqual([verdict?.state, verdict?.since, verdict?.broken], ["BROKEN", 200, 1]);
});

test("a rule that cannot be judged just now keeps its verdict", () => {
  const broken = nextVerdicts([], { "charged-once": bad }, 100);
  assert.deepEqual(nextVerdicts(broken.verdicts, {}, 200), { verdicts: broken.verdicts, changes: [] });
});

test("of each fact the newest counts, however often and in whatever order it is read", () => {
  const casebook = createCasebook();
  const made = orderFactOf(["PLACED", "AUTHORISED", "ACCEPTED"]);
  casebook.seeOrder(made);
  casebook.seeOrder(orderFactOf());
  casebook.seeTicket(ticketFactOf({ version: 3, state: "MAKING" }));
  casebook.seeTicket(ticketFactOf());
  casebook.seeMoney(moneyFactOf({ changedAt: 2_000_000, captures: 1 }));
  casebook.seeMoney(moneyFactOf());
  const [one] = casebook.all();
  assert.equal(one?.order, made);
  assert.deepEqual(
    [...(one?.tickets.values() ?? [])].map(({ version }) => version),
    [3],
  );
  assert.equal(one?.money?.captures, 1);
});

test("what nobody has touched for long is let go, unless it is held; a restart reads from the oldest kept", () => {
  const casebook = createCasebook();
  casebook.seeOrder(orderFactOf());
  assert.equal(casebook.beginning(9_000_000), 1_001_000);
  casebook.forget(5_000_000, () => true);
  assert.equal(casebook.all().length, 1);
  casebook.forget(5_000_000, () => false);
  assert.equal(casebook.all().length, 0);
  assert.equal(casebook.beginning(9_000_000), 9_000_000);
});
