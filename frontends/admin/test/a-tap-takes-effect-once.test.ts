import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiProblem, NetworkFailure } from "@siren/web/failures";
import { type Answer, keysOf, tapsWorld, ticketId } from "./taps-world.ts";
import { ticketOf } from "./tickets.ts";

const refusal = (code: "ILLEGAL_TRANSITION" | "VERSION_CONFLICT" | "UNAUTHENTICATED", status = 409) =>
  new ApiProblem({ code, status, title: code, retryable: code === "VERSION_CONFLICT" });
const inTurn = (...answers: Answer[]) => {
  const left = [...answers];
  return () => left.shift() ?? assert.fail("asked once too often");
};
const accept = { verb: "accept", ticketId } as const;

test("two fingers on one button are one command", async () => {
  const world = tapsWorld(inTurn(ticketOf({ state: "ACCEPTED", version: 2 })));
  world.tap(accept);
  world.tap(accept);
  await world.settled();
  assert.deepEqual(keysOf(world.sent), [["accept", "key-준-1"]]);
  assert.equal(world.shown[0]?.state, "ACCEPTED");
  assert.equal(world.pending().length, 0);
});

test("begun, put back and begun again in a dead network are three commands, in their order", async () => {
  const world = tapsWorld(() => new NetworkFailure("gone"));
  const cup = { ticketId, unitId: "unt_a" };
  for (const verb of ["claim", "release", "claim", "claim"] as const) world.tap({ verb, ...cup });
  await world.settled();
  assert.deepEqual(
    world.pending().map(({ tap }) => tap.verb),
    ["claim", "release", "claim"],
  );
});

test("a tap that was lost on the way goes again by itself, with its own key", async () => {
  const world = tapsWorld(inTurn(new NetworkFailure("gone"), ticketOf({ version: 2 })));
  world.tap(accept);
  await world.settled();
  assert.deepEqual([world.pending()[0]?.phase, world.pending()[0]?.isTried], ["waiting", true]);
  world.wind();
  await world.settled();
  assert.deepEqual(
    world.sent.map(({ key }) => key),
    ["key-준-1", "key-준-1"],
  );
  assert.equal(world.pending().length, 0);
});

test("a refusal stays beside the ticket until it is read, and the board is read anew", async () => {
  const world = tapsWorld(inTurn(refusal("ILLEGAL_TRANSITION"), ticketOf({ version: 2 })));
  world.tap(accept);
  await world.settled();
  const [tapped] = world.pending();
  assert.deepEqual([tapped?.phase, tapped?.problem?.code], ["refused", "ILLEGAL_TRANSITION"]);
  assert.equal(world.refusals(), 1);
  if (tapped) world.taps.dismiss(tapped);
  assert.equal(world.pending().length, 0);
  world.tap(accept);
  await world.settled();
  assert.equal(world.sent.at(-1)?.key, "key-준-2");
});

test("a conflict with another hand is tried again by itself", async () => {
  const world = tapsWorld(inTurn(refusal("VERSION_CONFLICT"), ticketOf({ version: 3 })));
  world.tap(accept);
  await world.settled();
  world.wind();
  await world.settled();
  assert.equal(world.sent.length, 2);
  assert.equal(world.shown[0]?.version, 3);
});

test("who has to sign in again loses no tap", async () => {
  const world = tapsWorld(inTurn(refusal("UNAUTHENTICATED", 401), ticketOf({ version: 2 })));
  world.tap(accept);
  await world.settled();
  assert.equal(world.pending()[0]?.phase, "waiting");
  world.taps.hurry();
  await world.settled();
  assert.equal(world.pending().length, 0);
});

test("what was not sent yet can be taken back; what may have arrived cannot", async () => {
  const world = tapsWorld(inTurn(new NetworkFailure("gone")));
  const first = world.tap(accept);
  await world.settled();
  const second = world.tap({ verb: "claim", ticketId, unitId: "unt_1" });
  assert.equal(world.taps.takeBack(first?.key ?? ""), false);
  assert.equal(world.taps.takeBack(second?.key ?? ""), true);
  assert.deepEqual(
    world.pending().map(({ tap }) => tap.verb),
    ["accept"],
  );
});
