/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { event, liveWorld, stream } from "./live-world.ts";

test("a repeat is not told again, and a gap is asked for", async () => {
  const { begin, told, last, greet } = liveWorld();
  await begin();
  await greet();
  assert.deepEqual(last().askedFor("resume"), [{ stream }]);
  for (const n of [11, 12, 12, 11]) await last().hear("word.said", event(n));
  last().answer = () => new Promise(() => {});
  await last().hear("word.said", event(14));
  assert.deepEqual(last().askedFor("resume").at(-1), { stream, after: 12 });
  for (const n of [13, 14]) await last().hear("word.said", event(n));
  assert.deepEqual(told, ["word 11", "word 12", "word 13", "word 14"]);
});

test("a gap is to be seen until it is closed, and a line that cannot close it is left", async () => {
  const { begin, pass, turn, lines, last, greet, state } = liveWorld();
  await begin();
  await greet();
  assert.equal(state(), "live");
  let answer: (value: unknown) => void = () => {};
  last().answer = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  await last().hear("word.said", event(13));
  assert.equal(state(), "catching-up");
  for (const n of [11, 12, 13]) await last().hear("word.said", event(n));
  answer({ ok: true, n: 13 });
  await turn();
  assert.equal(state(), "live");
  last().answer = () => ({ ok: true, n: 13 });
  await last().hear("tick", { stream, n: 20, at: 1 });
  assert.deepEqual([state(), last().isOpen], ["offline", false]);
  await pass(300);
  assert.equal(lines.length, 2);
});

test("after a break it goes on behind what was heard, and reads the whole state once", async () => {
  const { begin, pass, last, greet, resyncs, live, state, now } = liveWorld();
  await begin();
  assert.equal(state(), "connecting");
  await greet();
  await last().hear("word.said", event(11));
  await pass(1_000);
  last().close();
  assert.deepEqual([state(), live.status.get().since], ["offline", now()]);
  await pass(250);
  await greet();
  assert.deepEqual(last().askedFor("resume"), [{ stream, after: 11 }]);
  assert.deepEqual([state(), resyncs()], ["live", 2]);
});

test("connected and not yet complete, it is catching up", async () => {
  const { begin, last, greet, state } = liveWorld();
  await begin();
  last().answer = () => new Promise(() => {});
  await greet();
  assert.equal(state(), "catching-up");
});

test("the pauses between tries grow, and end with the first success", async () => {
  const { begin, pass, lines, last, greet } = liveWorld();
  await begin();
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    const before = lines.length;
    last().close();
    let pausedMs = 0;
    for (; lines.length === before; pausedMs += 50) await pass(50);
    pauses.push(pausedMs);
  }
  assert.ok(
    pauses.every((ms, at) => at === 0 || ms >= (pauses[at - 1] ?? 0)),
    pauses.join(),
  );
  assert.equal(pauses.at(-1), 5_000);
  await greet();
  last().close();
  const before = lines.length;
  await pass(250);
  assert.equal(lines.length, before + 1);
});

test("a token that is no longer taken is renewed; in an outage the socket comes without one", async () => {
  const { begin, pass, last, lines, greet, turn } = liveWorld({ renewal: "outage" });
  await begin();
  await greet();
  assert.deepEqual(last().auth, { token: "first" });
  await last().hear("goodbye", { code: "TOKEN_EXPIRED" });
  last().close();
  await turn();
  await pass(250);
  assert.deepEqual([lines.length, last().auth], [2, {}]);
});

test("a fresh token is handed to the open socket", async () => {
  const { begin, last, greet, token } = liveWorld();
  await begin();
  await greet();
  token.set("second");
  assert.deepEqual(last().askedFor("auth.renew"), [{ token: "second" }]);
});

test("what cannot be replayed any more is read anew", async () => {
  const { live, begin, last, greet, state } = liveWorld();
  live.startAfter(stream, 3);
  await begin();
  last().answer = (_name, { after }) =>
    after === undefined ? { ok: true, n: 40 } : { ok: false, n: 0, code: "CURSOR_GONE" };
  await greet();
  assert.deepEqual(last().askedFor("resume"), [{ stream, after: 3 }, { stream }]);
  assert.equal(state(), "live");
});

test("an event that is not understood leads to reading the whole state, and nothing breaks", async () => {
  const { begin, told, notUnderstood, last, greet, resyncs } = liveWorld();
  await begin();
  await greet();
  await last().hear("word.said", { ...event(11), word: 7 });
  await last().hear("word.said", "nonsense");
  await last().hear("tick", "nonsense");
  await last().hear("word.said", event(12));
  assert.deepEqual([told, notUnderstood.length, resyncs()], [["word 12"], 2, 3]);
});

test("a stream goes on over an event of a newer server, and the state is read for it", async () => {
  const { begin, told, notUnderstood, last, greet, resyncs, state } = liveWorld();
  await begin();
  await greet();
  await last().hear("word.sung", event(11));
  await last().hear("word.said", event(12));
  await last().hear("a-word-of-no-stream", { at: 1 });
  assert.deepEqual([told, notUnderstood, resyncs()], [["word 12"], ["word.sung"], 2]);
  assert.deepEqual([state(), last().askedFor("resume").length], ["live", 1]);
});

test("a stream's standing says up to where it was heard, since when something is missing, and since when nothing can come", async () => {
  const { live, begin, last, greet, now } = liveWorld();
  const whole = { behindSince: null, cutOffSince: null };
  assert.deepEqual(live.standing(stream), { n: undefined, toldAt: null, ...whole });
  live.startAfter(stream, 10);
  await begin();
  await greet();
  assert.deepEqual(live.standing(stream), { n: 10, toldAt: now(), ...whole });
  last().answer = () => new Promise(() => {});
  await last().hear("tick", { stream, n: 12, at: 1, cutOffSince: 7 });
  assert.deepEqual(live.standing(stream), { n: 10, toldAt: now(), behindSince: now(), cutOffSince: 7 });
  await last().hear("tick", { stream, n: 12, at: 1 });
  await last().hear("word.said", event(11));
  await last().hear("word.said", event(12));
  assert.deepEqual(live.standing(stream), { n: 12, toldAt: now(), ...whole });
  live.dispose();
});
