import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf, person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { memberExport } from "@siren/contracts/accounts";
import { balanced, goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

type Somebody = Awaited<ReturnType<Member["somebody"]>>;
const leave = (who: Somebody, body: object = { current: goodPassword }) =>
  door.ask("DELETE", "/me", { as: who.as, body });

test("an export has everything that is kept about a person, and no secret", async () => {
  const mina = await door.somebody(10_000);
  await door.hold(door.newId("ord"), mina, 4_000);
  const { status, body, headers } = await door.ask("GET", "/export", { as: mina.as });
  assert.equal(status, 200);
  assert.match(headers.get("content-disposition") ?? "", /attachment/);
  const read = memberExport.parse(body);
  assert.equal(read.account.email, mina.email);
  assert.deepEqual([read.cards.length, read.sessions.length, read.ledger.length], [1, 1, 2]);
  assert.doesNotMatch(JSON.stringify(body), /hash|secret|token/i);
  assert.equal(codeOf(await door.ask("GET", "/export")), "UNAUTHENTICATED");
});

test("an export has all of it, however much that is", async () => {
  const mina = await door.somebody(10_000);
  const { memberId } = mina;
  const stars = Array.from({ length: 51 }, (_, n) => n);
  await door.inside(async ({ starEntries, coupons }) => {
    await starEntries.insertMany(
      stars.map((n) => ({
        ...{ _id: door.newId("sta"), memberId, at: n, stars: 1, because: "order", subject: `order ${n}` },
      })),
    );
    await coupons.insertMany(
      Array.from({ length: 101 }, (_, n) => ({
        ...{ _id: door.newId("cpn"), memberId, kind: "FREE_DRINK", state: "AVAILABLE", orderId: null },
        ...{ grantedAt: n, expiresAt: n + 1, reference: `test:${memberId}:${n}`, version: 1 },
      })),
    );
  });
  const read = memberExport.parse((await door.ask("GET", "/export", { as: mina.as })).body);
  assert.deepEqual([read.stars.entries.length, read.coupons.length], [51, 101]);
  assert.deepEqual(
    read.topUps.map(({ amount_krw, state }) => [amount_krw, state]),
    [[10_000, "SETTLED"]],
  );
});

test("an account is not ended by a token alone, nor while something is under way", async () => {
  const mina = await door.somebody(10_000);
  assert.equal(codeOf(await leave(mina, {})), "BAD_REQUEST");
  assert.equal(codeOf(await leave(mina, { current: "a guess" })), "UNAUTHENTICATED");
  assert.equal(codeOf(await leave(mina)), "ILLEGAL_TRANSITION", "won are on the card");
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 4_000);
  assert.equal(
    codeOf(await leave(mina, { current: goodPassword, forfeitBalance: true })),
    "ILLEGAL_TRANSITION",
  );
  door.order.publish("OrderReleaseWanted", orderId, { orderId, ...mina.card });
  await until("it is given back", async () => (await mina.wallet()).held_krw === 0);
  assert.equal((await leave(mina, { current: goodPassword, forfeitBalance: true })).status, 204);
});

test("who has left cannot come in, is named nowhere, and the ledger adds up as before", async () => {
  const mina = await door.somebody();
  const { email, memberId, cardId } = mina;
  const left = await leave(mina);
  assert.equal(left.status, 204);
  assert.match(left.headers.getSetCookie().join(), /siren_refresh=;.*siren_pass=;/);
  const login = () => door.ask("POST", "/login", { body: { email, password: goodPassword } });
  assert.equal(codeOf(await login()), "UNAUTHENTICATED");
  const as = { ...mina.as, authAtMs: door.now() + 1 };
  assert.equal(codeOf(await door.ask("GET", "/me", { as })), "NOT_FOUND");
  assert.equal(codeOf(await leave({ ...mina, as })), "NOT_FOUND");
  const cookie = mina.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  assert.equal(codeOf(await door.ask("POST", "/refresh", { headers: { cookie } })), "UNAUTHENTICATED");

  const told = (await door.events()).filter(({ data }) => data.memberId === memberId);
  const gone = told.find(({ type }) => type === "MemberDeleted");
  assert.ok(Number(gone?.data.notBefore) > 0);
  assert.equal(told.findLast(({ type }) => type === "AllowanceSet")?.data.amount_krw, 0);
  const { state } = (await door.ask("GET", "/internal/snapshot", { as: "barista" })).body;
  assert.ok(state.deleted.some((one: { memberId: string }) => one.memberId === memberId));
  assert.ok(!state.nicknames.some((one: { memberId: string }) => one.memberId === memberId));

  const kept = await door.inside(async ({ members, cards, sessions, links }) =>
    JSON.stringify([
      await members.findById(memberId).lean(),
      await cards.findById(cardId).lean(),
      await sessions.find({ memberId }).lean(),
      await links.find({ memberId }).lean(),
    ]),
  );
  assert.ok(!kept.includes(email) && !kept.includes(mina.session.member.nickname), kept);
  const body = { email, password: goodPassword, nickname: "again" };
  assert.equal((await door.ask("POST", "/register", { body })).status, 201, "the address is free again");
  assert.deepEqual(await door.ledger(), balanced);
});

test("what comes late for somebody who has left is booked all the same", async () => {
  const mina = await door.somebody(5_000);
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 5_000);
  const capture = { orderId, ...mina.card, storeId: "seongsu", amount_krw: 5_000, deferred: false };
  door.order.publish("OrderCaptureWanted", orderId, capture);
  await until("it is taken", async () => (await mina.wallet()).held_krw === 0);
  assert.equal((await leave(mina)).status, 204);
  const refund = { orderId, ...mina.card, storeId: "seongsu", part: "whole", amount_krw: 5_000 };
  door.order.publish("OrderRefundWanted", orderId, refund);
  await until("it is given back", async () =>
    (await door.events()).some(({ type, data }) => type === "Refunded" && data.orderId === orderId),
  );
  assert.deepEqual(await door.ledger(), balanced);
});

test("the last who could appoint anybody stays", async () => {
  const mina = await door.somebody();
  await door.inside(({ members }) => members.updateOne({ _id: mina.memberId }, { $set: { roles: ["ops"] } }));
  const as = person(mina.memberId, ["ops"]);
  const answer = await door.ask("DELETE", "/me", { as, body: { current: goodPassword } });
  assert.equal(codeOf(answer), "ILLEGAL_TRANSITION");
});
