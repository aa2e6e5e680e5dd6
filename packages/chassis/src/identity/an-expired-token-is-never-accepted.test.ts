import assert from "node:assert/strict";
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { customer, startWorld } from "../../test/back-end-world.ts";
import { makeKey, sign } from "../../test/people-world.ts";
import { until } from "../testing/until.ts";
import { createFailedChecks } from "./failed-checks.ts";

const minuteMs = 60_000;

test("a token is taken until it runs out, and not a moment longer, though it was verified before", async (t) => {
  const world = await startWorld(t);
  const { tokens } = world.backEnd.people;
  const token = await world.token();
  const { caller, expiresAtMs } = await tokens.verifyAccess(token);
  assert.equal(caller.sub, customer);
  assert.equal(caller.via, "token");
  assert.ok(expiresAtMs <= world.backEnd.now() + 15 * minuteMs);
  world.pass(15 * minuteMs);
  await assert.rejects(tokens.verifyAccess(token), { code: "TOKEN_EXPIRED" });
});

test("nor over a connection that showed it before, and what else that shows is somebody else's", async (t) => {
  const world = await startWorld(t);
  const { tokens } = world.backEnd.people;
  const [connection, other] = [{}, {}];
  const token = await world.token();
  assert.equal(tokens.knownByAccess(token, connection), undefined);
  const { caller } = await tokens.verifyAccess(token);
  for (const one of [connection, connection, other]) assert.equal(tokens.knownByAccess(token, one), caller);
  const unknown = await world.token({ nickname: "미나" });
  assert.equal(tokens.knownByAccess(unknown, connection), undefined);
  await tokens.verifyAccess(unknown);
  assert.equal(tokens.knownByAccess(unknown, connection)?.nickname, "미나");
  assert.equal(tokens.knownByAccess(token, connection), caller);
  world.pass(15 * minuteMs);
  for (const one of [connection, other]) assert.equal(tokens.knownByAccess(token, one), undefined);
});

test("a token says what its owner is called; an older one, which says nothing, is as good", async (t) => {
  const world = await startWorld(t);
  const { tokens } = world.backEnd.people;
  const named = await tokens.verifyAccess(await world.token({ nickname: "미나" }));
  assert.equal(named.caller.nickname, "미나");
  const older = await tokens.verifyAccess(await world.token());
  assert.deepEqual([older.caller.sub, "nickname" in older.caller], [customer, false]);
  for (const nickname of [7, "", "가".repeat(257)]) {
    const token = await world.token({ nickname });
    if (nickname === "") assert.equal((await tokens.verifyAccess(token)).caller.nickname, "");
    else await assert.rejects(tokens.verifyAccess(token), { code: "UNAUTHENTICATED" });
  }
});

test("an expired token stays expired while member is down", async (t) => {
  const world = await startWorld(t);
  const { tokens, probe } = world.backEnd.people;
  await tokens.verifyAccess(await world.token());
  const expired = await world.token({}, -1_000);
  world.member.stop();
  await until("the probe finds member down", () => probe.isDown());
  await assert.rejects(tokens.verifyAccess(expired), { code: "TOKEN_EXPIRED" });
});

test("a token that is forged, of another issuer, of no form or for another use is refused", async (t) => {
  const world = await startWorld(t);
  const { tokens } = world.backEnd.people;
  const claims = {
    iss: "siren-member",
    sub: customer,
    sid: "s",
    use: "access",
    roles: [],
    stores: [],
    authAtMs: 1,
  };
  const times = { issuedMs: Date.now(), expiresMs: Date.now() + minuteMs };
  const [head, body] = (await world.token()).split(".");
  for (const token of [
    "",
    "a.b.c",
    `${head}.${body}.`,
    `${Buffer.from('{"alg":"none","kid":"member-1"}').toString("base64url")}.${body}.`,
    await sign(makeKey("member-1"), claims, times),
    await sign(world.keys.order, claims, times),
    await world.token({ iss: "siren-order" }),
    await world.token({ roles: ["emperor"] }),
    await world.token({ use: "outage" }),
    await world.token({ sid: undefined }),
  ]) {
    await assert.rejects(tokens.verifyAccess(token), { code: "UNAUTHENTICATED" });
  }
});

