import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { Charge, PaymentProvider } from "../src/payment-provider.ts";
import { createSandboxProvider } from "../src/sandbox-provider.ts";
import { balanced, type Member, openMember } from "../src/testing/open-member.ts";

const sandbox = createSandboxProvider({ lateMs: 500 });
const asked: string[] = [];
/** The sandbox, and what it was asked. */
const provider: PaymentProvider = {
  ...sandbox,
  charge(charge: Charge, signal) {
    asked.push(charge.transactionId);
    return sandbox.charge(charge, signal);
  },
};

let door: Member;
before(async () => {
  door = await openMember({ PAYMENT_TIMEOUT_MS: "500", PAYMENT_REST_MS: "8000" }, provider);
});
after(() => door.close());

const breakerIs = async () =>
  /^siren_breaker_state\{[^}]*service="payment-provider"[^}]*\} (\d)/m.exec(await door.metrics())?.[1];

test("one that answers nobody is asked no more for a while: nothing is begun and nothing charged", async () => {
  const [mina, leo] = [await door.somebody(), await door.somebody()];
  assert.equal((await leo.topUp(3_000, "key-before-1")).status, 201);
  const mute = await Promise.all([1, 2, 3].map((n) => mina.topUp(5_000, `key-timeout-${n}`, "timeout-visa")));
  assert.deepEqual(
    mute.map(({ status, body }) => [status, body.state]),
    [1, 2, 3].map(() => [202, "PENDING"]),
    "each had its deadline",
  );
  const before = asked.length;
  const refused = await leo.topUp(7_000, "key-while-open");
  assert.equal(codeOf(refused), "PAYMENT_UNAVAILABLE");
  assert.deepEqual([refused.status, refused.body.retryable], [503, true]);
  const waitS = Number(refused.headers.get("retry-after"));
  assert.ok(waitS >= 1 && waitS <= 8, `come back in ${waitS} s`);
  assert.equal(await breakerIs(), "2");
  assert.equal(asked.length, before, "the provider was left alone");
  const begun = await door.inside((models) => models.topUps.countDocuments({ key: "key-while-open" }));
  assert.equal(begun, 0, "nothing is left that a timer could charge later");
  assert.equal((await leo.wallet()).available_krw, 3_000);

  // What was begun before is what it was, and can be read; what was settled stays so.
  const again = await mina.topUp(5_000, "key-timeout-1", "timeout-visa");
  assert.deepEqual([again.status, again.body.topUpId], [202, mute[0]?.body.topUpId]);
  assert.equal((await leo.topUp(3_000, "key-before-1")).status, 201);
  assert.equal(asked.length, before);

  // After its rest the same request with the same key goes through: once.
  await until("it is tried again", async () => (await leo.topUp(7_000, "key-while-open")).status === 201);
  assert.equal((await leo.wallet()).available_krw, 10_000);
  await until("the breaker is closed", async () => (await breakerIs()) === "0");

  // What became of the three is found out by the timer, under their own ids.
  door.advance(10_001);
  await until("they are settled", async () => (await mina.wallet()).available_krw === 15_000);
  assert.deepEqual(await door.ledger(), balanced);
});

test("a declined card, or one that answers later, opens nothing", async () => {
  const mina = await door.somebody();
  for (let i = 0; i < 4; i += 1) {
    assert.equal(codeOf(await mina.topUp(2_000, `key-declined-${i}`, "decline-me")), "PAYMENT_DECLINED");
    assert.equal((await mina.topUp(2_000, `key-late-${i}0`, "late-visa")).status, 202);
  }
  assert.equal((await mina.topUp(2_000, "key-after-0")).status, 201);
  await until("all are settled", async () => (await mina.wallet()).available_krw === 10_000);
});
