import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { instanceAt } from "../test/balancing-world.ts";
import { createNeighbourProbe } from "./neighbour-probe.ts";
import { until } from "./testing/until.ts";

const member = { service: "member" as const, now: () => 7 };

/** Probes as fast as it can; `answers` says for the n-th request whether it is answered. */
async function probeWith(t: TestContext, ports: number[], answers: (port: number, n: number) => boolean) {
  let asked = 0;
  const seen: boolean[] = [];
  const probe = createNeighbourProbe({
    ...member,
    registry: { instances: () => ports.map((port) => instanceAt(`member-${port}`, port, "member")) },
    everyMs: 1,
    fetch: async (url) => {
      asked += 1;
      seen.push(probe.isDown());
      if (!answers(Number(new URL(String(url)).port), asked)) throw new TypeError("fetch failed");
      return new Response();
    },
  });
  probe.start();
  t.after(() => probe.stop());
  return { probe, seen, rounds: (count: number) => until("rounds", () => asked >= count * ports.length) };
}

test("while one of two instances answers, member is not down", async (t) => {
  const { rounds, seen } = await probeWith(t, [1, 2], (port) => port === 2);
  await rounds(10);
  assert.equal(seen.includes(true), false);
});

test("a single round without an answer is not an outage", async (t) => {
  const { rounds, seen } = await probeWith(t, [1], (_port, n) => n % 2 === 0);
  await rounds(10);
  assert.equal(seen.includes(true), false);
});

test("two rounds without one are, and one answer ends it", async (t) => {
  let isUp = false;
  const { probe } = await probeWith(t, [1], () => isUp);
  await until("it is down", () => probe.isDown());
  isUp = true;
  await until("it is up", () => !probe.isDown());
});

test("before it has asked, and after one look at an empty registry, nothing is down", (t) => {
  const probe = createNeighbourProbe({ ...member, registry: { instances: () => [] }, everyMs: 60_000 });
  assert.equal(probe.isDown(), false);
  probe.start();
  t.after(() => probe.stop());
  assert.equal(probe.isDown(), false);
});

test("when no instance is registered for two rounds, member is down", async (t) => {
  const probe = createNeighbourProbe({ ...member, registry: { instances: () => [] }, everyMs: 1 });
  probe.start();
  t.after(() => probe.stop());
  await until("it is down", () => probe.isDown());
});

test("since when it is away is when it last answered", async (t) => {
  let clock = 100;
  let isUp = true;
  const probe = createNeighbourProbe({
    service: "member",
    registry: { instances: () => [instanceAt("member-1", 1, "member")] },
    now: () => clock++,
    everyMs: 1,
    fetch: async () => {
      if (!isUp) throw new TypeError("fetch failed");
      return new Response();
    },
  });
  assert.equal(probe.lastSeenAt(), undefined);
  probe.start();
  t.after(() => probe.stop());
  await until("it was seen", () => probe.lastSeenAt() !== undefined);
  isUp = false;
  await until("it is down", () => probe.isDown());
  const since = probe.lastSeenAt();
  const asked = clock;
  await until("it was asked more often", () => clock > asked + 3);
  assert.equal(probe.lastSeenAt(), since);
});

test("one that answers that it is not ready is away, too", async (t) => {
  const probe = createNeighbourProbe({
    ...member,
    registry: { instances: () => [instanceAt("member-1", 1, "member")] },
    everyMs: 1,
    fetch: async () => new Response(null, { status: 503 }),
  });
  probe.start();
  t.after(() => probe.stop());
  await until("it is down", () => probe.isDown());
});
