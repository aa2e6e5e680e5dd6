import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import type { Handler } from "../../test/balancing-world.ts";
import {
  balancerOf,
  deadPort,
  handRegistry,
  instanceAt,
  request,
  startBackend,
  textOf,
} from "../../test/balancing-world.ts";
import { until } from "../testing/until.ts";
import type { Balancer, BalancerOptions } from "./balancer.ts";
import { CallFailed } from "./call-failed.ts";

async function one(t: TestContext, handler: Handler, options: Partial<BalancerOptions> = {}) {
  const backend = await startBackend(t, "a", handler);
  const registry = handRegistry();
  registry.put([instanceAt("a", backend.port)]);
  return { backend, registry, balancer: balancerOf(t, registry, options) };
}

async function outcome(balancer: Balancer, over: Parameters<typeof request>[0] = {}): Promise<string> {
  try {
    const answer = await balancer.dispatch("menu", request(over));
    await textOf(answer.body);
    return String(answer.status);
  } catch (fault) {
    if (fault instanceof CallFailed) return fault.kind;
    throw fault;
  }
}

const ok: Handler = (_, response) => void response.end("ok");

describe("breaker, bulkhead and queue", () => {
  test("a failing service is cut off within 3 s at a few calls a second, and back within 10 s of its return", async (t) => {
    const { backend, balancer } = await one(t, (_, response) => void response.writeHead(500).end());
    const failingSince = performance.now();
    await until("open", async () => (await outcome(balancer)) === "BREAKER_OPEN", 3_000);
    assert.ok(performance.now() - failingSince < 3_000);
    backend.handler = ok;
    await until("closed", async () => (await outcome(balancer)) === "200", 10_000);
    await until("nothing is refused any more", async () => (await outcome(balancer)) === "200", 100);
  });

  test("long health excuses no more failures than fit into the window: it is short", async (t) => {
    const windowMs = 800;
    const wellAt: number[] = [];
    const well: Handler = (_, response) => {
      wellAt.push(performance.now());
      response.end("ok");
    };
    const { backend, balancer } = await one(t, well, { limits: { breaker: { windowMs } } });
    const steady = setInterval(() => void outcome(balancer), 5);
    t.after(() => clearInterval(steady));
    const beganAt = performance.now();
    await until("three windows of successes", () => performance.now() - beganAt > 3 * windowMs);
    let failed = 0;
    backend.handler = (_, response) => {
      failed += 1;
      response.writeHead(500).end();
    };
    const since = performance.now() - windowMs;
    await until("open", () => balancer.state()[0]?.breaker.state === "open");
    // By numbers and not by time: how many come in a second is the machine's business.
    const excused = wellAt.filter((at) => at > since).length;
    const slack = wellAt.length / 8 + 20;
    assert.ok(
      failed <= excused + slack,
      `${failed} failed after ${excused} of ${wellAt.length} in the window`,
    );
  });

  test("(2) callers that leave while they wait do not open it", async (t) => {
    const { balancer, backend } = await one(t, () => {});
    for (let i = 0; i < 20; i++) {
      const leaving = new AbortController();
      const calling = outcome(balancer, { signal: leaving.signal });
      await until("it arrived", () => backend.seen.length > i);
      leaving.abort();
      assert.equal(await calling, "ABORTED");
    }
    backend.handler = ok;
    assert.equal(await outcome(balancer), "200");
  });

  test("a caller that leaves during the probe leaves the probe to the next", async (t) => {
    const { backend, balancer } = await one(t, (_, response) => void response.writeHead(500).end(), {
      limits: { breaker: { resetMs: 50 } },
    });
    await until("open", async () => (await outcome(balancer)) === "BREAKER_OPEN");
    await until("half-open", () => balancer.state()[0]?.breaker.state === "half-open");
    backend.handler = () => {};
    const leaving = new AbortController();
    const seen = backend.seen.length;
    const probe = outcome(balancer, { signal: leaving.signal });
    await until("the probe is there", () => backend.seen.length > seen);
    assert.equal(await outcome(balancer), "BREAKER_OPEN");
    leaving.abort();
    assert.equal(await probe, "ABORTED");
    assert.equal(balancer.state()[0]?.breaker.state, "half-open");
    backend.handler = ok;
    assert.equal(await outcome(balancer), "200");
  });

  test("(5) a full bulkhead is OVERLOADED and does not open the breaker", async (t) => {
    const { backend, balancer } = await one(t, () => {}, { limits: { mostUnderWay: 2 } });
    const leaving = new AbortController();
    const held = [
      outcome(balancer, { signal: leaving.signal }),
      outcome(balancer, { signal: leaving.signal }),
    ];
    await until("both are there", () => backend.seen.length === 2);
    for (let i = 0; i < 50; i++) assert.equal(await outcome(balancer), "OVERLOADED");
    leaving.abort();
    await Promise.all(held);
    backend.handler = ok;
    for (let i = 0; i < 5; i++) assert.equal(await outcome(balancer), "200");
  });

  test("(6) what ran out of time is ended at the instance: its place is not given twice", async (t) => {
    let open = 0;
    const { balancer, backend } = await one(t, (_, response) => {
      open++;
      response.on("close", () => open--);
    });
    const calls = Array.from({ length: 8 }, () => outcome(balancer, { timeoutMs: 100, retry: "never" }));
    assert.deepEqual(new Set(await Promise.all(calls)), new Set(["TIMEOUT"]));
    await until("nothing goes on for nobody", () => backend.seen.length === 8 && open === 0);
  });

  test("(7) one that runs out of time takes no other with it, and none after it", async (t) => {
    const answer = Promise.withResolvers<void>();
    const { balancer, backend } = await one(t, (incoming, response) => {
      if (incoming.url === "/slow") void answer.promise.then(() => response.end("late"));
      else if (incoming.url === "/ok") response.end("ok");
    });
    const neighbour = outcome(balancer, { path: "/slow", timeoutMs: 20_000 });
    await until("it is there", () => backend.seen.length === 1);
    assert.equal(await outcome(balancer, { path: "/never", timeoutMs: 50, retry: "never" }), "TIMEOUT");
    assert.equal(await outcome(balancer, { path: "/ok" }), "200");
    answer.resolve();
    assert.equal(await neighbour, "200");
  });

  test("(8) a probe that is never answered ends in its time: the next one may try", async (t) => {
    const { balancer, backend } = await one(t, (_, response) => void response.writeHead(500).end(), {
      limits: { breaker: { resetMs: 50 } },
    });
    const state = () => balancer.state()[0]?.breaker.state;
    await until("open", async () => (await outcome(balancer)) === "BREAKER_OPEN");
    backend.handler = () => {};
    await until("half-open", () => state() === "half-open");
    assert.equal(await outcome(balancer, { timeoutMs: 60, retry: "never" }), "TIMEOUT");
    await until("open again", () => state() !== "closed" && backend.seen.length > 0);
    backend.handler = ok;
    await until("closed", async () => (await outcome(balancer)) === "200");
  });

  test("(13) one service's outage is no other's", async (t) => {
    const { balancer, backend, registry } = await one(t, (_, response) => void response.writeHead(500).end());
    const other = await startBackend(t, "o", ok);
    registry.put([instanceAt("a", backend.port), instanceAt("o", other.port, "order")]);
    await until("open", async () => (await outcome(balancer)) === "BREAKER_OPEN");
    const answer = await balancer.dispatch("order", request());
    assert.equal(await textOf(answer.body), "ok");
  });

  test("the queue at an instance has an end", async (t) => {
    const { backend, balancer } = await one(t, () => {}, {
      limits: { mostPerInstance: 4 },
      pools: { connections: 2 },
    });
    const leaving = new AbortController();
    const held = Array.from({ length: 4 }, () => outcome(balancer, { signal: leaving.signal }));
    await until("the pool is busy", () => backend.seen.length === 2);
    assert.equal(await outcome(balancer), "OVERLOADED");
    leaving.abort();
    assert.deepEqual(await Promise.all(held), ["ABORTED", "ABORTED", "ABORTED", "ABORTED"]);
  });

  test("callers gone while queued leave a pool that still serves", async (t) => {
    const big = Buffer.alloc(300_000);
    const { balancer } = await one(t, (_, response) => void setTimeout(() => response.end(big), 5), {
      pools: { connections: 2 },
    });
    for (let round = 0; round < 5; round++) {
      const leaving = new AbortController();
      const calls = Array.from({ length: 40 }, () =>
        outcome(balancer, { signal: leaving.signal }).catch(() => "left"),
      );
      await new Promise((resolve) => setImmediate(resolve));
      leaving.abort();
      await Promise.all(calls);
    }
    // The two hundred that left are taken off the queue first, which on a busy machine lasts as long as a call may.
    const patient = () => outcome(balancer, { deadlineMs: Date.now() + 10_000 });
    for (let i = 0; i < 10; i++) assert.equal(await patient(), "200");
  });

  test("a long poll neither waits for the breaker nor fills the bulkhead nor is the probe", async (t) => {
    const { backend, balancer } = await one(t, (_, response) => void response.writeHead(500).end(), {
      limits: { breaker: { resetMs: 50 }, mostUnderWay: 1 },
    });
    await until("open", async () => (await outcome(balancer)) === "BREAKER_OPEN");
    backend.handler = (incoming, response) => {
      if (incoming.url !== "/feed") response.end("ok");
    };
    const leaving = new AbortController();
    const seen = backend.seen.length;
    const polls = [1, 2].map(() =>
      outcome(balancer, { path: "/feed", deadlineMs: Date.now() + 25_000, signal: leaving.signal }),
    );
    await until("the polls wait", () => backend.seen.filter((line) => line.endsWith("/feed")).length === 2);
    assert.ok(backend.seen.length >= seen + 2);
    await until("closed by a short call", async () => (await outcome(balancer)) === "200");
    leaving.abort();
    await Promise.all(polls);
  });
});

