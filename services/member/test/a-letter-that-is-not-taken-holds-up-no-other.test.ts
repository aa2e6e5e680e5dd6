import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import type { Due } from "../src/notifications/outgoing.ts";
import { type Outcome, startSender } from "../src/notifications/sender.ts";
import { letter } from "../src/testing/letter.ts";

const minuteMs = 60_000;

/** A channel whose letters lie in a map, with a clock and another end that the test moves. */
function channelThat(answers: (letterId: string) => Outcome["kind"]) {
  const waiting = new Map<string, Due>();
  const asked: string[] = [];
  const givenUp: string[] = [];
  const ending = new AbortController();
  let clock = 0;
  let ended: Promise<void> = Promise.resolve();
  startSender({
    channel: "email",
    ...{ now: () => clock, random: () => 1, lookEveryMs: 1 },
    courier: {
      ...{ withinMs: 1_000, atOnce: 4 },
      async send({ letterId }) {
        asked.push(letterId);
        return { kind: answers(letterId), why: "told so" };
      },
    },
    outgoing: {
      onPut: () => undefined,
      async due(_channel, now, atOnce) {
        const docs = [...waiting.values()].sort((a, b) => a.nextAt - b.nextAt);
        const letters = docs.filter(({ nextAt }) => nextAt <= now).slice(0, atOnce);
        return { letters, nextAt: docs[letters.length]?.nextAt };
      },
      async take(due, nextAt) {
        waiting.set(due._id, { ...due, attempts: due.attempts + 1, nextAt });
        return letter({ letterId: due._id, uselessAt: due.uselessAt });
      },
      drop: async ({ _id }) => void waiting.delete(_id),
      putOff: async (due, nextAt, counts) =>
        void waiting.set(due._id, { ...due, nextAt, attempts: due.attempts + (counts ? 1 : 0) }),
    },
    leases: {
      campaign(_name, work) {
        ended = work({ token: 1, signal: ending.signal });
        return { held: () => true, close: async () => undefined };
      },
    },
    log: {
      info: () => undefined,
      error: () => undefined,
      warn: (event, fields) => void (event === "notifier.given-up" && givenUp.push(String(fields?.letterId))),
    },
    counters: { sent: { add() {} }, failed: { add() {} }, givenUp: { add() {} } },
  });
  return {
    ...{ waiting, asked, givenUp },
    times: (letterId: string) => asked.filter((each) => each === letterId).length,
    advance: (ms: number) => {
      clock += ms;
    },
    put(letterId: string) {
      const { channel, to, about } = letter();
      const times = { at: clock, nextAt: clock, uselessAt: clock + 72 * 60 * minuteMs };
      waiting.set(letterId, { _id: letterId, channel, to, about, memberId: letterId, attempts: 0, ...times });
    },
    async end() {
      ending.abort();
      await ended;
    },
  };
}

test("a letter whose server answers nobody for it does not keep the next from being sent, and is given up", async () => {
  const channel = channelThat((letterId) => (letterId === "bad" ? "down" : "sent"));
  try {
    channel.put("bad");
    for (const times of [1, 2, 3, 4, 5]) {
      await until("it is tried again", () => channel.times("bad") === times);
      channel.advance(minuteMs);
    }
    await until("it was tried", () => channel.times("bad") === 6);
    // No time passes: it is tried as soon as it is there.
    channel.put("good");
    await until("the other is sent", () => channel.times("good") === 1);
    for (let n = 0; channel.givenUp.length === 0; n += 1) {
      assert.ok(n < 20, "it is given up some time");
      const tried = channel.times("bad");
      channel.advance(240 * minuteMs);
      channel.put(`good-${n}`);
      await until(
        "both were tried",
        () =>
          channel.times(`good-${n}`) === 1 && (channel.times("bad") > tried || channel.givenUp.length > 0),
      );
    }
    assert.deepEqual(channel.givenUp, ["bad"]);
  } finally {
    await channel.end();
  }
});

test("while nothing gets through it is no letter's fault, and the other end is asked less and less", async () => {
  const channel = channelThat(() => "down");
  try {
    for (let n = 0; n < 10; n += 1) channel.put(`letter-${n}`);
    for (let passed = 0; passed < 40; passed += 1) {
      const before = channel.asked.length;
      channel.advance(minuteMs);
      await until("one of them is tried", () => channel.asked.length > before);
    }
    assert.deepEqual(channel.givenUp, []);
    assert.ok([...channel.waiting.values()].every(({ attempts }) => attempts === 0));
    // One in a minute; the first four went at once.
    assert.ok(channel.asked.length <= 45, String(channel.asked.length));
  } finally {
    await channel.end();
  }
});
