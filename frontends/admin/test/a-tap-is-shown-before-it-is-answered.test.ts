import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyBoard, withTicket } from "../src/features/board/board-state.ts";
import { columnsOf, createShownTickets } from "../src/features/board/columns.ts";
import { expected } from "../src/features/board/expected.ts";
import type { Tap, Tapped } from "../src/features/board/taps.ts";
import { about, jun, ticketId } from "./taps-world.ts";
import { ticketOf, unitOf } from "./tickets.ts";

const [one, two] = ["unt_01J8ZQ4M6V3T9X2B7C5D1E0F8A", "unt_01J8ZQ4M6V3T9X2B7C5D1E0F8B"];
const queued = ticketOf({ units: [unitOf({ unitId: one }), unitOf({ unitId: two, n: 1 })] });
const tapped = (tap: Tap, phase: Tapped["phase"] = "sending"): Tapped => ({
  ...{
    tap,
    about,
    key: `${tap.verb}-${phase}`,
    by: jun.memberId,
    at: 0,
    phase,
    isTried: true,
    problem: null,
  },
});
const after = (...taps: Tap[]) =>
  expected(
    queued,
    taps.map((tap) => tapped(tap)),
  );
const of = { ticketId };
const accept = { verb: "accept", ...of } as const;
const begun = [accept, { verb: "claim", ...of, unitId: one }] as const;

test("a whole ticket is worked through in a dead network as it will be in the service", () => {
  const first = after(...begun);
  assert.deepEqual([first.state, first.units[0]?.claimedBy], ["MAKING", jun.memberId]);
  const oneDone = after(...begun, { verb: "done", ...of, unitId: one });
  assert.deepEqual([oneDone.state, oneDone.units.map(({ state }) => state)], ["MAKING", ["DONE", "TODO"]]);
  const ready = after(...begun, { verb: "ready", ...of });
  assert.deepEqual([ready.state, ready.units.every(({ state }) => state === "DONE")], ["READY", true]);
  assert.equal(after(...begun, { verb: "ready", ...of }, { verb: "recall", ...of }).state, "MAKING");
  assert.equal(after(...begun, { verb: "ready", ...of }, { verb: "hand-over", ...of }).state, "HANDED_OVER");
});

test("the last cup that is done makes the ticket ready", () => {
  const both = [one, two].flatMap((unitId) => [
    { verb: "claim" as const, ...of, unitId },
    { verb: "done" as const, ...of, unitId },
  ]);
  assert.equal(after(accept, ...both).state, "READY");
});

test("what does not fit foresees nothing: the service says why", () => {
  assert.equal(after({ verb: "ready", ...of }), queued);
  assert.equal(after({ verb: "done", ...of, unitId: one }), queued);
  assert.equal(expected(queued, [tapped(accept, "refused")]), queued);
});

test("rejecting some cups leaves the rest to be made, and all of them end the ticket", () => {
  const some = after(accept, { verb: "reject", ...of, reason: "SOLD_OUT", units: [one] });
  assert.deepEqual([some.state, some.units.map(({ state }) => state)], ["ACCEPTED", ["REJECTED", "TODO"]]);
  assert.equal(after(accept, { verb: "reject", ...of, reason: "OTHER" }).state, "REJECTED");
});

test("a card that nothing has happened to is the same object, so that it is not drawn again", () => {
  const shownAs = createShownTickets();
  const taps = [tapped(accept)];
  assert.equal(shownAs(queued, undefined), queued);
  assert.equal(shownAs(queued, taps), shownAs(queued, taps));
  const board = withTicket(emptyBoard("seongsu"), queued, 1);
  const columns = () => columnsOf(board, new Map([[ticketId, taps]]), 0, shownAs);
  assert.equal(columns().making[0], columns().making[0]);
});
