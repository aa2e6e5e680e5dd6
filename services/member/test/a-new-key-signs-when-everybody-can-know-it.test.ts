import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { learnMs, turnsAt } from "../src/key-turns.ts";
import { goodPassword, openMember } from "../src/testing/open-member.ts";
import { passLifetimeMs } from "../src/token-times.ts";

const hourMs = 3_600_000;

test("one key signs, the next waits, the one before is believed until its last pass ran out", () => {
  const keys = [
    { kid: "b", signsFrom: 100 * hourMs },
    { kid: "a", signsFrom: 0 },
  ];
  const at = (hours: number) => turnsAt(keys, hours * hourMs).map(({ kid, state }) => `${kid} ${state}`);
  assert.deepEqual(at(99), ["a SIGNING", "b COMING"]);
  assert.deepEqual(at(100), ["a ENDING", "b SIGNING"]);
  assert.deepEqual(at(112), ["a ENDING", "b SIGNING"]);
  assert.deepEqual(at(113), ["b SIGNING"]);
});

async function world(env = {}) {
  const door = await openMember(env);
  const ops = person(door.newId("mem"), ["ops"]);
  const { email } = await door.somebody();
  const jwks = async (at?: { url: string }) =>
    (await door.ask("GET", "/.well-known/jwks.json", at ? { at } : {})).body;
  return {
    ...{ door, ops, jwks },
    turn: () => door.ask("POST", "/token-keys", { as: ops }),
    token: async (at?: { url: string }): Promise<string> =>
      (await door.ask("POST", "/login", { body: { email, password: goodPassword }, ...(at && { at }) })).body
        .accessToken,
    kidOf: (token: string) => decodeProtectedHeader(token).kid,
    verifies: async (token: string) =>
      jwtVerify(token, createLocalJWKSet(await jwks()), { currentDate: new Date(door.now()) }).then(
        () => true,
        () => false,
      ),
  };
}

test("on ops' word the next key is shown at once and signs later, on every replica and after a restart", async (t) => {
  const { door, jwks, turn, token, kidOf, verifies } = await world();
  t.after(() => door.close());
  const second = await door.start();
  const before = await token();
  assert.equal(kidOf(before), "member-tokens");
  assert.equal((await turn()).status, 201);
  assert.equal(codeOf(await turn()), "ILLEGAL_TRANSITION", "one at a time");
  assert.equal((await jwks()).keys.length, 2);
  assert.equal(kidOf(await token()), "member-tokens", "nobody may have learnt the new one yet");

  door.advance(learnMs);
  const fresh = await token();
  assert.notEqual(kidOf(fresh), "member-tokens");
  assert.equal(kidOf(await token(second)), kidOf(fresh));
  assert.equal(await verifies(fresh), true);
  await second.stop();
  const third = await door.start();
  assert.equal(kidOf(await token(third)), kidOf(fresh));

  assert.equal((await jwks()).keys.length, 2, "passes of the old one are still about");
  door.advance(passLifetimeMs + 120_000);
  const { keys } = await jwks();
  assert.deepEqual(
    keys.map(({ kid }: { kid: string }) => kid),
    [kidOf(fresh)],
  );
  assert.equal("d" in keys[0], false);
  const kept = await door.inside(({ tokenKeys }) => tokenKeys.find().lean());
  assert.doesNotMatch(JSON.stringify(kept), /"d"/, "the store alone signs nothing");
});

test("without anybody's word a key has its days", async (t) => {
  const { door, jwks } = await world({ TOKEN_KEY_DAYS: "2" });
  t.after(() => door.close());
  assert.equal((await jwks()).keys.length, 1);
  door.advance(2 * 24 * hourMs);
  await until("the next one is shown", async () => (await jwks()).keys.length === 2);
});

test("nobody but ops turns keys", async (t) => {
  const { door } = await world();
  t.after(() => door.close());
  const mina = await door.somebody();
  for (const method of ["GET", "POST"]) {
    assert.equal(codeOf(await door.ask(method, "/token-keys")), "UNAUTHENTICATED");
    assert.equal(codeOf(await door.ask(method, "/token-keys", { as: mina.as })), "FORBIDDEN");
  }
});
