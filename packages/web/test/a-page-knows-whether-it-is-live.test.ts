/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPollingLine, type Polled } from "@siren/web/live/polling-line";
import { event, liveWorld, stream } from "./live-world.ts";

/** What never comes is told by the assertions after it, and not by a test that hangs. */
async function turnsUntil(is: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !is(); turn += 1) await new Promise(setImmediate);
}

test("silence is noticed at once: the page is offline since it last heard, and opens another socket", async () => {
  const { begin, greet, last, lines, pass, live, state, now } = liveWorld({ provenBy: "a stream's word" });
  await begin();
  await greet();
  for (let second = 0; second < 20; second += 2) {
    await pass(2_000);
    await last().hear("tick", { stream, n: 10, at: 1 });
  }
  assert.deepEqual([state(), lines.length], ["live", 1]);
  const heardAt = now();
  await pass(4_000);
  last().alive();
  assert.equal(state(), "live");
  await pass(1_000);
  assert.deepEqual([state(), live.status.get().since, lines[0]?.isOpen], ["offline", heardAt, false]);
  await pass(250);
  await greet();
  assert.deepEqual([lines.length, state()], [2, "live"]);
});

test("where a ping is proof enough, it keeps the socket", async () => {
  const { begin, greet, last, pass, state } = liveWorld();
  await begin();
  await greet();
  for (let n = 0; n < 5; n += 1) {
    await pass(4_000);
    last().alive();
  }
  assert.equal(state(), "live");
  await pass(5_000);
  assert.equal(state(), "offline");
});

test("a page that is looked at again after a sleep does not believe an old socket", async () => {
  const { begin, greet, live, last, lines, pass, state } = liveWorld();
  await begin();
  await greet();
  live.hurry();
  assert.equal(state(), "live");
  await pass(4_999);
  live.hurry();
  assert.equal(lines.length, 1);
  await pass(300);
  assert.equal(lines.length, 2);
  await pass(9_900);
  assert.equal(last().isOpen, true, "a greeting is waited for");
  await pass(100);
  assert.equal(lines[1]?.isOpen, false, "and not for ever");
});

test("what is on the screen is acknowledged, and nothing before it is", async () => {
  const { begin, greet, last, paint } = liveWorld();
  await begin();
  await greet();
  const acks = () => last().askedFor("ack");
  for (const n of [11, 12]) await last().hear("word.said", event(n));
  assert.deepEqual(acks(), []);
  await paint();
  // The picture was asked for when 10 was all there was; what came later waits for the next one.
  assert.deepEqual(acks(), [{ stream, n: 10 }]);
  await paint();
  assert.deepEqual(acks().at(-1), { stream, n: 12 });
  await paint();
  assert.equal(acks().length, 2);
});

test("nothing is acknowledged before the state was read that the events build on", async () => {
  const { begin, greet, last, paint, pass, world } = liveWorld();
  world.isUnreadable = true;
  await begin();
  await greet();
  await last().hear("word.said", event(11));
  await paint();
  assert.deepEqual(last().askedFor("ack"), []);
  world.isUnreadable = false;
  last().alive();
  await pass(4_900);
  last().alive();
  await pass(100);
  await paint();
  assert.deepEqual(last().askedFor("ack"), [{ stream, n: 11 }]);
});

test("it rings when it is told to, with the event or later, and else not", async () => {
  const { begin, greet, last, rung } = liveWorld();
  await begin();
  await greet();
  await last().hear("word.said", event(11));
  assert.deepEqual(rung, []);
  await last().hear("word.said", { ...event(12), ring: true });
  await last().hear("ring", { stream, n: 11 });
  await last().hear("ring", "nonsense");
  assert.deepEqual(rung, [12, 11]);
});

test("an acknowledgement that nobody heard is said again on the next connection", async () => {
  const { begin, greet, last, paint, pass } = liveWorld();
  await begin();
  await greet();
  await paint();
  await last().hear("word.said", event(11));
  const broken = last();
  broken.answer = () => Promise.reject(new Error("cut"));
  await paint();
  assert.deepEqual(broken.askedFor("ack").at(-1), { stream, n: 11 });
  broken.close();
  await pass(250);
  await greet();
  assert.deepEqual(last().askedFor("ack"), [{ stream, n: 11 }]);
});

test("an acknowledgement that failed is said again while the connection stands, and less and less often", async () => {
  const { begin, greet, last, paint, pass } = liveWorld();
  await begin();
  await greet();
  await paint();
  await last().hear("word.said", event(11));
  const saidOf11 = () =>
    last()
      .askedFor("ack")
      .filter((said) => "n" in said && said.n === 11).length;
  const answered = last().answer;
  last().answer = () => Promise.reject(new Error("503"));
  await paint();
  const counts = [saidOf11()];
  for (const ms of [1_000, 1_000, 1_000, 3_000]) {
    await pass(ms);
    last().alive();
    counts.push(saidOf11());
  }
  assert.deepEqual(counts, [1, 2, 2, 3, 3]);
  last().answer = answered;
  for (const _ of [1, 2]) {
    await pass(4_000);
    last().alive();
  }
  assert.equal(saidOf11(), 4);
});

