/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { opsLiveExamples } from "@siren/contracts/golden-ops";
import type { Line } from "@siren/web/live/line";
import { observable } from "@siren/web/observable";
import { createOpsLive, type OpsNews } from "../src/features/ops/ops-live.ts";

/** One socket that the test speaks for. */
function fakeLine() {
  const heard = new Map<string, (payload: unknown) => void>();
  let onClosed: (code: string | undefined) => void = () => {};
  const asked: [string, object][] = [];
  const line: Line = {
    connect: () => {},
    close: () => onClosed(undefined),
    on: (name, listener) => void heard.set(name, listener),
    onOther: () => {},
    ask: async (name, payload) => void asked.push([name, payload]),
    onClosed: (listener) => {
      onClosed = listener;
    },
    onAlive: () => {},
  };
  const say = (name: string, payload: unknown = {}) => heard.get(name)?.(payload);
  return { line, say, asked, isClosedWith: (code?: string) => onClosed(code) };
}

async function world(renewal: "renewed" | "ended" = "renewed") {
  const clock = { now: 1_000 };
  const timers: { at: number; run: () => void }[] = [];
  const lines: ReturnType<typeof fakeLine>[] = [];
  const news: OpsNews[] = [];
  const token = observable<string | null>("first");
  const told = { back: 0, renewed: 0 };
  const live = createOpsLive({
    openSocket: async () => {
      const made = fakeLine();
      lines.push(made);
      return made.line;
    },
    token,
    async renewToken() {
      told.renewed += 1;
      return renewal;
    },
    onNews: (one) => void news.push(one),
    onBack: () => {
      told.back += 1;
    },
    ...{ now: () => clock.now, chance: () => 1 },
    later(ms, run) {
      const timer = { at: clock.now + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
  });
  /** What is due runs, and what it began is waited for. */
  async function pass(ms: number): Promise<void> {
    await settle();
    const until = clock.now + ms;
    for (;;) {
      const next = timers.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > until) break;
      timers.splice(timers.indexOf(next), 1);
      clock.now = next.at;
      next.run();
      await settle();
    }
    clock.now = until;
    await settle();
  }
  live.start();
  await settle();
  const last = () => lines.at(-1) ?? assert.fail("nothing was opened");
  return { live, lines, last, news, token, told, pass, state: () => live.status.get().state };
}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test("news are told in the agreed form, and anything else is none", async () => {
  const { last, news, state } = await world();
  assert.equal(state(), "connecting");
  last().say("hello");
  assert.equal(state(), "live");
  last().say("breaker.changed", opsLiveExamples["breaker.changed"]);
  last().say("breaker.changed", { service: 7 });
  assert.deepEqual(
    news.map(({ name }) => name),
    ["breaker.changed"],
  );
});

test("a broken line is opened anew, with growing pauses, and then everything is read again", async () => {
  const { lines, last, told, pass, state } = await world();
  last().say("hello");
  assert.equal(told.back, 0, "the first time there is nothing to read again");
  last().isClosedWith();
  assert.equal(state(), "offline");
  await pass(600);
  last().isClosedWith();
  await pass(600);
  assert.equal(lines.length, 2, "the second pause is longer");
  await pass(600);
  last().say("hello");
  assert.deepEqual([lines.length, state(), told.back], [3, "live", 1]);
});

test("a line that says nothing for longer than three ticks is not believed", async () => {
  const { lines, last, pass, state } = await world();
  last().say("hello");
  await pass(5_000);
  last().say("tick", opsLiveExamples.tick);
  await pass(5_000);
  assert.equal(state(), "live");
  await pass(3_000);
  assert.equal(lines.length, 2);
});

test("an expired sign-in is renewed first; who may not hear it is not asked again", async () => {
  const { last, told, pass, lines, live, token } = await world();
  last().say("hello");
  token.set("second");
  assert.deepEqual(last().asked, [["auth.renew", { token: "second" }]]);
  last().say("goodbye", { code: "TOKEN_EXPIRED" });
  last().isClosedWith();
  await pass(1_000);
  assert.deepEqual([told.renewed, lines.length], [1, 2]);
  last().isClosedWith("FORBIDDEN");
  await pass(60_000);
  assert.deepEqual([lines.length, live.status.get().state], [2, "off"]);
});

test("a session that is over is the end of it", async () => {
  const { last, pass, lines, state } = await world("ended");
  last().isClosedWith("UNAUTHENTICATED");
  await pass(60_000);
  assert.deepEqual([lines.length, state()], [1, "off"]);
});
