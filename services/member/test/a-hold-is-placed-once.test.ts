import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Listening } from "@siren/chassis/back-end";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { balanced, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
let second: Listening;
before(async () => {
  door = await openMember();
  second = await door.start();
});
after(() => door.close());

test("the first time it is placed and told, after that it is found; another body is refused", async () => {
  const mina = await door.somebody(20_000);
  const orderId = door.newId("ord");
  const placed = await door.hold(orderId, mina, 5_000);
  assert.deepEqual([placed.status, placed.body], [201, { orderId, state: "PLACED", amount_krw: 5_000 }]);
  const again = await door.hold(orderId, mina, 5_000, { at: second });
  assert.deepEqual([again.status, again.body], [200, placed.body]);
  assert.deepEqual(await mina.wallet(), {
    ...{ cardId: mina.cardId, available_krw: 15_000, held_krw: 5_000, arrears_krw: 0 },
  });
  assert.equal(codeOf(await door.hold(orderId, mina, 6_000)), "KEY_REUSED");
  const leo = await door.somebody(20_000);
  assert.equal(codeOf(await door.hold(orderId, leo, 5_000)), "KEY_REUSED");
  await until("it is told", async () => (await door.events()).some(({ data }) => data.orderId === orderId));
  const told = (await door.events()).filter(({ data }) => data.orderId === orderId);
  assert.deepEqual(
    told.map(({ type, data }) => [type, data]),
    [["HoldPlaced", { orderId, amount_krw: 5_000 }]],
  );
});

test("what the card cannot cover is refused and leaves nothing behind", async () => {
  const mina = await door.somebody(3_000);
  const orderId = door.newId("ord");
  assert.equal(codeOf(await door.hold(orderId, mina, 3_001)), "INSUFFICIENT_BALANCE");
  assert.equal(codeOf(await door.hold(orderId, await door.somebody(), 1_000)), "INSUFFICIENT_BALANCE");
  assert.equal((await mina.wallet()).available_krw, 3_000);
  const told = async () =>
    (await door.events()).filter(({ data }) => data.orderId === orderId).map(({ data }) => data.code);
  assert.deepEqual(await told(), ["INSUFFICIENT_BALANCE"], "once, for those who did not hear the answer");
  assert.equal((await door.hold(orderId, mina, 3_000)).status, 201, "the same order may try again");
});

test("a card of somebody else, or none, is not there", async () => {
  const [mina, leo] = [await door.somebody(9_000), await door.somebody(9_000)];
  const taken = { memberId: leo.memberId, cardId: mina.cardId };
  assert.equal(codeOf(await door.hold(door.newId("ord"), taken, 1_000)), "NOT_FOUND");
  const none = { memberId: leo.memberId, cardId: door.newId("crd") };
  assert.equal(codeOf(await door.hold(door.newId("ord"), none, 1_000)), "NOT_FOUND");
});

test("a locked card holds nothing new and gives back what it held", async () => {
  const mina = await door.somebody(9_000);
  const held = door.newId("ord");
  await door.hold(held, mina, 2_000);
  await door.lock(mina.cardId);
  assert.equal(codeOf(await door.hold(door.newId("ord"), mina, 1_000)), "CARD_LOCKED");
  assert.equal((await door.hold(held, mina, 2_000)).status, 200);
  door.order.publish("OrderReleaseWanted", held, { orderId: held, ...mina.card });
  await until("it is given back", async () => (await mina.wallet()).available_krw === 9_000);
});

test("a release that comes first leaves a tombstone: the late hold is refused", async () => {
  const mina = await door.somebody(9_000);
  const orderId = door.newId("ord");
  door.order.publish("OrderReleaseWanted", orderId, { orderId, ...mina.card });
  await until("it is told", async () =>
    (await door.events()).some(({ type, data }) => type === "HoldReleased" && data.orderId === orderId),
  );
  assert.equal(codeOf(await door.hold(orderId, mina, 4_000)), "HOLD_RELEASED");
  assert.equal((await mina.wallet()).available_krw, 9_000);
});

test("a release for a card that is nobody's, or another's, stops nothing behind it", async () => {
  const [mina, leo] = [await door.somebody(9_000), await door.somebody()];
  const orders = [door.newId("ord"), door.newId("ord"), door.newId("ord")] as const;
  const wanted = [{ cardId: door.newId("crd") }, { cardId: mina.cardId }, {}];
  for (const [i, card] of wanted.entries())
    door.order.publish("OrderReleaseWanted", orders[i] ?? "", {
      ...{ orderId: orders[i] ?? "", ...leo.card },
      ...card,
    });
  await until("each is told", async () => {
    const told = (await door.events()).filter(({ type }) => type === "HoldReleased");
    return orders.every((orderId) => told.some(({ data }) => data.orderId === orderId));
  });
  assert.equal(codeOf(await door.hold(orders[1], { ...leo, cardId: mina.cardId }, 1_000)), "NOT_FOUND");
  assert.equal((await mina.wallet()).available_krw, 9_000);
  const allowed = (await door.events()).filter(({ type, data }) => type === "AllowanceSet" && data.cardId);
  assert.ok(allowed.every(({ data }) => data.cardId !== mina.cardId || data.memberId === mina.memberId));
});

test("a released hold is not placed again", async () => {
  const mina = await door.somebody(9_000);
  const orderId = door.newId("ord");
  await door.hold(orderId, mina, 4_000);
  door.order.publish("OrderReleaseWanted", orderId, { orderId, ...mina.card });
  door.order.repeatLast();
  await until("it is given back", async () => (await mina.wallet()).held_krw === 0);
  assert.equal((await mina.wallet()).available_krw, 9_000);
  assert.equal(codeOf(await door.hold(orderId, mina, 4_000)), "HOLD_RELEASED");
});

test("two replicas that are asked at the same moment place one hold", async () => {
  const mina = await door.somebody(10_000);
  const orderId = door.newId("ord");
  const at = (i: number) => (i % 2 === 0 ? {} : { at: second });
  const answers = await Promise.all([0, 1, 2, 3, 4, 5].map((i) => door.hold(orderId, mina, 4_000, at(i))));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 201]);
  assert.equal((await mina.wallet()).held_krw, 4_000);
});

