import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { type Member, openMember } from "../src/testing/open-member.ts";

/** A provider that keeps book, and can fail after it has charged. */
const charged: string[] = [];
let isMute = false;
const provider = {
  async charge({ transactionId, paymentToken }: { transactionId: string; paymentToken: string }) {
    charged.push(transactionId);
    if (isMute) throw new Error("the line was cut");
    return paymentToken.startsWith("decline") ? ("declined" as const) : ("approved" as const);
  },
};

let door: Member;
before(async () => {
  door = await openMember({}, provider);
});
after(() => door.close());

test("the same key is one top-up, however often and at whichever moment it is sent", async () => {
  const mina = await door.somebody();
  const answers = await Promise.all([1, 2, 3, 4].map(() => mina.topUp(10_000, "key-same-1")));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
  assert.equal(new Set(answers.map(({ body }) => body.topUpId)).size, 1);
  assert.equal((await mina.topUp(10_000, "key-same-1")).body.card.available_krw, 10_000);
  assert.equal(new Set(charged).size, 1, "the provider may be asked twice, but under one id");
  assert.equal(codeOf(await mina.topUp(20_000, "key-same-1")), "KEY_REUSED");
  assert.equal(codeOf(await mina.topUp(10_000, "key-same-1", "visa-2")), "KEY_REUSED");
  const leo = await door.somebody();
  assert.equal((await leo.topUp(10_000, "key-same-1")).body.card.available_krw, 10_000);
});

test("a declined payment is refused, and to the same key always", async () => {
  const mina = await door.somebody();
  assert.equal(codeOf(await mina.topUp(5_000, "key-declined", "decline-me")), "PAYMENT_DECLINED");
  assert.equal(codeOf(await mina.topUp(5_000, "key-declined", "decline-me")), "PAYMENT_DECLINED");
  assert.equal((await mina.wallet()).available_krw, 0);
});

test("when the provider's answer was lost, the same request goes on under the same id", async () => {
  const mina = await door.somebody();
  isMute = true;
  assert.equal((await mina.topUp(7_000, "key-lost-1")).status, 202);
  isMute = false;
  const { body } = await mina.topUp(7_000, "key-lost-1");
  assert.equal(body.card.available_krw, 7_000);
  assert.deepEqual(charged.slice(-2), [body.topUpId, body.topUpId]);
});

test("when nobody asks again, a timer does: nobody is charged for nothing", async () => {
  const mina = await door.somebody();
  isMute = true;
  assert.equal((await mina.topUp(9_000, "key-left-1")).status, 202);
  isMute = false;
  door.advance(60_001);
  await until("it is settled", async () => (await mina.wallet()).available_krw === 9_000);
  assert.equal(charged.at(-1), (await mina.topUp(9_000, "key-left-1")).body.topUpId);
});

test("a process that is killed between the charge and the settling has it settled once", async () => {
  const mina = await door.somebody();
  const env = await door.envOf({
    FAILPOINTS: "member.top-up-charged=kill",
    TOKEN_KEY_FILE: door.tokenKeyFile,
  });
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: {
      ...env,
      REGISTRY: "eureka:http://127.0.0.1:1/eureka/",
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const died = once(child, "exit");
  try {
    const at = { url: "", managementUrl: "", instanceId: "" };
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line);
      if (said.event === "listening") at.url = said.url;
      if (at.url) break;
    }
    const asked = {
      ...{ as: mina.as, key: "key-killed", at },
      body: { amount_krw: 6_000, paymentToken: "visa-1" },
    };
    await assert.rejects(door.ask("POST", `/cards/${mina.cardId}/topups`, asked));
    assert.deepEqual(await died, [null, "SIGKILL"]);
  } finally {
    child.kill("SIGKILL");
  }
  assert.equal((await mina.wallet()).available_krw, 0);
  assert.equal((await mina.topUp(6_000, "key-killed")).body.card.available_krw, 6_000);
  assert.equal((await mina.topUp(6_000, "key-killed")).body.card.available_krw, 6_000);
});

test("what is asked wrongly is refused by its code", async () => {
  const [mina, leo] = [await door.somebody(), await door.somebody()];
  const path = `/cards/${mina.cardId}/topups`;
  const body = { amount_krw: 5_000, paymentToken: "visa-1" };
  const ask = (more: object) => door.ask("POST", path, { as: mina.as, key: "key-wrong", body, ...more });
  assert.equal(codeOf(await door.ask("POST", path, { as: mina.as, body })), "KEY_REQUIRED");
  assert.equal(codeOf(await door.ask("POST", path, { key: "key-wrong", body })), "UNAUTHENTICATED");
  assert.equal(codeOf(await ask({ as: leo.as })), "NOT_FOUND");
  for (const amount_krw of [999, 550_001, 1_000.5, "5000"])
    assert.equal(codeOf(await ask({ body: { ...body, amount_krw } })), "BAD_REQUEST");
  assert.equal(codeOf(await ask({ body: { ...body, paymentToken: "$(x)" } })), "BAD_REQUEST");
  assert.equal(codeOf(await ask({ body: { ...body, also: 1 } })), "BAD_REQUEST");
  assert.equal(codeOf(await ask({ key: "short" })), "BAD_REQUEST");
});
