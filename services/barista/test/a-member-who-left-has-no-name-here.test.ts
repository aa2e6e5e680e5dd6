import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { goldenEvents } from "@siren/contracts/golden";
import { snapshotExamples } from "@siren/contracts/golden-between";
import { openBarista } from "../src/testing/open-barista.ts";

const { memberId, notBefore } = goldenEvents.MemberDeleted;

test("the name is gone from that member's tickets, and from nobody else's", async (t) => {
  const door = await openBarista();
  t.after(() => door.close());
  const member = await door.peer("member", { allowances: [], revoked: [], deleted: [] });
  const theirs = await door.queued({ ownerId: memberId, nickname: "미나" });
  const other = await door.queued({ nickname: "레오" });
  member.publish("MemberDeleted", memberId, { memberId, notBefore });
  await until("it is gone", async () => (await door.ticketOf(theirs.orderId))?.nickname === "");
  assert.equal((await door.ticketOf(other.orderId))?.nickname, "레오");
  assert.equal((await door.ticketOf(theirs.orderId))?.number, theirs.number, "the drink is still called");
});

test("who left before this board was begun is forgotten by the snapshot", async (t) => {
  const door = await openBarista();
  t.after(() => door.close());
  const [left] = snapshotExamples.memberState.deleted;
  assert.ok(left);
  const theirs = await door.queued({ ownerId: left.memberId, nickname: "미나" });
  await door.peer("member", JSON.parse(JSON.stringify(snapshotExamples.memberState)));
  await until("it is gone", async () => (await door.ticketOf(theirs.orderId))?.nickname === "");
});