test("holds at the same moment never take more than there is", async () => {
  const mina = await door.somebody(10_000);
  const answers = await Promise.all(
    [0, 1, 2, 3, 4, 5].map((i) =>
      door.hold(door.newId("ord"), mina, 4_000, i % 2 === 0 ? {} : { at: second }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 402, 402, 402, 402]);
  assert.deepEqual(await mina.wallet(), {
    ...{ cardId: mina.cardId, available_krw: 2_000, held_krw: 8_000, arrears_krw: 0 },
  });
  assert.deepEqual(await door.ledger(), balanced);
});

test("only order may ask for a hold, in the agreed form", async () => {
  const mina = await door.somebody(10_000);
  const path = `/internal/holds/${door.newId("ord")}`;
  const body = { ...mina.card, amount_krw: 1_000 };
  assert.equal(codeOf(await door.ask("PUT", path, { body })), "UNAUTHENTICATED");
  for (const as of ["gateway", "barista", "auditor", "menu"] as const) {
    assert.equal(codeOf(await door.ask("PUT", path, { as, body })), "FORBIDDEN", as);
  }
  assert.equal(codeOf(await door.ask("PUT", path, { as: mina.as, body })), "FORBIDDEN");
  for (const wrong of [-1, 1.5, "1000", null]) {
    const asked = { as: "order" as const, body: { ...body, amount_krw: wrong } };
    assert.equal(codeOf(await door.ask("PUT", path, asked)), "BAD_REQUEST");
  }
  assert.equal(codeOf(await door.ask("PUT", "/internal/holds/x", { as: "order", body })), "BAD_REQUEST");
});
