import assert from "node:assert/strict";
import { test } from "node:test";
import type { TicketOrder } from "@siren/contracts/events";
import { batchesOf, mostSlipSeconds } from "../src/domain/batches.ts";
import { decide } from "../src/domain/decide.ts";
import { queueTicket, type Ticket } from "../src/domain/ticket.ts";

const named = (text: string) => ({ ko: text, en: text });
const groupOf = { hot: "temperature", iced: "temperature", oat: "milk", whole: "milk", large: "size" };
type Choice = keyof typeof groupOf;

const cup = (itemId: string, choices: Choice[], quantity = 1, prepSeconds = 30) => ({
  ...{
    itemId,
    name: named(itemId),
    quantity,
    prepSeconds,
    unit_krw: 5_000,
    line_krw: 5_000,
    isCounted: false,
  },
  choices: choices.map((choiceId) => ({
    ...{ choiceId, groupId: groupOf[choiceId], name: named(choiceId), price_krw: 0 },
  })),
});

/** Accepted, its cups named by its number: `3.0` is the first one of the third. */
function ticket(number: number, lines: TicketOrder["lines"], changes: Partial<TicketOrder> = {}): Ticket {
  const order: TicketOrder = {
    ...{ orderId: `ord_${number}`, storeId: "seongsu", number, businessDay: "2026-11-21", nickname: "n" },
    ...{ ownerId: "mem_1", payment: "HELD", lines, adjustments: [], total_krw: 5_000, placedAt: number },
    ...{ handOver: "take-out", moveNo: 0, releaseAt: 0, pickUpAt: null },
    ...changes,
  };
  const unitIds = Array.from({ length: 20 }, (_, n) => `${number}.${n}`);
  return after(queueTicket(order, { ticketId: `tkt_${number}`, unitIds }, 0), { kind: "accept" });
}
function after(of: Ticket, command: Parameters<typeof decide>[1]): Ticket {
  const decision = decide(of, command, 0);
  assert.ok(!("refused" in decision));
  return decision.ticket;
}
const cupsOf = (tickets: Ticket[], hands = 1) =>
  batchesOf(tickets, { hands }, 1_000).map(({ unitIds }) => unitIds.join(" "));

test("milk of one kind and temperature goes into one pitcher, whatever the drink and its size", () => {
  const waiting = [
    ticket(1, [cup("latte", ["hot", "oat"])]),
    ticket(2, [cup("latte", ["iced", "oat"])]),
    ticket(3, [cup("mocha", ["large", "hot", "oat"]), cup("latte", ["hot", "whole"])]),
  ];
  assert.deepEqual(cupsOf(waiting), ["1.0 3.0", "2.0", "3.1"]);
  assert.deepEqual(batchesOf(waiting, { hands: 1 }, 1_000)[0]?.choiceIds, ["hot", "oat"]);
});

test("without milk the same drink goes together, hot with hot", () => {
  const waiting = [
    ticket(1, [cup("americano", ["hot"]), cup("tea", ["hot"])]),
    ticket(2, [cup("americano", ["iced"]), cup("americano", ["large", "hot"])]),
  ];
  assert.deepEqual(cupsOf(waiting), ["1.0 2.1", "1.1", "2.0"]);
});

test("the oldest is next whatever is alike behind it, and a pitcher has an end", () => {
  const waiting = [ticket(1, [cup("tea", [])]), ticket(2, [cup("latte", ["hot", "oat"], 6, 5)])];
  assert.deepEqual(cupsOf(waiting), ["1.0", "2.0 2.1 2.2 2.3", "2.4 2.5"]);
});

test("nobody waits more than two minutes longer for what others take along", () => {
  const latte = (number: number) => ticket(number, [cup("latte", ["hot", "oat"], 1, 50)]);
  const between = ticket(2, [cup("tea", [])]);
  assert.deepEqual(cupsOf([latte(1), between, latte(3), latte(4), latte(5)]), ["1.0 3.0 4.0", "2.0", "5.0"]);
  assert.deepEqual(
    cupsOf([latte(1), between, latte(3), latte(4), latte(5)], 2),
    ["1.0 3.0 4.0 5.0", "2.0"],
    "two make them in half the time",
  );
});

test("what was taken along before counts, so that the two minutes are not given again with each look", () => {
  const latte = (number: number) => ticket(number, [cup("latte", ["hot", "oat"], 1, 50)]);
  const begin = (of: Ticket) =>
    after(of, { kind: "claim", unitId: of.units[0]?.unitId ?? "", by: "mem_jun" });
  const between = ticket(2, [cup("tea", []), cup("latte", ["iced", "oat"])]);
  const waiting = [between, begin(latte(3)), begin(latte(4)), ticket(5, [cup("tea", [], 1, 50)])];
  assert.deepEqual(cupsOf(waiting), ["2.0", "2.1", "5.0"], `${2 * 50 + 50} s are over ${mostSlipSeconds}`);
  assert.deepEqual(cupsOf([between, begin(latte(3)), ticket(5, [cup("tea", [], 1, 50)])]), [
    "2.0 5.0",
    "2.1",
  ]);
});

test("what may not be begun, or may be made already, is nobody's next cup", () => {
  const lines = [cup("latte", ["hot", "oat"], 2)];
  const unpaid = ticket(1, lines, { ownerId: "g".repeat(43), payment: "COUNTER_DUE" });
  const later = ticket(2, lines, { releaseAt: 60_000, pickUpAt: 90_000 });
  const left = ticket(3, lines);
  const begun = after(left, { kind: "claim", unitId: "3.0", by: "mem_jun" });
  const lapsed = after(begun, { kind: "lapse", unitId: "3.0", by: "mem_jun" });
  const ready = after(after(ticket(4, lines), { kind: "claim", unitId: "4.0", by: "mem_jun" }), {
    kind: "finish",
  });
  assert.deepEqual(cupsOf([unpaid, later, lapsed, ready]), ["3.1"]);
});

test("of tickets from before the groups were kept, only what is alike in everything goes together", () => {
  const old = (number: number, choices: Choice[]) => {
    const whole = ticket(number, [cup("latte", choices)]);
    return { ...whole, units: whole.units.map((unit) => ({ ...unit, choiceGroups: [] })) };
  };
  assert.deepEqual(
    cupsOf([old(1, ["hot", "oat"]), old(2, ["large", "hot", "oat"]), old(3, ["hot", "oat"])]),
    ["1.0 3.0", "2.0"],
  );
});
