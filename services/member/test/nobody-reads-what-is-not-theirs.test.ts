import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf, person } from "@siren/chassis/testing/service-door";
import { memberAudit } from "@siren/contracts/audit";
import { ledgerPage } from "@siren/contracts/member";
import { memberState } from "@siren/contracts/snapshots";
import { type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

test("a card's ledger is its owner's alone, newest first", async () => {
  const [mina, leo] = [await door.somebody(10_000), await door.somebody(1_000)];
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 4_000);
  const path = `/cards/${mina.cardId}/ledger`;
  const { body } = await door.ask("GET", path, { as: mina.as });
  const { entries, next } = ledgerPage.parse(body);
  assert.deepEqual(
    entries.map((entry) => [entry.kind, entry.orderId, entry.available_krw, entry.held_krw]),
    [
      ["hold", orderId, -4_000, 4_000],
      ["top-up", undefined, 10_000, 0],
    ],
  );
  assert.equal(next, null);
  const older = await door.ask("GET", `${path}?before=${entries[0]?.journalId}`, { as: mina.as });
  assert.deepEqual(
    older.body.entries.map((entry: { kind: string }) => entry.kind),
    ["top-up"],
  );
  assert.equal(codeOf(await door.ask("GET", path, { as: leo.as })), "NOT_FOUND");
  assert.equal(codeOf(await door.ask("GET", path, { as: person(leo.memberId, ["ops"]) })), "NOT_FOUND");
  assert.equal(codeOf(await door.ask("GET", path)), "UNAUTHENTICATED");
  assert.equal(codeOf(await door.ask("GET", path, { as: "order" })), "FORBIDDEN");
  assert.equal(codeOf(await door.ask("GET", "/cards/x/ledger", { as: mina.as })), "BAD_REQUEST");
});

test("what is between processes is for those processes only", async () => {
  const mina = await door.somebody();
  const doors = [
    { path: "/internal/audit", for: ["auditor"] },
    { path: "/internal/feed?after=0", for: ["order", "barista", "gateway", "auditor"] },
    { path: "/internal/snapshot", for: ["order", "barista", "gateway", "auditor"] },
  ];
  for (const { path, for: allowed } of doors) {
    assert.equal(codeOf(await door.ask("GET", path)), "UNAUTHENTICATED", path);
    assert.equal(codeOf(await door.ask("GET", path, { as: mina.as })), "FORBIDDEN", path);
    for (const as of ["menu", "order", "barista", "gateway", "auditor", "discovery"] as const) {
      const expected = allowed.includes(as) ? 200 : 403;
      assert.equal((await door.ask("GET", path, { as })).status, expected, `${as} ${path}`);
    }
  }
  assert.equal((await door.ask("GET", "/internal/audit?since=x", { as: "auditor" })).status, 400);
});

test("an identity that the gateway did not sign for a person is nobody's", async () => {
  const mina = await door.somebody();
  const forged = await door.signed(mina.as, "menu");
  assert.equal(
    codeOf(await door.ask("GET", "/me", { headers: { "x-siren-identity": forged } })),
    "UNAUTHENTICATED",
  );
  assert.equal(
    codeOf(await door.ask("GET", "/me", { headers: { "x-siren-identity": "a.b.c" } })),
    "UNAUTHENTICATED",
  );
});

test("whoever starts over learns allowances and names, and never a password or an address", async () => {
  const mina = await door.somebody(40_000);
  const { body } = await door.ask("GET", "/internal/snapshot", { as: "order" });
  const { allowances, nicknames } = memberState.parse(body.state);
  const { memberId, cardId, session } = mina;
  assert.deepEqual(
    nicknames.filter((one) => one.memberId === memberId),
    [{ memberId, nickname: session.member.nickname }],
  );
  const [allowance] = allowances.filter((one) => one.cardId === cardId);
  assert.deepEqual([allowance?.memberId, allowance?.amount_krw], [memberId, 30_000]);
  assert.doesNotMatch(JSON.stringify(body), /password|@example\.org|currentHash/);
});

test("the auditor's pages give each fact once, also of one millisecond", async () => {
  const mina = await door.somebody(50_000);
  const orders = Array.from({ length: 7 }, () => door.newId("ord"));
  for (const orderId of orders) await door.hold(orderId, mina, 1_000);
  await door.inside(({ holds }) =>
    holds.updateMany({ _id: { $in: orders } }, { $set: { changedAt: 5_000 } }),
  );
  const seen: string[] = [];
  let since: string | null = "5000";
  while (since !== null) {
    const asked = await door.ask("GET", `/internal/audit?since=${since}&limit=3`, { as: "auditor" });
    const { facts, next }: { facts: { orderId: string }[]; next: string | null } = memberAudit.parse(
      asked.body,
    );
    seen.push(...facts.map(({ orderId }) => orderId));
    assert.ok(seen.length <= 100, "it goes round in circles");
    since = next;
  }
  assert.deepEqual(
    orders.filter((orderId) => seen.filter((one) => one === orderId).length !== 1),
    [],
  );
});