describe("what a service answers", () => {
  test("4xx is no failure, and is not tried again", async (t) => {
    const { backend, balancer } = await one(t, (_, response) => void response.writeHead(409).end());
    for (let i = 0; i < 20; i++) assert.equal(await outcome(balancer), "409");
    assert.equal(backend.seen.length, 20);
  });

  test("a 503 told as a problem is an answer of a living service: it passes and opens nothing", async (t) => {
    const { balancer } = await one(t, (_, response) => {
      response
        .writeHead(503, { "content-type": "application/problem+json" })
        .end('{"code":"MEMBER_UNAVAILABLE"}');
    });
    for (let i = 0; i < 20; i++) assert.equal(await outcome(balancer), "503");
    assert.equal(balancer.state()[0]?.breaker.state, "closed");
  });

  test("500 is passed on untouched, yet counts", async (t) => {
    const { balancer } = await one(t, (_, response) => void response.writeHead(500).end("sorry"));
    const answer = await balancer.dispatch("menu", request());
    assert.equal(await textOf(answer.body), "sorry");
    await until("it counts", () => balancer.state()[0]?.breaker.failures === 1);
  });

  test("a read that met a 503 is tried at another instance", async (t) => {
    const { backend, registry, balancer } = await one(t, (_, response) => void response.writeHead(503).end());
    const other = await startBackend(t, "b", ok);
    registry.put([instanceAt("a", backend.port), instanceAt("b", other.port)]);
    for (let i = 0; i < 8; i++) assert.equal(await outcome(balancer), "200");
  });
});