test("the outage pass counts only while our own probe finds that member cannot be asked", async (t) => {
  const world = await startWorld(t);
  const { tokens, probe } = world.backEnd.people;
  const pass = await world.token({ use: "outage" }, 12 * 60 * minuteMs);
  await assert.rejects(tokens.verifyPass(pass), { code: "UNAUTHENTICATED" });
  await assert.rejects(tokens.verifyPass(await world.token()), { code: "UNAUTHENTICATED" });

  world.member.stop();
  await until("the probe finds member down", () => probe.isDown());
  const { caller } = await tokens.verifyPass(pass);
  assert.equal(caller.via, "pass");
  await assert.rejects(tokens.verifyPass(await world.token({ use: "outage" }, -1_000)), {
    code: "TOKEN_EXPIRED",
  });
  await assert.rejects(tokens.verifyAccess(pass), { code: "UNAUTHENTICATED" });

  await world.member.start();
  await until("the probe finds member again", () => !probe.isDown());
  await assert.rejects(tokens.verifyPass(pass), { code: "UNAUTHENTICATED" });
});

test("keys are kept on disk: a process that starts while member is down verifies what was signed before", async (t) => {
  const world = await startWorld(t);
  const { tokens } = world.backEnd.people;
  const token = await world.token();
  await tokens.verifyAccess(token);
  const kept = await readFile(join(world.dataDir, "member-keys.json"), "utf8");

  const other = await startWorld(t, {
    async before({ dataDir, member }) {
      member.stop();
      await writeFile(join(dataDir, "member-keys.json"), kept);
    },
  });
  assert.equal((await other.backEnd.people.tokens.verifyAccess(token)).caller.sub, customer);
});

test("keys are there before the first token is shown, which may be when member has gone", async (t) => {
  const world = await startWorld(t);
  await until("member was asked for its keys", () =>
    access(join(world.dataDir, "member-keys.json")).then(
      () => true,
      () => false,
    ),
  );
  const token = await world.token();
  world.member.stop();
  assert.equal((await world.backEnd.people.tokens.verifyAccess(token)).caller.sub, customer);
});

test("a process is not ready before it can judge a token, but does not wait for member for ever", async (t) => {
  const { backEnd, pass } = await startWorld(t, { before: ({ member }) => member.stop() });
  const missing = () => backEnd.health.missing();
  assert.deepEqual(await missing(), ["member keys: member has not shown them yet"]);
  pass(10_000);
  assert.deepEqual(await missing(), []);

  const other = await startWorld(t);
  await until("member's keys make it ready", async () => (await other.backEnd.health.missing()).length === 0);
});

test("a copy on disk that cannot be read is said, and replaced", async (t) => {
  const world = await startWorld(t, {
    before: ({ dataDir }) => writeFile(join(dataDir, "member-keys.json"), "{ torn"),
  });
  await world.backEnd.people.tokens.verifyAccess(await world.token());
  assert.ok(world.lines.some((line) => line.event === "member-keys.copy-unreadable"));
  JSON.parse(await readFile(join(world.dataDir, "member-keys.json"), "utf8"));
});

