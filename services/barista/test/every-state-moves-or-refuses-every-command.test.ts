import assert from "node:assert/strict";
import { test } from "node:test";
import { ticketStates, type UnitState } from "@siren/contracts/barista";
import { decide, type TicketCommand } from "../src/domain/decide.ts";
import type { Ticket, TicketState, Unit } from "../src/domain/ticket.ts";
import { type Cell, commandKinds, ticketTable } from "../src/domain/transitions.ts";

/** One column a command, in the order of the list: `.` ILLEGAL_TRANSITION, `!` ALREADY_STARTED, `=` stays. */
const grid: Record<TicketState, string> = {
  //          accept   reject   void withdraw claim  done  release lapse remake finish recall handOver unclaim paid
  QUEUED: "ACCEPTED REJECTED VOIDED VOIDED . . . . . . . . . ACCEPTED",
  ACCEPTED: ". REJECTED VOIDED . MAKING . . . . . . . . =",
  MAKING: ". REJECTED ! ! MAKING MAKING = = MAKING READY . . . =",
  READY: ". . ! ! . . . . MAKING . MAKING HANDED_OVER UNCLAIMED =",
  HANDED_OVER: ". . ! ! . . . . . . . . . .",
  UNCLAIMED: ". . ! ! . . . . . . . . . .",
  VOIDED: ". . = = . . . . . . . . . .",
  REJECTED: ". . . . . . . . . . . . . .",
};

function expected(mark: string): Cell {
  if (mark === ".") return { refused: "ILLEGAL_TRANSITION" };
  if (mark === "!") return { refused: "ALREADY_STARTED" };
  return { to: mark === "=" ? "same" : (mark as TicketState) };
}

test("every state moves, stays or refuses every command", () => {
  assert.deepEqual(Object.keys(ticketTable).sort(), [...ticketStates].sort());
  for (const state of ticketStates) {
    const row = grid[state].split(" ");
    assert.equal(row.length, commandKinds.length, state);
    for (const [i, command] of commandKinds.entries())
      assert.deepEqual(ticketTable[state][command], expected(row[i]!), `${state} x ${command}`);
  }
});

const unitIn = (state: UnitState, n: number, changes: Partial<Unit> = {}): Unit => ({
  ...{
    unitId: `unit-${n}`,
    itemId: "latte",
    line: 0,
    n,
    name: { ko: "", en: "" },
    choices: [],
    ...{ choiceIds: [], choiceGroups: [] },
    state,
  },
  ...{ prepSeconds: 60, unit_krw: 2_000, claimUntil: null, leftBy: null, remakes: [], rejectedFor: null },
  ...{ claimedBy: state === "CLAIMED" ? "jun" : null, doneTimes: state === "DONE" ? 1 : 0 },
  ...changes,
});
const ticketIn = (state: TicketState, units: Unit[], changes: Partial<Ticket> = {}): Ticket => ({
  ...{
    ticketId: "t",
    orderId: "o",
    moveNo: 0,
    storeId: "s",
    businessDay: "2026-11-21",
    number: 1,
    nickname: "n",
    ownerId: "mem_1",
    payment: "HELD",
  },
  ...{ handOver: "take-out", releaseAt: 0, pickUpAt: null },
  ...{
    total_krw: 5_000,
    off_krw: 0,
    less_krw: 0,
    state,
    units,
    placedAt: 0,
    touchedAt: 0,
    changedAt: 0,
    version: 3,
  },
  ...{ startedAt: null, readyAt: null, place: 1, etaAt: 0, promisedAt: null, stockItems: [] },
  ...changes,
});
const by = { unitId: "unit-0", by: "jun" };
const told = (ticket: Ticket, command: TicketCommand) => {
  const decision = decide(ticket, command, 1_000);
  return "refused" in decision
    ? decision.refused
    : [
        decision.ticket.state,
        decision.ticket.units.map((unit) => unit.state),
        decision.events.map((e) => e.type),
      ];
};

test("what the table lets through is refused or told by every command", () => {
  for (const state of ticketStates) {
    for (const kind of commandKinds) {
      const command = { kind, ...by, reason: "OTHER" } as TicketCommand;
      const decision = decide(ticketIn(state, [unitIn("CLAIMED", 0)]), command, 1_000);
      const cell = ticketTable[state][kind];
      if ("refused" in cell) assert.deepEqual(decision, cell, `${state} x ${kind}`);
      else if (!("refused" in decision)) {
        const isRepeat = decision.events.length === 0;
        assert.ok(!isRepeat || decision.ticket.state === state, `${state} x ${kind} moves without a word`);
      }
    }
  }
});