describe("what the registry says", () => {
  test("nobody there is NO_INSTANCE, and no failure of the service", async (t) => {
    const { backend, registry, balancer } = await one(t, ok);
    registry.put([]);
    for (let i = 0; i < 50; i++) assert.equal(await outcome(balancer), "NO_INSTANCE");
    registry.put([instanceAt("a", backend.port)]);
    assert.equal(await outcome(balancer), "200");
  });

  test("an instance it drops gets no new request, but its streams may finish", async (t) => {
    const { backend, registry, balancer } = await one(t, (_, response) => {
      response.write("first ");
      setTimeout(() => response.end("last"), 60);
    });
    const streaming = await balancer.dispatch("menu", request());
    const other = await startBackend(t, "b", ok);
    registry.put([instanceAt("b", other.port)]);
    for (let i = 0; i < 5; i++) await outcome(balancer);
    assert.equal(await textOf(streaming.body), "first last");
    assert.equal(backend.seen.length, 1);
    assert.equal(other.seen.length, 5);
  });

  test("(13) one bad instance is left alone, and the breaker stays closed", async (t) => {
    const good = await startBackend(t, "good", ok);
    const registry = handRegistry();
    registry.put([instanceAt("bad", await deadPort()), instanceAt("good", good.port)]);
    const balancer = balancerOf(t, registry, { limits: { ejection: { firstMs: 60_000 } } });
    for (let i = 0; i < 20; i++) assert.equal(await outcome(balancer), "200");
    const state = balancer.state()[0];
    assert.deepEqual(
      state?.instances.filter((each) => each.ejected).map((each) => each.id),
      ["bad"],
    );
    assert.equal(state?.breaker.state, "closed");
  });
});
