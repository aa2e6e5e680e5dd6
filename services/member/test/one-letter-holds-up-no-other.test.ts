import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { LeasePort } from "@siren/chassis/messaging/ports";
import { until } from "@siren/chassis/testing/until";
import type { Courier, Outcome } from "../src/notifications/courier.ts";
import type { Due, Outgoing } from "../src/notifications/outgoing.ts";
import { startSender } from "../src/notifications/sender.ts";
import { openSmtpCourier } from "../src/notifications/smtp-courier.ts";
import { letter } from "../src/testing/letter.ts";
import { startSmtpServer } from "../src/testing/smtp-server.ts";

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** The letters of one channel without a store, as `createOutgoing` keeps them. */
function keptInMemory(now: () => number) {
  const kept = new Map<string, Due>();
  const held = (one: Due) => {
    const found = kept.get(one._id);
    return found?.attempts === one.attempts + 1 ? found : undefined;
  };
  let [wake, notes] = [() => {}, 0];
  const free = (busy: readonly string[]) =>
    [...kept.values()].filter(({ to }) => !busy.includes(to)).sort((a, b) => a.nextAt - b.nextAt);
  const outgoing: Outgoing = {
    post: () => assert.fail("nobody puts here"),
    onPut: (_channel, listener) => {
      wake = listener;
    },
    due: async (_channel, at, busy) => {
      const all = free(busy);
      const letters = all.filter(({ nextAt }) => nextAt <= at).map((one) => ({ ...one }));
      return { letters, nextAt: all[letters.length]?.nextAt };
    },
    newest: async () =>
      [...kept.values()].filter(({ attempts }) => attempts === 0).sort((a, b) => b.at - a.at),
    take: async (due, nextAt) => {
      const found = kept.get(due._id);
      if (found?.attempts !== due.attempts || found.nextAt !== due.nextAt) return null;
      kept.set(due._id, { ...found, nextAt, attempts: found.attempts + 1 });
      return letter({ ...found, letterId: found._id });
    },
    drop: async ({ _id }) => {
      kept.delete(_id);
      notes += 1;
    },
    putOff: async (due, nextAt, counts) => {
      notes += 1;
      const found = held(due);
      if (found) kept.set(due._id, { ...found, nextAt, ...(!counts && { attempts: due.attempts }) });
    },
    keep: async (due, nextAt) => {
      const found = held(due);
      if (found) kept.set(due._id, { ...found, nextAt });
    },
    waiting: async () => kept.size,
  };
  return {
    outgoing,
    kept,
    /** How many tries were gone through with. */
    notes: () => notes,
    put(id: string) {
      const at = now();
      const head = {
        channel: "email",
        memberId: id,
        to: `${id}@siren.example`,
        about: "order-paid",
      } as const;
      kept.set(id, { _id: id, ...head, at, attempts: 0, nextAt: at, uselessAt: at + 3 * dayMs });
      wake();
    },
  };
}

function opened(t: TestContext, courier: Courier) {
  let clock = 1_000_000;
  const now = () => clock;
  const { outgoing, ...memory } = keptInMemory(now);
  const quiet = { info() {}, warn() {}, error() {} };
  const count = { add() {} };
  const ending = new AbortController();
  let duty: Promise<void> = Promise.resolve();
  const leases: LeasePort = {
    isAlone: () => false,
    campaign(_name, work) {
      duty = work({ signal: ending.signal, token: 1 });
      return { held: () => true, close: async () => {} };
    },
  };
  startSender({
    ...{ channel: "email", courier, outgoing, log: quiet, now, random: () => 1, lookEveryMs: 5 },
    counters: { sent: count, failed: count, givenUp: count },
    leases,
  });
  t.after(async () => {
    ending.abort();
    await duty;
  });
  return {
    ...memory,
    advance: (ms: number) => {
      clock += ms;
    },
  };
}