test("the first cup that is claimed starts the ticket, the last that is done finishes it", () => {
  const two = [unitIn("TODO", 0), unitIn("TODO", 1)];
  assert.deepEqual(told(ticketIn("ACCEPTED", two), { kind: "claim", ...by }), [
    ...["MAKING", ["CLAIMED", "TODO"], ["TicketStarted", "UnitStarted"]],
  ]);
  assert.deepEqual(told(ticketIn("MAKING", two), { kind: "claim", ...by }), [
    ...["MAKING", ["CLAIMED", "TODO"], ["UnitStarted"]],
  ]);
  assert.deepEqual(
    told(ticketIn("MAKING", [unitIn("CLAIMED", 0), unitIn("TODO", 1)]), { kind: "done", ...by }),
    [...["MAKING", ["DONE", "TODO"], ["UnitDone"]]],
  );
  assert.deepEqual(
    told(ticketIn("MAKING", [unitIn("CLAIMED", 0), unitIn("DONE", 1)]), { kind: "done", ...by }),
    [...["READY", ["DONE", "DONE"], ["UnitDone", "TicketReady"]]],
  );
});

test("a cup is one barista's at a time, and only they finish it or give it back", () => {
  const claimed = ticketIn("MAKING", [unitIn("CLAIMED", 0)]);
  const other = { unitId: "unit-0", by: "hana" };
  for (const kind of ["claim", "done", "release"] as const)
    assert.equal(told(claimed, { kind, ...other }), "UNIT_CLAIMED", kind);
  assert.deepEqual(told(claimed, { kind: "claim", ...by }), ["MAKING", ["CLAIMED"], []]);
  assert.deepEqual(told(claimed, { kind: "release", ...by }), ["MAKING", ["TODO"], ["UnitReleased"]]);
  for (const kind of ["done", "release"] as const)
    assert.equal(told(ticketIn("MAKING", [unitIn("TODO", 0)]), { kind, ...by }), "ILLEGAL_TRANSITION", kind);
  for (const kind of ["claim", "done", "release"] as const) {
    assert.equal(told(ticketIn("MAKING", [unitIn("DONE", 0)]), { kind, ...by }), "ILLEGAL_TRANSITION");
    assert.equal(told(claimed, { kind, unitId: "none", by: "jun" }), "NOT_FOUND");
  }
});

test("one tap finishes what is left, each cup once", () => {
  const units = [unitIn("DONE", 0), unitIn("CLAIMED", 1), unitIn("TODO", 2)];
  const decision = decide(ticketIn("MAKING", units), { kind: "finish" }, 1_000);
  assert.ok(!("refused" in decision));
  assert.deepEqual(
    decision.ticket.units.map(({ doneTimes }) => doneTimes),
    [1, 1, 1],
  );
  assert.deepEqual(
    decision.events.map(({ type }) => type),
    ["UnitDone", "UnitDone", "TicketReady"],
  );
});

test("who has no account pays before anything is made; nobody takes away what is due", () => {
  const todo = [unitIn("TODO", 0)];
  const due = { payment: "COUNTER_DUE" } as const;
  const guest = { ...due, ownerId: "g".repeat(43) };
  assert.equal(told(ticketIn("ACCEPTED", todo, guest), { kind: "claim", ...by }), "PAYMENT_DUE");
  assert.equal(told(ticketIn("READY", todo, due), { kind: "handOver" }), "PAYMENT_DUE");
  assert.deepEqual(told(ticketIn("ACCEPTED", todo, due), { kind: "claim", ...by }).length, 3);
  const paid = decide(ticketIn("ACCEPTED", todo, guest), { kind: "paid" }, 1_000);
  assert.ok(!("refused" in paid));
  assert.deepEqual(
    [paid.ticket.payment, paid.events],
    ["PAID_AT_COUNTER", [{ type: "TicketPaid", data: { amount_krw: 5_000 } }]],
  );
  assert.equal(told(paid.ticket, { kind: "paid" }), "ILLEGAL_TRANSITION");
  assert.equal(told(ticketIn("ACCEPTED", todo), { kind: "paid" }), "ILLEGAL_TRANSITION");
});

test("what the till takes for a ticket that waits is also its store's yes", () => {
  const todo = [unitIn("TODO", 0)];
  const due = { payment: "COUNTER_DUE" } as const;
  const paid = (state: TicketState) => told(ticketIn(state, todo, due), { kind: "paid" });
  assert.deepEqual(paid("QUEUED"), ["ACCEPTED", ["TODO"], ["TicketPaid", "TicketAccepted"]]);
  for (const state of ["ACCEPTED", "MAKING", "READY"] as const)
    assert.deepEqual(paid(state), [state, ["TODO"], ["TicketPaid"]]);
  assert.equal(told(ticketIn("QUEUED", todo), { kind: "paid" }), "ILLEGAL_TRANSITION", "nothing is due");
});

