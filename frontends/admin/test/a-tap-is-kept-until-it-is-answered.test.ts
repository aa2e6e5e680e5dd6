import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiProblem, NetworkFailure } from "@siren/web/failures";
import { keptTapsOf } from "../src/features/board/kept-taps.ts";
import { jun, keysOf, memoryStorage, tapsWorld, ticketId } from "./taps-world.ts";
import { ticketOf } from "./tickets.ts";

const hana = { memberId: "mem_01J8ZQ4M6V3T9X2B7C5D1E0F8H", nickname: "하나" };
const unitId = "unt_01J8ZQ4M6V3T9X2B7C5D1E0F8A";
const cut = () => new NetworkFailure("cut");
const made = [
  { verb: "accept", ticketId },
  { verb: "claim", ticketId, unitId },
  { verb: "done", ticketId, unitId },
] as const;

async function tappedInATunnel(storage = memoryStorage(), by = jun) {
  const world = tapsWorld(cut, storage, by);
  for (const tap of made) world.tap(tap);
  await world.settled();
  world.taps.stop();
  return storage;
}

test("after a reload they go in their order, each with the key that it was tapped with", async () => {
  const storage = await tappedInATunnel();
  const world = tapsWorld(() => ticketOf({ version: 2 }), storage);
  world.taps.begin();
  await world.settled();
  assert.deepEqual(keysOf(world.sent), [
    ["accept", "key-준-1"],
    ["claim", "key-준-2"],
    ["done", "key-준-3"],
  ]);
  assert.equal(storage.all.size, 0, "nothing is left to be sent again");
});

test("of one ticket they go one after the other, of several side by side", async () => {
  const waiting: (() => void)[] = [];
  const world = tapsWorld(
    () => new Promise((resolve) => waiting.push(() => resolve(ticketOf({ version: 2 })))),
  );
  for (const tap of made) world.tap(tap);
  world.tap({ verb: "accept", ticketId: "tkt_other" });
  await world.settled();
  assert.deepEqual(
    world.sent.map(({ path }) => path.split("/").slice(-2).join("/")),
    [`${ticketId}/accept`, "tkt_other/accept"],
  );
  for (const go of waiting.splice(0)) go();
  await world.settled();
  assert.equal(world.sent.at(-1)?.path.endsWith("/claim"), true);
});

test("what was tapped on top of a refused one is not sent, and the refusal outlives a reload", async () => {
  const storage = await tappedInATunnel();
  const refused = new ApiProblem({
    ...{ code: "ILLEGAL_TRANSITION", status: 409, title: "no", retryable: false },
  });
  const world = tapsWorld(() => refused, storage);
  world.taps.begin();
  await world.settled();
  assert.deepEqual(keysOf(world.sent), [["accept", "key-준-1"]]);
  const again = tapsWorld(() => assert.fail("nothing is left to send"), storage);
  again.taps.begin();
  await again.settled();
  assert.deepEqual(
    again.pending().map(({ tap, phase, problem }) => [tap.verb, phase, problem?.code]),
    [["accept", "refused", "ILLEGAL_TRANSITION"]],
  );
});

test("a refused cup does not hold up the other cups of its ticket", async () => {
  const storage = memoryStorage();
  const offline = tapsWorld(cut, storage);
  offline.tap({ verb: "claim", ticketId, unitId: "unt_a" });
  offline.tap({ verb: "done", ticketId, unitId: "unt_a" });
  offline.tap({ verb: "claim", ticketId, unitId: "unt_b" });
  await offline.settled();
  offline.taps.stop();
  const claimed = new ApiProblem({ code: "UNIT_CLAIMED", status: 409, title: "no", retryable: false });
  const world = tapsWorld((path) => (path.includes("unt_a") ? claimed : ticketOf({ version: 2 })), storage);
  world.taps.begin();
  await world.settled();
  assert.deepEqual(
    world.sent.map(({ path }) => path.split("/").slice(-2).join("/")),
    ["unt_a/claim", "unt_b/claim"],
  );
});

test("at a shared tablet they go in nobody's name but their own", async () => {
  const storage = await tappedInATunnel();
  const hers = tapsWorld(() => assert.fail("these are not hers"), storage, hana);
  hers.taps.begin();
  await hers.settled();
  const kept = keptTapsOf(storage, "seongsu", hana);
  assert.deepEqual(kept.foreign(), [{ ...jun, count: 3 }]);
  await tappedInATunnel(storage, hana);
  assert.equal(keptTapsOf(storage, "seongsu", jun).found.length, 3);
  kept.forgetForeign();
  assert.equal(keptTapsOf(storage, "seongsu", jun).found.length, 0);
  assert.equal(keptTapsOf(storage, "seongsu", hana).found.length, 3);
});

test("a storage with something else in it is an empty one", () => {
  const storage = memoryStorage();
  for (const wrong of ["no JSON", "[]", '{"mem_1":{"taps":[{"key":1}]}}']) {
    storage.setItem("siren.taps.seongsu", wrong);
    assert.deepEqual(keptTapsOf(storage, "seongsu", jun).found, []);
  }
});