function played(outcomes: (id: string) => Outcome) {
  const tries: string[] = [];
  const courier: Courier = {
    ...{ withinMs: 20_000, answerWithinMs: 0, atOnce: 4 },
    async send({ letterId }) {
      tries.push(letterId);
      return outcomes(letterId);
    },
  };
  return { tries, courier };
}

test("a letter that the mail server has and says nothing of is sent nine times at the most", async (t) => {
  const server = await startSmtpServer();
  t.after(() => server.close());
  const courier = await openSmtpCourier({
    url: new URL(`smtp://127.0.0.1:${server.port}`),
    ...{ password: undefined, from: "no-reply@siren.example", caFile: undefined },
  });
  server.trouble(...Array.from({ length: 40 }, () => ({ at: "END", say: "drop" }) as const));
  const { kept, put, notes, advance } = opened(t, courier);
  put("mina");
  for (let tried = 1; tried <= 9; tried += 1) {
    await until("it was tried and noted", async () => notes() === tried);
    assert.equal(server.left(), 40 - tried);
    advance(4 * hourMs);
  }
  await until("it is given up", async () => kept.size === 0);
  assert.equal(server.left(), 31);
});

test("an other end that has a letter may take its time to say so", async (t) => {
  let wasEnded = false;
  const courier: Courier = {
    ...{ withinMs: 20, answerWithinMs: 5 * 60_000, atOnce: 4 },
    async send({ letterId }, signal, handedOver) {
      handedOver?.();
      const { nextAt: taken } = kept.get(letterId) ?? assert.fail();
      await until("it is kept for longer", async () => (kept.get(letterId)?.nextAt ?? 0) > taken);
      wasEnded = signal.aborted;
      return { kind: "sent" };
    },
  };
  const { kept, put } = opened(t, courier);
  put("mina");
  await until("it is sent", async () => kept.size === 0);
  assert.equal(wasEnded, false);
});

test("a letter that alone finds the channel down is given up when others get through, and they wait for nothing", async (t) => {
  const { tries, courier } = played((id) =>
    id === "nobody" ? { kind: "down", why: "status 404" } : { kind: "sent" },
  );
  const { kept, put, notes, advance } = opened(t, courier);
  put("nobody");
  for (let asked = 1; asked <= 7; asked += 1) {
    await until("the one is asked again", async () => notes() === asked);
    if (asked < 7) advance(60_000);
  }
  assert.equal(kept.get("nobody")?.attempts, 0, "it may be the channel");
  for (let other = 0; other < 9; other += 1) {
    const noted = notes();
    // By what a fresh letter waits at the most, and not by the minute of the pause.
    advance(5_000);
    put(`other-${other}`);
    await until("the other is sent, and the one tried again", async () => notes() === noted + 2);
    assert.ok(tries.includes(`other-${other}`));
    advance(4 * hourMs);
    await until("and again", async () => notes() === noted + 3 || !kept.has("nobody"));
  }
  await until("the one is given up", async () => !kept.has("nobody"));
});

test("a channel that is down counts against no letter, and one at a time asks whether it is back", async (t) => {
  let [isUp, atOnce, most] = [false, 0, 0];
  const courier: Courier = {
    ...{ withinMs: 20_000, answerWithinMs: 0, atOnce: 4 },
    async send() {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      return isUp ? { kind: "sent" } : { kind: "down", why: "ECONNREFUSED" };
    },
  };
  const { kept, put, notes, advance } = opened(t, courier);
  for (let n = 0; n < 8; n += 1) put(`member-${n}`);
  await until("the first find it out", async () => notes() > 0 && atOnce === 0);
  const first = notes();
  most = 0;
  for (let asked = 1; asked <= 30; asked += 1) {
    advance(60_000);
    await until("it is asked", async () => notes() === first + asked);
  }
  assert.equal(most, 1);
  assert.deepEqual(new Set([...kept.values()].map(({ attempts }) => attempts)), new Set([0]));
  isUp = true;
  await until("all are sent", async () => {
    advance(60_000);
    return kept.size === 0;
  });
});