test("what was on its way when a stream began anew says nothing of the new one", async () => {
  const { begin, greet, last, lines, paint, pass } = liveWorld();
  await begin();
  await greet();
  await last().hear("word.said", event(11));
  // A picture of 10 is waited for when the server comes back from a backup, at 3.
  last().close();
  await pass(250);
  last().answer = (name, { after }) =>
    name === "resume" && after !== undefined ? { ok: false, n: 3, code: "CURSOR_GONE" } : { ok: true, n: 3 };
  await greet();
  await paint();
  await last().hear("word.said", event(4));
  await paint();
  await paint();
  assert.equal(lines.length, 2);
  assert.deepEqual(last().askedFor("ack").at(-1), { stream, n: 4 });
  assert.ok(
    last()
      .askedFor("ack")
      .every((said) => "n" in said && Number(said.n) <= 4),
  );
});

test("where three sockets fail it is asked by requests, and a socket takes over again when one comes up", async () => {
  const { begin, greet, last, lines, pass, told, live, state } = liveWorld();
  await begin();
  for (let n = 0; n < 3; n += 1) {
    last().close();
    await pass(5_000);
  }
  assert.deepEqual(
    lines.map(({ road }) => road),
    ["socket", "socket", "socket", "polling"],
  );
  await greet();
  const polling = last();
  await polling.hear("word.said", event(11));
  assert.deepEqual([state(), live.status.get().road], ["live", "polling"]);
  await pass(15_000);
  assert.equal(last().road, "socket");
  last().close();
  assert.deepEqual([state(), polling.isOpen], ["live", true]);
  await pass(15_000);
  await greet();
  assert.deepEqual([state(), live.status.get().road, polling.isOpen], ["live", "socket", false]);
  assert.deepEqual(last().askedFor("resume"), [{ stream, after: 11 }]);
  await last().hear("word.said", event(12));
  await polling.hear("word.said", event(12));
  assert.deepEqual(told, ["word 11", "word 12"]);
});

test("when requests fail as well, sockets and requests take turns", async () => {
  const { begin, last, lines, pass } = liveWorld();
  await begin();
  for (let n = 0; n < 6; n += 1) {
    last().close();
    await pass(5_000);
  }
  assert.deepEqual(lines.map(({ road }) => road).slice(3), ["polling", "socket", "polling", "socket"]);
});

test("whoever is refused by the server has reached it, and stays with sockets", async () => {
  const { begin, last, lines, pass } = liveWorld();
  await begin();
  for (let n = 0; n < 6; n += 1) {
    last().close("OVERLOADED");
    await pass(5_000);
  }
  assert.ok(lines.every(({ road }) => road === "socket"));
});

test("asked by requests, a stream is told from its place on, and no further than from its end", async () => {
  const log = Array.from({ length: 5 }, (_, at) => ({ ...event(at + 1), name: "word.said" }));
  const waiting: (() => void)[] = [];
  const told: number[] = [];
  let kept = 1;
  async function read(from: number | undefined, wait: boolean, signal: AbortSignal): Promise<Polled> {
    const after = from ?? log.length;
    if (after < kept) return { gone: true, head: log.length };
    if (wait && after >= log.length)
      await new Promise<void>((resolve, reject) => {
        waiting.push(resolve);
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    const events = log.filter(({ n }) => n > after).slice(0, 2);
    return { stream, head: log.length, events, next: events.at(-1)?.n ?? after };
  }
  const acknowledged: number[] = [];
  const line = createPollingLine({
    read,
    acknowledge: async (_stream, n) => acknowledged.push(n),
    pauseMs: 1,
    later: (_ms, run) => {
      setImmediate(run);
      return () => {};
    },
  });
  line.on("word.said", (payload) => void told.push((payload as { n: number }).n));
  const greeting = new Promise((resolve) => line.on("hello", resolve));
  let closed = 0;
  line.onClosed(() => {
    closed += 1;
  });
  line.connect();
  assert.deepEqual(((await greeting) as { streams: string[] }).streams, [stream]);
  assert.deepEqual(await line.ask("resume", { stream, after: 1 }), { ok: true, n: 5, stream });
  assert.deepEqual(told, [2, 3, 4, 5]);
  log.push({ ...event(6), name: "word.said" });
  await turnsUntil(() => waiting.length > 0);
  for (const resolve of waiting.splice(0)) resolve();
  await turnsUntil(() => told.length >= 5);
  await line.ask("ack", { stream, n: 6 });
  assert.deepEqual([told.at(-1), acknowledged], [6, [6]]);
  kept = 3;
  assert.deepEqual(await line.ask("resume", { stream, after: 2 }), {
    ...{ ok: false, n: 6, code: "CURSOR_GONE" },
  });
  line.close();
  line.close();
  assert.equal(closed, 1);
});
