import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { createSandboxProvider } from "../src/sandbox-provider.ts";
import { balanced, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember({ PAYMENT_TIMEOUT_MS: "500" }, createSandboxProvider({ lateMs: 500 }));
});
after(() => door.close());

const read = async (mina: Awaited<ReturnType<Member["somebody"]>>, topUpId: string) =>
  (await door.ask("GET", `/cards/${mina.cardId}/topups/${topUpId}`, { as: mina.as })).body;

async function untilIs(mina: Awaited<ReturnType<Member["somebody"]>>, topUpId: string, state: string) {
  await until(`the top-up is ${state}`, async () => (await read(mina, topUpId)).state === state);
}

test("a card that answers late is pending, can be read, and is settled of itself", async () => {
  const mina = await door.somebody();
  const { status, body, headers } = await mina.topUp(8_000, "key-late-1", "late-visa");
  assert.deepEqual([status, body.state, body.card.available_krw], [202, "PENDING", 0]);
  assert.equal(headers.get("location"), `/cards/${mina.cardId}/topups/${body.topUpId}`);
  await untilIs(mina, body.topUpId, "SETTLED");
  const again = await mina.topUp(8_000, "key-late-1", "late-visa");
  assert.deepEqual([again.status, again.body.topUpId], [201, body.topUpId]);
  assert.equal((await mina.wallet()).available_krw, 8_000);
});

test("a card that is declined late is declined to the same key, and brings nothing", async () => {
  const mina = await door.somebody();
  const { body } = await mina.topUp(8_000, "key-late-2", "late-decline");
  await untilIs(mina, body.topUpId, "DECLINED");
  assert.equal(codeOf(await mina.topUp(8_000, "key-late-2", "late-decline")), "PAYMENT_DECLINED");
  assert.equal((await mina.wallet()).available_krw, 0);
});

test("a card that does not answer is pending until a timer asks again", async () => {
  const mina = await door.somebody();
  const { status, body } = await mina.topUp(6_000, "key-mute-1", "timeout-visa");
  assert.deepEqual([status, body.state], [202, "PENDING"]);
  door.advance(10_001);
  await untilIs(mina, body.topUpId, "SETTLED");
  assert.equal((await mina.wallet()).available_krw, 6_000);
});

test("a card that answers three times brings its won once", async () => {
  const mina = await door.somebody();
  const { status, body } = await mina.topUp(5_000, "key-twice", "twice-visa");
  assert.deepEqual([status, body.state], [201, "SETTLED"]);
  // Whoever came behind it was heard after its further answers.
  const leo = await door.somebody();
  const late = await leo.topUp(1_000, "key-behind", "late-visa");
  await untilIs(leo, late.body.topUpId, "SETTLED");
  assert.equal((await mina.wallet()).available_krw, 5_000);
  assert.deepEqual(await door.ledger(), balanced);
});

test("nobody reads another's top-up", async () => {
  const [mina, leo] = [await door.somebody(), await door.somebody()];
  const { topUpId } = (await mina.topUp(5_000, "key-mine-1")).body;
  const path = `/cards/${mina.cardId}/topups/${topUpId}`;
  assert.equal(codeOf(await door.ask("GET", path, { as: leo.as })), "NOT_FOUND");
  assert.equal(
    codeOf(await door.ask("GET", `/cards/${leo.cardId}/topups/${topUpId}`, { as: leo.as })),
    "NOT_FOUND",
  );
  assert.equal(codeOf(await door.ask("GET", path)), "UNAUTHENTICATED");
  assert.equal(
    codeOf(await door.ask("GET", `/cards/${mina.cardId}/topups/x`, { as: mina.as })),
    "BAD_REQUEST",
  );
});
