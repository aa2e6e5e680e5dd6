import assert from "node:assert/strict";
import { test } from "node:test";
import type { Order } from "../src/domain/order.ts";
import { createHostRoom } from "../src/push/host-room.ts";
import { buildOrder, startedAt } from "../src/testing/build-order.ts";
import type { PushAnswer, PushSubscription, PushWork, Sending } from "../src/use-cases/push-ports.ts";
import { beginSending, endSending, lookWhoHasNotHeard } from "../src/use-cases/ring-by-push.ts";

const readyAt = startedAt + 120_000;
const later = (more: object = {}): PushAnswer => ({ kind: "later", why: "x", isDown: true, ...more });

/** One order that is ready, one browser, and the timers that are set. */
function world(changes: Partial<Order> = {}) {
  const history = [{ version: 4, state: "READY" as const, at: readyAt }];
  const state = {
    order: buildOrder({ state: "READY", version: 4, history, ...changes }),
    now: readyAt + 4_000,
    n: 5 as number | null,
    heard: 4,
    waitMs: 0,
    reads: 0,
  };
  const { orderId, owner } = state.order;
  const browser: PushSubscription = {
    ...{ id: "one", owner, endpoint: "https://fcm.googleapis.com/x", p256dh: "", auth: "" },
    ...{ language: "en", refusals: 0 },
  };
  const browsers = new Map([[browser.id, browser]]);
  const looks: number[] = [];
  const sendings = new Map<string, { sending: Sending; dueAt: number }>();
  const work: PushWork = {
    async order() {
      state.reads += 1;
      return state.order;
    },
    hasOpenOrder: async () => true,
    storeName: async () => null,
    put: async () => {},
    of: async () => [...browsers.values()],
    byId: async (id) => browsers.get(id) ?? null,
    noteRefusals: async (id, refusals) => void browsers.set(id, { ...browser, refusals }),
    remove: async (id) => void browsers.delete(id),
    lookAgain: async (_id, dueAt) => void looks.push(dueAt),
    setSending: async (sending, dueAt) => void sendings.set(sending.subscriptionId, { sending, dueAt }),
    endSending: async ({ subscriptionId }) => void sendings.delete(subscriptionId),
  };
  const parts = {
    reads: { readyAt: async () => state.n, heardUpTo: async () => state.heard },
    ...{ now: () => state.now, random: () => 0.5, topicOf: (id: string) => id },
  };
  return {
    ...{ state, browsers, looks, sendings },
    look: () => lookWhoHasNotHeard(parts, work, orderId),
    /** As the timer does: it is gone, and what it begins sets it anew. */
    async begin() {
      const due = sendings.get("one");
      assert.ok(due, "something is to be sent");
      sendings.delete("one");
      state.now = Math.max(state.now, due.dueAt);
      return beginSending(parts, work, due.sending, () => state.waitMs);
    },
    end: (sending: Sending, answer: PushAnswer) => endSending(parts, work, sending, answer),
    leftMs: () => (sendings.get("one")?.dueAt ?? Number.NaN) - state.now,
  };
}

async function sendOnce(one: ReturnType<typeof world>, answer: PushAnswer) {
  const begun = await one.begin();
  assert.ok(begun);
  await one.end(begun.sending, answer);
}

test("a READY without a number yet is looked at again; one that was heard, or is over, is not sent", async () => {
  const early = world();
  early.state.n = null;
  await early.look();
  assert.deepEqual([early.looks, early.sendings.size], [[readyAt + 4_500], 0]);
  const heard = world();
  heard.state.heard = 5;
  await heard.look();
  const late = world();
  late.state.now = readyAt + 3_600_001;
  await late.look();
  const over = world({ state: "PICKED_UP" });
  await over.look();
  assert.deepEqual(
    [heard, late, over].map(({ sendings, looks }) => sendings.size + looks.length),
    [0, 0, 0],
  );
});

test("what was taken is done; what was seen, fetched or changed hands meanwhile is let be", async () => {
  const taken = world();
  await taken.look();
  await sendOnce(taken, { kind: "taken" });
  assert.equal(taken.sendings.size, 0);
  const changes: ((one: ReturnType<typeof world>) => void)[] = [
    (one) => (one.state.heard = 5),
    (one) => (one.state.order = { ...one.state.order, state: "PICKED_UP" }),
    (one) => (one.state.order = { ...one.state.order, state: "MAKING" }),
    (one) => one.browsers.clear(),
    (one) => {
      const [browser] = one.browsers.values();
      if (browser) one.browsers.set("one", { ...browser, owner: { kind: "member", id: "mem_other" } });
    },
    (one) => (one.state.now = readyAt + 3_600_000),
  ];
  for (const change of changes) {
    const one = world();
    await one.look();
    await sendOnce(one, later());
    change(one);
    assert.equal(await one.begin(), null, String(change));
    assert.equal(one.sendings.size, 0);
  }
});

