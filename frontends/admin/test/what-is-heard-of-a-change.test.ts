import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyBoard, withTicket, withView } from "../src/features/board/board-state.ts";
import { newsOf } from "../src/features/board/news.ts";
import { ticketOf, unitOf, viewOf } from "./tickets.ts";

const empty = emptyBoard("seongsu");
const ofOthers = () => false;
const quiet = { queued: 0, changed: 0, voided: 0 };

test("an order rings when it appears, by an event or in a list, and never again", () => {
  const told = withTicket(empty, ticketOf(), 11);
  assert.deepEqual(newsOf(empty, told, ofOthers), { ...quiet, queued: 1 });
  const listed = withView(told, viewOf({ n: 12, tickets: [ticketOf(), ticketOf({ number: 2 })] }));
  assert.deepEqual(newsOf(told, listed, ofOthers), { ...quiet, queued: 1 });
  const accepted = withTicket(listed, ticketOf({ state: "ACCEPTED", version: 2 }), 13);
  assert.deepEqual(newsOf(listed, accepted, ofOthers), quiet);
});

test("a cancelled one is heard once", () => {
  const told = withTicket(empty, ticketOf(), 11);
  const voided = withTicket(told, ticketOf({ state: "VOIDED", version: 2 }), 12);
  assert.deepEqual(newsOf(told, voided, ofOthers), { ...quiet, voided: 1 });
  assert.deepEqual(newsOf(voided, withTicket(voided, ticketOf(), 13), ofOthers), quiet);
});

test("more or less to make is heard, unless it was done here; a colleague who goes on is not", () => {
  const making = ticketOf({ state: "MAKING", version: 2, units: [unitOf(), unitOf({ unitId: "unt_2" })] });
  const board = withTicket(empty, making, 11);
  const claimed = {
    ...making,
    version: 3,
    units: [unitOf({ state: "CLAIMED" }), making.units[1] ?? unitOf()],
  };
  assert.deepEqual(newsOf(board, withTicket(board, claimed, 12), ofOthers), quiet);
  const less = { ...making, version: 3, units: [unitOf({ state: "REJECTED" }), making.units[1] ?? unitOf()] };
  const after = withTicket(board, less, 12);
  assert.deepEqual(newsOf(board, after, ofOthers), { ...quiet, changed: 1 });
  assert.deepEqual(
    newsOf(board, after, (id) => id === making.ticketId),
    quiet,
  );
});
