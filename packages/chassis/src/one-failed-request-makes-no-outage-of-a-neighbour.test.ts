import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { instanceAt } from "../test/balancing-world.ts";
import { freePort } from "./free-port.ts";
import { createNeighbourProbe, saysItIsReady } from "./neighbour-probe.ts";
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
    isAble: async (url) => {
      asked += 1;
      seen.push(probe.isDown());
      return answers(Number(new URL(url).port), asked);
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
    isAble: async () => isUp,
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

test("whoever says in time that it is ready is there; any other answer, none, or half of one is not", async (t) => {
  const server = createServer((req, res) => {
    if (req.url === "/ready") res.end("{}");
    if (req.url === "/not-ready") res.writeHead(503).end();
    if (req.url === "/half") res.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const patient = 20_000;
  const asked = ["/ready", "/ready", "/not-ready", "/half"].map((path) => saysItIsReady(at + path, patient));
  assert.deepEqual(await Promise.all(asked), [true, true, false, false]);
  assert.equal(await saysItIsReady(`${at}/silent`, 20), false);
  assert.equal(await saysItIsReady(`http://127.0.0.1:${await freePort()}/ready`), false);
});

/** A neighbour of whom signs of life come, or not, and who answers no question. */
function probeOfHeard(t: TestContext, heardAt: () => number | undefined) {
  let asked = 0;
  let rounds = 0;
  const seen: boolean[] = [];
  const probe = createNeighbourProbe({
    ...member,
    registry: { instances: () => [instanceAt("member-1", 1, "member")] },
    heardOf: {
      at() {
        rounds += 1;
        return heardAt();
      },
    },
    everyMs: 1,
    isAble: async () => {
      asked += 1;
      seen.push(probe.isDown());
      return false;
    },
  });
  probe.start();
  t.after(() => probe.stop());
  return {
    probe,
    seen,
    asked: () => asked,
    rounds: (count: number) => until("rounds", () => rounds >= count),
  };
}

test("who lets us hear that it lives is not asked", async (t) => {
  const { probe, asked, rounds } = probeOfHeard(t, () => 7);
  await rounds(10);
  assert.deepEqual([asked(), probe.isDown(), probe.lastSeenAt()], [0, false, 7]);
});

test("whose signs of life stop is down with the first question that is not answered", async (t) => {
  const { seen } = probeOfHeard(t, () => 7 - 1_501);
  await until("it was asked twice", () => seen.length >= 2);
  assert.deepEqual(seen.slice(0, 2), [false, true]);
});

test("whose stream broke is asked as ever", async (t) => {
  const { seen } = probeOfHeard(t, () => undefined);
  await until("it was asked three times", () => seen.length >= 3);
  assert.deepEqual(seen.slice(0, 3), [false, false, true]);
});