test("in trouble it is tried eight times, ever later and never sooner than was asked for", async () => {
  const one = world();
  await one.look();
  const pauses: number[] = [];
  while (one.sendings.size > 0) {
    await sendOnce(one, later());
    if (one.sendings.size > 0) pauses.push(one.leftMs());
  }
  assert.deepEqual(pauses, [2_000, 6_000, 18_000, 54_000, 162_000, 300_000, 300_000]);
  const told = world();
  await told.look();
  await sendOnce(told, later({ isDown: false, afterMs: 30_000 }));
  assert.equal(told.leftMs(), 30_000);
});

test("a process that dies in the middle leaves it to the next, one that stops hands it over", async () => {
  const one = world();
  await one.look();
  const begun = await one.begin();
  assert.deepEqual([begun?.sending.attempt, one.leftMs()], [1, 15_000]);
  const again = await one.begin();
  assert.equal(again?.sending.attempt, 2);
  assert.ok(again);
  assert.equal(again.message.ttlS, Math.floor((readyAt + 3_600_000 - one.state.now) / 1_000));
  await one.end(again.sending, { kind: "interrupted" });
  assert.equal(one.leftMs(), 0);
});

test("a browser that is gone is forgotten at once, one that is refused at the third time in a row", async () => {
  const gone = world();
  await gone.look();
  await sendOnce(gone, { kind: "gone" });
  assert.deepEqual([gone.browsers.size, gone.sendings.size], [0, 0]);
  const refused = world();
  const send = async (answer: PushAnswer) => {
    await refused.look();
    await sendOnce(refused, answer);
    return refused.browsers.get("one")?.refusals;
  };
  const no: PushAnswer = { kind: "refused", why: "answered 403" };
  assert.deepEqual([await send(no), await send(no), await send({ kind: "taken" })], [1, 2, 0]);
  assert.deepEqual([await send(no), await send(no), await send(no)], [1, 2, undefined]);
});

test("a push service that is down rests, is probed by one, and keeps nobody else waiting", async () => {
  let now = 0;
  const room = createHostRoom({ now: () => now, most: 6, mostPerHost: 4 });
  const dead = Array.from({ length: 4 }, () => room.begin("dead"));
  assert.deepEqual([room.waitMs("dead", false) > 0, room.waitMs("well", false)], [true, 0]);
  for (const leave of dead) leave("failed");
  assert.equal(room.waitMs("dead", true), 10_000, "after four failures");
  now += 10_000;
  assert.equal(room.waitMs("dead", true), 0);
  const probe = room.begin("dead");
  assert.ok(room.waitMs("dead", true) > 0, "while it is probed");
  probe("failed");
  assert.equal(room.waitMs("dead", true), 20_000);
  now += 20_000;
  room.begin("dead")("answered");
  assert.deepEqual([room.waitMs("dead", true), room.underWay()], [0, 0]);
  const all = ["a", "a", "a", "b", "b", "b"].map((host) => room.begin(host));
  assert.ok(room.waitMs("c", false) > 0, "as many as there may be at all");
  all[0]?.("answered");
  assert.equal(room.waitMs("c", true), 0);

  const one = world();
  one.state.waitMs = 8_000;
  await one.look();
  const { reads } = one.state;
  assert.equal(await one.begin(), null);
  assert.deepEqual([one.sendings.get("one")?.sending.attempt, one.leftMs()], [0, 8_000]);
  assert.equal(one.state.reads, reads, "nothing is read of what waits");
});

test("what waits for a slow push service asks again a few times, in its order, until all of it is sent", () => {
  const messages = 300;
  const answerMs = 5_000;
  let now = 0;
  let asked = 0;
  const room = createHostRoom({ now: () => now });
  const events: { at: number; happens: () => void }[] = [];
  const at = (ms: number, happens: () => void) => void events.push({ at: now + ms, happens });
  const begunAt: number[] = [];
  const ask = (message: number, hasWaited: boolean) => {
    asked += 1;
    const waitMs = room.waitMs("slow", hasWaited);
    if (waitMs > 0) return at(waitMs, () => ask(message, true));
    begunAt[message] = now;
    const leave = room.begin("slow");
    at(answerMs, () => leave("answered"));
  };
  for (let message = 0; message < messages; message += 1) at(message, () => ask(message, false));
  while (events.length > 0) {
    events.sort((a, b) => a.at - b.at);
    const next = events.shift();
    now = next?.at ?? now;
    next?.happens();
  }
  assert.equal(begunAt.filter((ms) => ms !== undefined).length, messages);
  assert.ok(asked <= 4 * messages, `asked ${asked} times`);
  const leastMs = (messages / 16) * answerMs;
  assert.ok(now < leastMs * 1.3, `all are sent after ${now} ms`);
  const halves = [begunAt.slice(0, messages / 2), begunAt.slice(messages / 2)];
  const [first = 0, second = 0] = halves.map((half) => half.reduce((sum, ms) => sum + ms, 0) / half.length);
  assert.ok(first < second, "who came first is sent first");
});
