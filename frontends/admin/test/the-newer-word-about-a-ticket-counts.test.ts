import assert from "node:assert/strict";
import { test } from "node:test";
import {
  emptyBoard,
  isSoldOut,
  viewOf as keptAs,
  withSoldOut,
  withTaking,
  withTicket,
  withUnit,
  withView,
} from "../src/features/board/board-state.ts";
import { columnsOf } from "../src/features/board/columns.ts";
import { ticketOf, unitOf, viewOf } from "./tickets.ts";

const empty = emptyBoard("seongsu");
const numbers = (board: typeof empty) => [...board.tickets.values()].map(({ ticket }) => ticket.number);

test("an older version never replaces a newer one, whatever order they come in", () => {
  const accepted = ticketOf({ state: "ACCEPTED", version: 2 });
  const board = withTicket(withTicket(empty, accepted, 12), ticketOf(), 11);
  assert.equal(board.tickets.get(accepted.ticketId)?.ticket.state, "ACCEPTED");
  const listed = withView(board, viewOf({ n: 11, tickets: [ticketOf()] }));
  assert.equal(listed.tickets.get(accepted.ticketId)?.ticket.state, "ACCEPTED");
});

test("the answer to a tap is shown before the stream tells it, and the stream's own word changes nothing", () => {
  const queued = withTicket(empty, ticketOf(), 11);
  const accepted = ticketOf({ state: "ACCEPTED", version: 2 });
  const answered = withTicket(queued, accepted);
  assert.equal(answered.tickets.get(accepted.ticketId)?.ticket.state, "ACCEPTED");
  const told = withTicket(answered, accepted, 12);
  assert.deepEqual(told.tickets.get(accepted.ticketId), { ticket: accepted, n: 12 });
});

test("a list that was read before a ticket left does not bring it back", () => {
  const board = withTicket(empty, ticketOf(), 11);
  const gone = withTicket(board, ticketOf({ state: "HANDED_OVER", version: 5 }), 15);
  assert.deepEqual(numbers(gone), []);
  const late = withView(gone, viewOf({ n: 12, tickets: [ticketOf({ version: 3 })] }));
  assert.deepEqual(numbers(late), []);
});

test("what a whole list does not name has left, unless it came after the list", () => {
  const early = ticketOf({ number: 1 });
  const later = ticketOf({ number: 2 });
  const board = withTicket(withTicket(empty, early, 9), later, 11);
  assert.deepEqual(numbers(withView(board, viewOf({ n: 10 }))), [2]);
});

test("a cup that is told alone changes that cup only", () => {
  const other = unitOf({ unitId: "unt_01J8ZQ4M6V3T9X2B7C5D1E0F8B", n: 1 });
  const ticket = ticketOf({ units: [unitOf(), other] });
  const board = withTicket(empty, ticket, 11);
  const done = withUnit(board, ticket.ticketId, unitOf({ state: "DONE" }), 12);
  const states = done.tickets.get(ticket.ticketId)?.ticket.units.map(({ state }) => state);
  assert.deepEqual(states, ["DONE", "TODO"]);
  assert.equal(withUnit(done, ticket.ticketId, unitOf(), 12), done);
});

test("what is sold out and whether orders are taken follow the later word", () => {
  const later = withSoldOut(withTaking(empty, taking("PAUSED", 12)), "soldOut", "latte", {
    soldOut: false,
    n: 12,
  });
  const listed = withView(later, viewOf({ n: 11, soldOut: ["latte", "mocha"], state: "BUSY" }));
  assert.deepEqual([isSoldOut(listed, "latte"), isSoldOut(listed, "mocha")], [false, true]);
  assert.equal(listed.taking.state, "PAUSED");
  const read = withView(listed, viewOf({ n: 13 }));
  assert.deepEqual([isSoldOut(read, "mocha"), read.taking.state], [false, "OPEN"]);
});

const taking = (state: "OPEN" | "PAUSED", n: number) => ({ state, until: null, note: null, n });

test("each column has its tickets, the longest waiting first", () => {
  const tickets = [
    ticketOf({ number: 4, state: "READY", changedAt: 900_000 }),
    ticketOf({ number: 5, state: "READY", changedAt: 800_000 }),
    ticketOf({ number: 3, placedAt: 500_000 }),
    ticketOf({ number: 2, placedAt: 400_000 }),
    ticketOf({ number: 6, state: "ACCEPTED", placedAt: 300_000 }),
    ticketOf({ number: 7, state: "MAKING", placedAt: 200_000 }),
  ];
  const columns = columnsOf(withView(empty, viewOf({ tickets })), new Map(), 1_000_000);
  const shown = Object.entries(columns).map(([name, list]) => [name, list.map(({ number }) => number)]);
  assert.deepEqual(Object.fromEntries(shown), { new: [2, 3], making: [7, 6], ready: [5, 4] });
});

test("a ticket cancelled under the barista's hand stays in sight for a moment", () => {
  const cancelled = ticketOf({ state: "VOIDED", version: 2, changedAt: 1_000_000 });
  const board = withTicket(withTicket(empty, ticketOf(), 11), cancelled, 12);
  assert.equal(columnsOf(board, new Map(), 1_010_000).new.length, 1);
  assert.equal(columnsOf(board, new Map(), 1_030_000).new.length, 0);
  assert.equal(withTicket(empty, cancelled, 12).tickets.size, 0);
});

test("one that was cancelled while the board was away is shown when the board hears of it", () => {
  const cancelled = ticketOf({ state: "VOIDED", version: 2, changedAt: 1_000_000 });
  const board = withTicket(withTicket(empty, ticketOf(), 11), cancelled, 12, 1_060_000);
  assert.equal(columnsOf(board, new Map(), 1_070_000).new.length, 1);
});

test("a board that is kept and read again is the same board", () => {
  const tickets = [ticketOf({ number: 1 }), ticketOf({ number: 2, state: "MAKING" })];
  const view = viewOf({ n: 11, tickets, soldOut: ["mocha"], soldOutOptions: ["oat-milk"], state: "BUSY" });
  assert.deepEqual(keptAs(withView(empty, view), 11, view.at), view);
});