test("a new key of member is learnt, but made-up key ids do not make us ask for each request", async (t) => {
  const world = await startWorld(t);
  const { tokens } = world.backEnd.people;
  await tokens.verifyAccess(await world.token());
  const asked = world.member.keyRequests;
  const made = {
    iss: "siren-member",
    sub: customer,
    sid: "s",
    use: "access",
    roles: [],
    stores: [],
    authAtMs: 1,
  };
  const times = { issuedMs: Date.now(), expiresMs: Date.now() + 60 * minuteMs };
  world.pass(6_000);
  for (let i = 0; i < 20; i += 1) {
    const token = await sign(makeKey(`made-up-${i}`), made, times);
    await assert.rejects(tokens.verifyAccess(token), { code: "UNAUTHENTICATED" });
  }
  assert.equal(world.member.keyRequests, asked + 1);

  const next = makeKey("member-2");
  world.member.keys.push(next);
  world.pass(6_000);
  const token = await sign(next, { ...made, roles: ["customer"], authAtMs: Date.now() }, times);
  assert.equal((await tokens.verifyAccess(token)).caller.sub, customer);
});

test("before member was ever asked a token is not called bad, and is taken as soon as member answers", async (t) => {
  const world = await startWorld(t, { before: ({ member }) => member.stop() });
  const { tokens } = world.backEnd.people;
  const token = await world.token();
  await assert.rejects(tokens.verifyAccess(token), { code: "NO_INSTANCE" });
  await world.member.start();
  await until("the token is taken", async () => {
    const verified = await tokens.verifyAccess(token).catch(() => undefined);
    return verified?.caller.sub === customer;
  });
});

test("who shows many wrong tokens waits with further ones, and nobody else does", async (t) => {
  const world = await startWorld(t);
  const { tokens } = world.backEnd.people;
  const good = await world.token();
  await tokens.verifyAccess(good, "192.0.2.7");
  const [head, body] = good.split(".");
  const wrong = (i: number) => `${head}.${body}.${Buffer.alloc(64, String(i + 1_000)).toString("base64url")}`;
  const refused = (token: string, code: string) =>
    assert.rejects(tokens.verifyAccess(token, "192.0.2.7"), { code });
  await Promise.all(Array.from({ length: 500 }, (_, i) => refused(wrong(i), "UNAUTHENTICATED")));
  await refused(wrong(501), "TOO_MANY_REQUESTS");
  await refused(await world.token({ sid: "new" }), "TOO_MANY_REQUESTS");
  assert.equal((await tokens.verifyAccess(good, "192.0.2.7")).caller.sub, customer, "it was verified before");
  // One of ours is there: somebody else's wrong ones shut nobody out who signs in beside them, up to four times as many.
  await tokens.verifyAccess(await world.token({ sid: "beside" }), "192.0.2.7");
  await tokens.verifyAccess(await world.token({ sid: "other" }), "192.0.2.8");
  world.pass(10_000);
  await tokens.verifyAccess(await world.token({ sid: "later" }), "192.0.2.7");
});

test("a right token from the same address gives room for wrong ones, and not for ever", () => {
  let nowMs = 0;
  const failed = createFailedChecks(() => nowMs);
  const fail = (times: number) => {
    for (let i = 0; i < times; i += 1) failed.add("a");
  };
  fail(1_999);
  assert.ok(failed.isBarred("a"));
  failed.vouch("a");
  assert.ok(!failed.isBarred("a"));
  fail(1);
  assert.ok(failed.isBarred("a"));
  nowMs += 10_000;
  fail(500);
  assert.ok(failed.isBarred("a"), "in another time somebody has to vouch anew");
});

test("the same wrong token is checked once, however often it is shown", async (t) => {
  const world = await startWorld(t);
  const { tokens } = world.backEnd.people;
  const [head, body] = (await world.token()).split(".");
  const wrong = `${head}.${body}.${Buffer.alloc(64).toString("base64url")}`;
  const expired = await world.token({}, -1_000);
  for (let i = 0; i < 600; i += 1) {
    await assert.rejects(tokens.verifyAccess(wrong, "192.0.2.7"), { code: "UNAUTHENTICATED" });
    await assert.rejects(tokens.verifyAccess(expired, "192.0.2.7"), { code: "TOKEN_EXPIRED" });
  }
  // Were each of them checked, five hundred would have barred the address.
  await tokens.verifyAccess(await world.token({ sid: "new" }), "192.0.2.7");
});
