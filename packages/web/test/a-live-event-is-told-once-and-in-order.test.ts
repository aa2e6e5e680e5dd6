/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Renewal } from "@siren/web/access";
import { createLive } from "@siren/web/live";
import type { LiveSocket } from "@siren/web/live-socket";
import { observable } from "@siren/web/observable";
import * as z from "zod/mini";

const stream = "member:mem_1";
const event = (n: number, word = `word ${n}`) => ({
  ...{ eventId: "evt_01J8ZQ4M6V3T9X2B7C5D1E0F8G", stream, n, at: 1, word },
});

class FakeSocket implements LiveSocket {
  readonly asked: [string, object][] = [];
  readonly auth: Record<string, unknown>;
  readonly listeners = new Map<string, (payload: unknown) => void>();
  closed: (code: string | undefined) => void = () => {};
  answer: (name: string, payload: { after?: number }) => unknown = (_name, { after }) => ({
    ...{ ok: true, n: after ?? 10 },
  });
  constructor(auth: Record<string, unknown>) {
    this.auth = auth;
  }
  connect() {}
  close() {
    this.closed(undefined);
  }
  on(name: string, listener: (payload: unknown) => void) {
    this.listeners.set(name, listener);
  }
  async ask(name: string, payload: object) {
    this.asked.push([name, payload]);
    return this.answer(name, payload);
  }
  onClosed(listener: (code: string | undefined) => void) {
    this.closed = listener;
  }
  onAlive() {}
  async hear(name: string, payload: unknown) {
    this.listeners.get(name)?.(payload);
    await turn();
  }
}

function world({ renewal = "renewed" as Renewal } = {}) {
  const sockets: FakeSocket[] = [];
  const told: string[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  const token = observable<string | null>("first");
  let resyncs = 0;
  const live = createLive({
    endpoint: { path: "/socket.io", namespace: "/orders" },
    events: { "word.said": z.object({ word: z.string() }) },
    token,
    openSocket: async (_endpoint, auth) => {
      const socket = new FakeSocket(auth());
      sockets.push(socket);
      return socket;
    },
    renewToken: async () => {
      if (renewal === "outage") token.set(null);
      return renewal;
    },
    onEvent: ({ data }) => told.push(data.word),
    onResync: () => {
      resyncs += 1;
    },
    now: () => 1,
    chance: () => 1,
    later: (ms, run) => {
      timers.push({ ms, run });
      return () => {};
    },
  });
  const last = () => sockets.at(-1) as FakeSocket;
  const greet = () => last().hear("hello", { streams: [stream], expiresAt: 9 });
  return { live, told, timers, token, sockets, last, greet, resyncs: () => resyncs };
}

test("a repeat is not told again, and a gap is asked for", async () => {
  const { live, told, last, greet } = world();
  live.start();
  await turn();
  await greet();
  assert.deepEqual(last().asked, [["resume", { stream }]]);
  for (const n of [11, 12, 12, 11]) await last().hear("word.said", event(n));
  await last().hear("word.said", event(14));
  assert.deepEqual(last().asked.at(-1), ["resume", { stream, after: 12 }]);
  for (const n of [13, 14]) await last().hear("word.said", event(n));
  assert.deepEqual(told, ["word 11", "word 12", "word 13", "word 14"]);
});

test("after a break it goes on behind what was heard, and reads the whole state once", async () => {
  const { live, timers, last, greet, resyncs } = world();
  live.start();
  await turn();
  await greet();
  await last().hear("word.said", event(11));
  last().closed(undefined);
  assert.equal(live.status.get().state, "reconnecting");
  timers.at(-1)?.run();
  await turn();
  await greet();
  assert.deepEqual(last().asked, [["resume", { stream, after: 11 }]]);
  assert.deepEqual([live.status.get().state, resyncs()], ["live", 2]);
});

test("the pauses between tries grow, and end with the first success", async () => {
  const { live, timers, last, greet } = world();
  live.start();
  await turn();
  for (let attempt = 0; attempt < 9; attempt += 1) {
    last().closed(undefined);
    await turn();
    timers.at(-1)?.run();
    await turn();
  }
  const pauses = timers.map(({ ms }) => ms);
  assert.ok(pauses.every((ms, at) => at === 0 || ms >= (pauses[at - 1] ?? 0)));
  assert.equal(pauses.at(-1), 5_000);
  await greet();
  last().closed(undefined);
  await turn();
  assert.equal(timers.at(-1)?.ms, 250);
});

test("a token that is no longer taken is renewed; in an outage the socket comes without one", async () => {
  const { live, timers, last, sockets } = world({ renewal: "outage" });
  live.start();
  await turn();
  assert.deepEqual(last().auth, { token: "first" });
  await last().hear("goodbye", { code: "TOKEN_EXPIRED" });
  last().closed(undefined);
  await turn();
  timers.at(-1)?.run();
  await turn();
  assert.deepEqual([sockets.length, last().auth], [2, {}]);
});

test("a fresh token is handed to the open socket", async () => {
  const { live, last, greet, token } = world();
  live.start();
  await turn();
  await greet();
  token.set("second");
  assert.deepEqual(last().asked.at(-1), ["auth.renew", { token: "second" }]);
});

test("what cannot be replayed any more is read anew", async () => {
  const { live, last } = world();
  live.startAfter(stream, 3);
  live.start();
  await turn();
  last().answer = (_name, { after }) =>
    after === undefined ? { ok: true, n: 40 } : { ok: false, n: 0, code: "CURSOR_GONE" };
  await last().hear("hello", { streams: [stream], expiresAt: 9 });
  assert.deepEqual(last().asked, [
    ["resume", { stream, after: 3 }],
    ["resume", { stream }],
  ]);
  assert.equal(live.status.get().state, "live");
});

test("an event that is not understood leads to reading the whole state, and nothing breaks", async () => {
  const { live, told, last, greet, resyncs } = world();
  live.start();
  await turn();
  await greet();
  await last().hear("word.said", { ...event(11), word: 7 });
  await last().hear("word.said", "nonsense");
  await last().hear("word.said", event(12));
  assert.deepEqual([told, resyncs()], [["word 12"], 2]);
});

test("a stream's standing says up to where it was heard, and since when something is missing", async () => {
  const { live, last, greet } = world();
  assert.deepEqual(live.standing(stream), { n: undefined, toldAt: null, behindSince: null });
  live.startAfter(stream, 10);
  live.start();
  await turn();
  await greet();
  assert.deepEqual(live.standing(stream), { n: 10, toldAt: 1, behindSince: null });
  await last().hear("tick", { stream, n: 12, at: 1 });
  assert.deepEqual(live.standing(stream), { n: 10, toldAt: 1, behindSince: 1 });
  await last().hear("word.said", event(11));
  await last().hear("word.said", event(12));
  assert.deepEqual(live.standing(stream), { n: 12, toldAt: 1, behindSince: null });
  live.dispose();
});
