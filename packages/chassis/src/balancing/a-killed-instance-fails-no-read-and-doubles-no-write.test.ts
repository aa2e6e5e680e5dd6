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
  startRawServer,
  textOf,
} from "../../test/balancing-world.ts";
import { until } from "../testing/until.ts";
import { CallFailed } from "./call-failed.ts";

const afterAMoment: Handler = (incoming, response) => {
  setTimeout(() => response.end(incoming.url), 3);
};

async function two(t: TestContext, handler: Handler = afterAMoment) {
  const [a, b] = await Promise.all([startBackend(t, "a", handler), startBackend(t, "b", handler)]);
  const registry = handRegistry();
  registry.put([instanceAt("a", a.port), instanceAt("b", b.port)]);
  return { a, b, registry, balancer: balancerOf(t, registry) };
}

describe("an instance is killed under load", () => {
  test("no GET fails", async (t) => {
    const { a, balancer } = await two(t);
    const failures: unknown[] = [];
    let asked = 0;
    const worker = async () => {
      for (let i = 0; i < 60; i++) {
        if (++asked === 150) a.kill();
        try {
          const answer = await balancer.dispatch("menu", request({ path: `/${asked}` }));
          await textOf(answer.body);
        } catch (fault) {
          failures.push(fault);
        }
      }
    };
    await Promise.all(Array.from({ length: 12 }, worker));
    assert.deepEqual(failures, []);
    assert.equal(balancer.state()[0]?.breaker.state, "closed");
  });

  test("no write without a key arrives twice, and what failed says whether it was sent", async (t) => {
    const { a, b, balancer } = await two(t);
    const faults: unknown[] = [];
    let asked = 0;
    const worker = async () => {
      for (let i = 0; i < 40; i++) {
        const number = ++asked;
        if (number === 100) a.kill();
        try {
          const body = Buffer.from(String(number));
          const answer = await balancer.dispatch("menu", request({ method: "POST", retry: "never", body }));
          await textOf(answer.body);
        } catch (fault) {
          faults.push(fault);
        }
      }
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    const arrived = [...a.seen, ...b.seen];
    assert.equal(new Set(arrived).size, arrived.length, "a write arrived twice");
    for (const fault of faults) {
      assert.ok(fault instanceof CallFailed);
      assert.equal(fault.kind, "RESET");
      assert.equal(fault.sent, true);
    }
    assert.ok(faults.length <= 10, "only what was under way at the kill may fail");
  });
});

describe("a write that was cut off before its answer", () => {
  const cutOff: Handler = (_, response) => void response.socket?.resetAndDestroy();
  const write = { method: "POST", body: Buffer.from("x") } as const;

  test("goes to another instance with a key, where the route opted in", async (t) => {
    const { a, b, balancer } = await two(t, (_, response) => void response.end("done"));
    a.handler = cutOff;
    for (let i = 0; i < 6; i++) {
      const answer = await balancer.dispatch("menu", request({ ...write, retry: "keyed" }));
      assert.equal(await textOf(answer.body), "done");
    }
    assert.equal(b.seen.length, 6);
  });

  test("is not sent again without", async (t) => {
    const { a, b, balancer } = await two(t, cutOff);
    await assert.rejects(
      balancer.dispatch("menu", request({ ...write, retry: "never" })),
      (fault) => fault instanceof CallFailed && fault.kind === "RESET" && fault.sent && fault.attempts === 1,
    );
    assert.equal(a.seen.length + b.seen.length, 1);
  });
});

describe("a keyed write is sent twice at most, however it fails", () => {
  const write = { method: "POST", body: Buffer.from("x"), retry: "keyed" } as const;
  const names = ["a", "b", "c", "d"];
  async function four(t: TestContext, handler: Handler) {
    const all = await Promise.all(names.map((name) => startBackend(t, name, handler)));
    const registry = handRegistry();
    registry.put(all.map(({ id, port }) => instanceAt(id, port)));
    return {
      balancer: balancerOf(t, registry),
      timesSeen: () => all.flatMap(({ seen }) => seen).length,
      all,
    };
  }

  test("where the first one says nothing and those beside it break off", async (t) => {
    let asked = 0;
    const { balancer, timesSeen } = await four(t, (_, response) => {
      if (++asked > 1) response.socket?.resetAndDestroy();
    });
    const silent = { ...write, firstTryMs: 50, attemptTimeoutMs: 400, timeoutMs: 1_000 };
    await assert.rejects(balancer.dispatch("menu", request(silent)), CallFailed);
    assert.equal(timesSeen(), 2);
  });

  test("where connections that served before break off after the write was read", async (t) => {
    const { balancer, timesSeen, all } = await four(t, (_, response) => void response.end("ok"));
    await Promise.all(
      Array.from({ length: 40 }, async () => textOf((await balancer.dispatch("menu", request())).body)),
    );
    const before = timesSeen();
    for (const one of all) one.handler = (_, response) => void response.socket?.resetAndDestroy();
    await assert.rejects(balancer.dispatch("menu", request(write)), CallFailed);
    assert.equal(timesSeen() - before, 2);
  });
});

describe("an attempt that never connected", () => {
  test("is free, also for a write, also with the budget spent", async (t) => {
    const live = await startBackend(t, "live", (_, response) => void response.end("ok"));
    const registry = handRegistry();
    registry.put([instanceAt("dead", await deadPort()), instanceAt("live", live.port)]);
    const limits = { ejection: { inARow: { connect: 1_000_000 } } };
    const balancer = balancerOf(t, registry, { limits });
    for (let i = 0; i < 120; i++) {
      const body = Buffer.from(String(i));
      const answer = await balancer.dispatch("menu", request({ method: "POST", retry: "never", body }));
      await textOf(answer.body);
    }
    assert.equal(live.seen.length, 120);
    assert.equal(balancer.state()[0]?.retryBudget, 50);
  });

  test("ends as CONNECT when nobody is left, not sent", async (t) => {
    const registry = handRegistry();
    registry.put([instanceAt("dead", await deadPort())]);
    await assert.rejects(
      balancerOf(t, registry).dispatch("menu", request()),
      (fault) => fault instanceof CallFailed && fault.kind === "CONNECT" && !fault.sent,
    );
  });
});

test("retries stop when their budget is spent", async (t) => {
  const busy: Handler = (_, response) => void response.writeHead(503).end();
  const [a, b] = await Promise.all([startBackend(t, "a", busy), startBackend(t, "b", busy)]);
  const registry = handRegistry();
  registry.put([instanceAt("a", a.port), instanceAt("b", b.port)]);
  const patience = { breaker: { volumeThreshold: 1_000_000 }, ejection: { inARow: { status: 1_000_000 } } };
  const balancer = balancerOf(t, registry, { limits: patience, random: () => 0 });
  for (let i = 0; i < 100; i++) await textOf((await balancer.dispatch("menu", request())).body);
  const retries = a.seen.length + b.seen.length - 100;
  assert.ok(retries >= 50 && retries <= 50 + 100 * 0.1 + 1, String(retries));
});

test("a closed idle connection is replaced at once: a GET does not notice, whatever the budget", async (t) => {
  let connections = 0;
  const port = await startRawServer(t, (socket) => {
    connections++;
    let served = 0;
    socket.on("data", () => {
      // The second request on a connection meets its end, as if the two had crossed on the wire.
      if (++served === 2) socket.resetAndDestroy();
      else socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok");
    });
  });
  const registry = handRegistry();
  registry.put([instanceAt("a", port)]);
  const balancer = balancerOf(t, registry);
  for (let i = 0; i < 10; i++)
    assert.equal(await textOf((await balancer.dispatch("menu", request())).body), "ok");
  assert.ok(connections >= 5);
  assert.equal(balancer.state()[0]?.retryBudget, 50);

  // A write cannot know whether the other side acted.
  await assert.rejects(async () => {
    for (let i = 0; i < 2; i++) {
      const answer = await balancer.dispatch(
        "menu",
        request({ method: "POST", retry: "never", body: Buffer.from("x") }),
      );
      await textOf(answer.body);
    }
  }, CallFailed);
});

test("a keyed write whose connection was just closed goes to another one, for that one may be about to die", async (t) => {
  let died = 0;
  const dying = await startRawServer(t, (socket) => {
    const isDead = died > 0;
    let served = 0;
    socket.on("data", () => {
      if (!isDead && ++served < 2) {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok");
        return;
      }
      died++;
      socket.resetAndDestroy();
    });
  });
  const well = await startBackend(t, "well", (_, response) => void response.end("ok"));
  const registry = handRegistry();
  registry.put([instanceAt("dying", dying), instanceAt("well", well.port)]);
  const balancer = balancerOf(t, registry);
  const write = { method: "POST", body: Buffer.from("x"), retry: "keyed" } as const;
  for (let i = 0; i < 200 && died === 0; i++)
    assert.equal(await textOf((await balancer.dispatch("menu", request(write))).body), "ok");
  assert.equal(died, 1, "it was not asked for it again");
});

describe("an instance is frozen", () => {
  const frozen: Handler = () => {};
  const quick: Handler = (_, response) => void response.end("here");
  const write = { method: "POST", body: Buffer.from("x"), retry: "keyed", firstTryMs: 50 } as const;

  test("a keyed write costs the first try at most, and goes to the other one", async (t) => {
    const { a, balancer } = await two(t, quick);
    a.handler = frozen;
    for (let i = 0; i < 20; i++) {
      const answer = await balancer.dispatch("menu", request(write));
      assert.equal(await textOf(answer.body), "here");
    }
    assert.ok(a.seen.length > 0 && a.seen.length < 20, "it was asked, and left alone later");
    assert.equal(balancer.state()[0]?.breaker.state, "closed");
  });

  test("where both are slow, who has no budget for a second try waits for the first", async (t) => {
    const slowly: Handler = (_, response) => setTimeout(() => response.end("late"), 120);
    const { a, b, balancer } = await two(t, slowly);
    const asked = 120;
    const answers = await Promise.allSettled(
      Array.from({ length: asked }, async () => {
        const { body } = await balancer.dispatch("menu", request({ ...write, timeoutMs: 5_000 }));
        return textOf(body);
      }),
    );
    assert.ok(answers.every((one) => one.status === "fulfilled"));
    const twice = a.seen.length + b.seen.length - asked;
    assert.ok(twice > 0 && twice <= 62, `${twice} were sent twice: the burst of 50 and a tenth at most`);
  });
});

describe("an instance that is slow, and not frozen", () => {
  const write = { method: "POST", body: Buffer.from("x"), retry: "keyed", firstTryMs: 60 } as const;
  const slowly: Handler = ({ method }, response) =>
    void setTimeout(() => response.end("done"), method === "POST" ? 300 : 0);

  test("is waited for where the one asked beside it has no room, and neither is worse for it", async (t) => {
    const { a, b, balancer } = await two(t, slowly);
    b.handler = (_, response) => {
      response
        .writeHead(503, { "content-type": "application/problem+json", "retry-after": "1" })
        .end('{"code":"OVERLOADED"}');
    };
    while (a.seen.length < 2) {
      const before = a.seen.length;
      const { status, body } = await balancer.dispatch("menu", request(write));
      const text = await textOf(body);
      // The one without room, where it is asked first, is believed: the other one is not asked for it.
      if (a.seen.length > before) assert.deepEqual([status, text], [200, "done"]);
      else assert.deepEqual([status, text], [503, '{"code":"OVERLOADED"}']);
    }
    const [room] = balancer.state();
    assert.equal(room?.breaker.state, "closed");
    assert.ok(room?.instances.every(({ ejected }) => !ejected));
  });

  test("is not doubled by another one so long as it answers others", async (t) => {
    const [a, b] = await Promise.all([startBackend(t, "a", slowly), startBackend(t, "b", slowly)]);
    const registry = handRegistry();
    registry.put([instanceAt("a", a.port), instanceAt("b", b.port)]);
    // A clock that stands: whatever was answered was so just now.
    const balancer = balancerOf(t, registry, { now: () => 0 });
    while (a.seen.length === 0 || b.seen.length === 0)
      await textOf((await balancer.dispatch("menu", { ...request(), deadlineMs: 10_000 })).body);
    const before = a.seen.length + b.seen.length;
    const answer = await balancer.dispatch("menu", { ...request(write), deadlineMs: 10_000 });
    assert.equal(await textOf(answer.body), "done");
    assert.equal(a.seen.length + b.seen.length, before + 1);
  });
});

test("one that is slow is waited for when the other turns out to be gone", async (t) => {
  const slowly: Handler = (_, response) => setTimeout(() => response.end("late"), 150);
  const slow = await startBackend(t, "slow", slowly);
  const registry = handRegistry();
  registry.put([instanceAt("slow", slow.port), instanceAt("gone", await deadPort())]);
  const balancer = balancerOf(t, registry);
  for (let i = 0; i < 6; i++) {
    const write = { method: "POST", body: Buffer.from("x"), retry: "keyed", firstTryMs: 50 } as const;
    const answer = await balancer.dispatch("menu", request(write));
    assert.equal(await textOf(answer.body), "late");
  }
});

test("one that lets a long poll run out is asked no other for a while", async (t) => {
  const { a, b, balancer } = await two(t, (_, response) => void response.end("news"));
  a.handler = () => {};
  // Long enough for the one that answers on a machine that is busy.
  const poll = { patient: true, retry: "never", timeoutMs: 1_500 } as const;
  let ranOut = 0;
  for (let i = 0; i < 30; i++) {
    const answer = await balancer.dispatch("menu", request(poll)).catch(() => undefined);
    if (answer) await textOf(answer.body);
    else ranOut += 1;
  }
  assert.deepEqual([ranOut, a.seen.length, b.seen.length], [1, 1, 29]);
});

test("attempts share one deadline: the second is told, and given, what the first has left of it", async (t) => {
  const told: number[] = [];
  let ms = 0;
  const silent: Handler = ({ headers }) => {
    told.push(Number(headers["x-siren-deadline-ms"]));
    ms = 900;
  };
  const [a, b] = await Promise.all([startBackend(t, "a", silent), startBackend(t, "b", silent)]);
  const registry = handRegistry();
  registry.put([instanceAt("a", a.port), instanceAt("b", b.port)]);
  const balancer = balancerOf(t, registry, { now: () => ms });
  await assert.rejects(
    balancer.dispatch("menu", { ...request(), deadlineMs: 1_000, attemptTimeoutMs: 200 }),
    (fault) => fault instanceof CallFailed && fault.kind === "TIMEOUT" && fault.attempts === 2,
  );
  assert.deepEqual(told, [200, 100]);
});

describe("an instance that says when it wants to be asked again", () => {
  const later = (type: string): Handler => {
    return (_, response) => void response.writeHead(503, { "retry-after": "2", "content-type": type }).end();
  };

  test("is left alone; when it is the only one, its callers are told how long", async (t) => {
    const { a, b, registry, balancer } = await two(t, (_, response) => void response.end("ok"));
    a.handler = later("text/html");
    for (let i = 0; i < 20; i++) await textOf((await balancer.dispatch("menu", request())).body);
    assert.equal(a.seen.length, 1);
    registry.put([instanceAt("a", a.port)]);
    const refused = await balancer.dispatch("menu", request()).catch((fault: unknown) => fault);
    assert.ok(refused instanceof CallFailed && refused.kind === "OVERLOADED");
    assert.ok(
      refused.retryAfterMs !== undefined && refused.retryAfterMs > 0 && refused.retryAfterMs <= 2_000,
    );
    assert.equal(a.seen.length, 1);
    a.handler = (_, response) => void response.end("ok");
    const back = async () => (await balancer.dispatch("menu", request()).catch(() => undefined))?.body;
    await textOf(await until("it is asked again", back));
    assert.equal(b.seen.length, 20);
  });

  test("is asked as ever when it only speaks of what was asked for: a problem told is an answer", async (t) => {
    const { a, b, balancer } = await two(t, later("application/problem+json"));
    // Each is chosen at random: of twenty, one in twenty-five times, one would have five or fewer.
    for (let i = 0; i < 60; i++) await textOf((await balancer.dispatch("menu", request())).body);
    assert.ok(a.seen.length > 5 && b.seen.length > 5);
    assert.equal(a.seen.length + b.seen.length, 60, "nobody else would say otherwise");
    assert.equal(balancer.state()[0]?.retryBudget, 50);
  });
});