test("who left a cup is asked after: it was made, or somebody begins it anew", () => {
  const lapsed = decide(ticketIn("MAKING", [unitIn("CLAIMED", 0)]), { kind: "lapse", ...by }, 1_000);
  assert.ok(!("refused" in lapsed));
  assert.deepEqual(lapsed.events, [
    { type: "UnitReleased", data: { unitId: "unit-0", line: 0, n: 0, because: "lease-lost" } },
  ]);
  assert.deepEqual(
    lapsed.ticket.units.map(({ state, claimedBy, leftBy }) => [state, claimedBy, leftBy]),
    [["TODO", null, "jun"]],
  );
  const hana = { unitId: "unit-0", by: "hana" };
  const found = decide(lapsed.ticket, { kind: "done", ...hana }, 1_000);
  assert.ok(!("refused" in found));
  assert.deepEqual(
    found.ticket.units.map(({ state, claimedBy, leftBy, doneTimes }) => [
      state,
      claimedBy,
      leftBy,
      doneTimes,
    ]),
    [["DONE", "jun", null, 1]],
  );
  const anew = decide(lapsed.ticket, { kind: "claim", ...hana }, 1_000);
  assert.ok(!("refused" in anew));
  assert.equal(anew.ticket.units[0]?.leftBy, null);
  assert.equal(told(anew.ticket, { kind: "done", ...by }), "UNIT_CLAIMED");
});

test("a cup is made anew only by a remake with its reason, and a ready ticket comes back for it", () => {
  const remake = { kind: "remake", ...by, reason: "SPILLED" } as const;
  for (const state of ["TODO", "CLAIMED", "REJECTED"] as const)
    assert.equal(told(ticketIn("MAKING", [unitIn(state, 0)]), remake), "ILLEGAL_TRANSITION", state);
  const made = [unitIn("DONE", 0), unitIn("DONE", 1)];
  assert.deepEqual(told(ticketIn("MAKING", made), remake), ["MAKING", ["TODO", "DONE"], ["UnitRemade"]]);
  const back = decide(ticketIn("READY", made), remake, 1_000);
  assert.ok(!("refused" in back));
  assert.deepEqual(
    [back.ticket.state, back.events.map(({ type }) => type), back.ticket.units[0]?.remakes],
    ["MAKING", ["TicketRecalled", "UnitRemade"], [{ reason: "SPILLED", by: "jun", at: 1_000 }]],
  );
  assert.deepEqual(told(ticketIn("READY", made), { kind: "recall" }), [
    ...["MAKING", ["DONE", "DONE"], ["TicketRecalled"]],
  ]);
});

test("some cups may be rejected and the rest goes on; with the last of them goes the ticket", () => {
  const two = [unitIn("TODO", 0), unitIn("TODO", 1)];
  const reject = (...unitIds: string[]) => ({ kind: "reject", reason: "EQUIPMENT", unitIds }) as const;
  for (const state of ["QUEUED", "ACCEPTED", "MAKING"] as const) {
    assert.deepEqual(told(ticketIn(state, two), reject("unit-0")), [
      ...[state, ["REJECTED", "TODO"], ["UnitsRejected"]],
    ]);
    assert.deepEqual(told(ticketIn(state, two), reject("unit-0", "unit-1")), [
      ...["REJECTED", ["TODO", "TODO"], ["TicketRejected"]],
    ]);
    assert.equal(told(ticketIn(state, two), reject("unit-0", "none")), "NOT_FOUND");
    const over = [unitIn("REJECTED", 0), unitIn("TODO", 1)];
    assert.equal(told(ticketIn(state, over), reject("unit-0")), "ILLEGAL_TRANSITION");
    assert.equal(told(ticketIn(state, over), reject("unit-1"))[0], "REJECTED");
  }
  const lastMissing = ticketIn("MAKING", [unitIn("DONE", 0), unitIn("CLAIMED", 1)]);
  assert.deepEqual(told(lastMissing, reject("unit-1")), [
    ...["READY", ["DONE", "REJECTED"], ["UnitsRejected", "TicketReady"]],
  ]);
  const decision = decide(ticketIn("ACCEPTED", two, { payment: "COUNTER_DUE" }), reject("unit-1"), 1_000);
  assert.ok(!("refused" in decision));
  assert.deepEqual(decision.events[0]?.data, { reason: "EQUIPMENT", lines: [{ line: 0, units: 1 }] });
  const paid = decide(decision.ticket, { kind: "paid" }, 1_000);
  assert.ok(!("refused" in paid));
  assert.deepEqual(paid.events[0]?.data, { amount_krw: 3_000 });
});

test("what a coupon took off is not taken off again with a cup that is not made", () => {
  const two = [unitIn("TODO", 0, { unit_krw: 4_500 }), unitIn("TODO", 1, { line: 1, unit_krw: 2_800 })];
  const withCoupon = { total_krw: 4_300, off_krw: -3_000, payment: "COUNTER_DUE" } as const;
  const reject = { kind: "reject", reason: "OTHER", unitIds: ["unit-1"] } as const;
  const less = decide(ticketIn("ACCEPTED", two, withCoupon), reject, 1_000);
  assert.ok(!("refused" in less));
  const paid = decide(less.ticket, { kind: "paid" }, 1_000);
  assert.ok(!("refused" in paid));
  // 2,800 of 7,300 cost floor(2,800 * 4,300 / 7,300) = 1,649; the full price would leave 1,500.
  assert.deepEqual(paid.events[0]?.data, { amount_krw: 4_300 - 1_649 });
});
