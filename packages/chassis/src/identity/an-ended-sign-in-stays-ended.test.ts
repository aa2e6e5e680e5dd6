import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { customer, startWorld, type World } from "../../test/back-end-world.ts";
import { until } from "../testing/until.ts";

const other = "mem_00000000000000000000000002";
const fileIn = (world: World) => join(world.dataDir, "revocations.json");
const kept = async (world: World) => await readFile(fileIn(world), "utf8").catch(() => "");
const asOf = (sub: string, authAtMs: number) => ({ kind: "member" as const, sub, authAtMs });

test("a revoked member's verified token is refused within 2 s, a newer sign-in is not", async (t) => {
  const world = await startWorld(t);
  const { tokens } = world.backEnd.people;
  const authAtMs = Date.now() - 60_000;
  const token = await world.token({ authAtMs });
  await tokens.verifyAccess(token);
  const connection = {};
  assert.equal(tokens.knownByAccess(token, connection)?.sub, customer);
  world.member.revoke(customer, authAtMs + 1);
  const isRefused = () =>
    tokens.verifyAccess(token).then(
      () => false,
      () => true,
    );
  await until("it is refused", isRefused, 2_000);
  assert.equal(tokens.knownByAccess(token, connection), undefined);
  await assert.rejects(tokens.verifyAccess(token), { code: "UNAUTHENTICATED" });
  await assert.rejects(tokens.verifyAccess(await world.token({ authAtMs })), { code: "UNAUTHENTICATED" });
  await tokens.verifyAccess(await world.token({ authAtMs: authAtMs + 1 }));
});

test("a restart while member is down forgets no revocation", async (t) => {
  const world = await startWorld(t);
  world.member.revoke(customer, Date.now());
  await until("it is on disk", async () => (await kept(world)).includes(customer));
  const copy = await kept(world);
  const next = await startWorld(t, {
    async before({ dataDir, member }) {
      member.stop();
      await writeFile(join(dataDir, "revocations.json"), copy);
    },
  });
  assert.equal(next.backEnd.people.revocations.isRevoked(asOf(customer, 1)), true);
  assert.equal(next.backEnd.people.revocations.isRevoked(asOf(other, 1)), false);
});

test("who begins after member has forgotten its first events learns from its snapshot, then goes on", async (t) => {
  const world = await startWorld(t, {
    before({ member }) {
      member.revoke(customer, Date.now());
      member.prune();
    },
  });
  const { revocations } = world.backEnd.people;
  await until("the old one is known", () => revocations.isRevoked(asOf(customer, 1)));
  world.member.revoke(other, Date.now());
  await until("the new one too", () => revocations.isRevoked(asOf(other, 1)));
});

test("a restored backup of member takes no revocation back, and what follows is heard", async (t) => {
  const world = await startWorld(t);
  const { revocations } = world.backEnd.people;
  world.member.revoke(customer, Date.now());
  await until("it is known", () => revocations.isRevoked(asOf(customer, 1)));
  world.member.restore();
  await until("the new epoch is followed", async () => (await kept(world)).includes("epoch-2"));
  assert.equal(revocations.isRevoked(asOf(customer, 1)), true);
  world.member.revoke(other, Date.now());
  await until("the new one is heard", () => revocations.isRevoked(asOf(other, 1)));
});

for (const [what, text] of Object.entries({
  torn: '{"epoch":"on',
  "of another form": '{"after":-1}',
  null: "null",
})) {
  test(`a copy on disk that is ${what} is said, and learnt anew`, async (t) => {
    const world = await startWorld(t, {
      async before({ dataDir, member }) {
        await writeFile(join(dataDir, "revocations.json"), text);
        member.revoke(customer, Date.now());
      },
    });
    assert.ok(world.lines.some((line) => line.event === "revocations.copy-unreadable"));
    await until("it is known", () => world.backEnd.people.revocations.isRevoked(asOf(customer, 1)));
  });
}

test("neither guests nor services are touched by what ends a member's sign-in", async (t) => {
  const world = await startWorld(t);
  const { revocations } = world.backEnd.people;
  world.member.revoke(customer, Date.now());
  await until("it is known", () => revocations.isRevoked(asOf(customer, 1)));
  assert.equal(revocations.isRevoked({ kind: "service", sub: customer, authAtMs: 0 }), false);
  assert.equal(revocations.isRevoked({ kind: "guest", sub: customer, authAtMs: 0 }), false);
});

test("an event that cannot be read is said, and does not hide those after it", async (t) => {
  const world = await startWorld(t);
  const { revocations } = world.backEnd.people;
  world.member.revoke("nobody we could name", Date.now());
  world.member.revoke(customer, Date.now());
  await until("the next one is known", () => revocations.isRevoked(asOf(customer, 1)));
  assert.ok(world.lines.some((line) => line.event === "revocations.event-unreadable"));
});
