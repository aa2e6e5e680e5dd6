import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyBoard, newlyQueued, withTicket, withView } from "../src/features/board/board-state.ts";
import { ticketOf, viewOf } from "./tickets.ts";

test("an order rings when it appears, by an event or in a list, and never again", () => {
  const empty = emptyBoard("seongsu");
  const told = withTicket(empty, ticketOf(), 11);
  assert.equal(newlyQueued(empty, told).length, 1);
  const listed = withView(told, viewOf({ n: 12, tickets: [ticketOf(), ticketOf({ number: 2 })] }));
  assert.deepEqual(
    newlyQueued(told, listed).map(({ number }) => number),
    [2],
  );
  const accepted = withTicket(listed, ticketOf({ state: "ACCEPTED", version: 2 }), 13);
  assert.equal(newlyQueued(listed, accepted).length, 0);
});
