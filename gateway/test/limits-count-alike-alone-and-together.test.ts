import assert from "node:assert/strict";
import { BlockList, createServer, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import { createNoopMeter, metrics } from "@opentelemetry/api";
import { createLog } from "@siren/chassis/log";
import { until } from "@siren/chassis/testing/until";
import { createEdgeLimits, defaultLimits } from "../src/edge/edge-limits.ts";
import { createLimiter, type Limiter, type Rule, type Taken, takeFrom } from "../src/edge/limiter.ts";
import { redisAddressOf } from "../src/edge/redis-line.ts";
import { commandOf, createReplyReader, RedisFault, type RedisValue } from "../src/edge/redis-wire.ts";
import { createSharedLimiter } from "../src/edge/shared-limiter.ts";
import { gatewayLive, tuneBalancer, tuneLimits } from "../src/ops/live-tuning.ts";

const five: Rule = { windowMs: 1_000, max: 5 };

describe("one process", () => {
  let nowMs = 1_000_000;
  const limiter = createLimiter(() => nowMs);

  test("so many at once and no more, then evenly again, and all after a quiet window", () => {
    const burst = Array.from({ length: 7 }, () => limiter.take("a", five));
    assert.deepEqual(
      burst.map(({ allowed }) => allowed),
      [true, true, true, true, true, false, false],
    );
    assert.deepEqual(
      burst.map(({ remaining }) => remaining),
      [4, 3, 2, 1, 0, 0, 0],
    );
    assert.deepEqual([burst[4]?.resetMs, burst[5]?.retryMs, burst[5]?.limit], [1_000, 200, 5]);
    nowMs += 199;
    assert.equal(limiter.take("a", five).allowed, false);
    nowMs += 1;
    assert.equal(limiter.take("a", five).allowed, true, "what was refused cost nothing");
    assert.equal(limiter.take("a", five).allowed, false);
    nowMs += 1_000;
    const again = Array.from({ length: 6 }, () => limiter.take("a", five).allowed);
    assert.deepEqual(again, [true, true, true, true, true, false]);
  });

  test("another key has its own, a dearer request takes more, and nothing is taken in part", () => {
    assert.equal(limiter.take("b", { ...five, cost: 4 }).remaining, 1);
    assert.equal(limiter.take("b", { ...five, cost: 2 }).allowed, false);
    assert.equal(limiter.take("b", five).allowed, true);
    assert.equal(limiter.take("c", { ...five, cost: 6 }).allowed, false, "more than there ever is");
  });

  test("over a long time no more than the rate and one burst come through, whatever the odd number", () => {
    const rule: Rule = { windowMs: 700, max: 3 };
    let came = 0;
    for (let i = 0; i < 70_000; i += 1) {
      if (limiter.take("d", rule).allowed) came += 1;
      nowMs += 1;
    }
    assert.ok(came >= 300 && came <= 304, String(came));
  });

  test("a clock set back or a rule made narrower shuts nobody out for longer than a window", () => {
    for (let i = 0; i < 5; i += 1) limiter.take("e", { windowMs: 3_600_000, max: 5 });
    assert.ok(limiter.take("e", five).retryMs <= 1_000);
    nowMs -= 500_000;
    assert.ok(limiter.take("e", five).retryMs <= 1_000);
  });

  test("strangers' keys fill no memory, and those that are not used are forgotten", () => {
    const small = createLimiter(() => nowMs, 100);
    for (let i = 0; i < 10_000; i += 1) small.take(`address ${i}`, five);
    assert.ok(small.size() <= 200, String(small.size()));
    nowMs += 1_000;
    small.take("one", five);
    nowMs += 1_000;
    small.take("two", five);
    assert.equal(small.size(), 2);
  });
});

describe("the edge's own numbers", () => {
  const away = "192.0.2.1";
  const asMember = (sub: string) => ({ kind: "member" as const, sub });

  test("no flood of other keys makes us forget who tried how many passwords", async () => {
    const limits = createEdgeLimits(
      createLimiter(() => 1_000_000, 100),
      defaultLimits,
      new BlockList(),
    );
    for (let tries = 0; tries < 19; tries += 1) await limits.take("attempt", "mina", away);
    for (let i = 0; i < 1_000; i += 1) await limits.take("address", String(i), away);
    await limits.take("attempt", "mina", away);
    assert.throws(() => limits.take("attempt", "mina", away), { code: "TOO_MANY_REQUESTS" });
  });

  test("somebody known by a foreign token is counted, and not as the member of the same name", async () => {
    const limits = createEdgeLimits(
      createLimiter(() => 1_000_000),
      defaultLimits,
      new BlockList(),
    );
    const asForeign = { caller: { kind: "anonymous" as const, sub: "" }, foreign: "mem_1", address: away };
    for (let i = 0; i < 200; i += 1) await limits.takeFor(asForeign);
    await assert.rejects(limits.takeFor(asForeign), { code: "TOO_MANY_REQUESTS" });
    const left = await limits.takeFor({ caller: asMember("mem_1"), address: away });
    assert.deepEqual([left.name, left.remaining], ["member", 199]);
    const both = await limits.takeFor({ caller: asMember("mem_1"), foreign: "mem_1", address: away });
    assert.equal(both.remaining, 198, "who is a member of ours is counted as that");
  });
});

/** What our script does, in place of Lua: over the same wire, so that loss and silence can be played. */
async function startCounter() {
  const kept = new Map<string, number>();
  const said: string[] = [];
  const sockets = new Set<Socket>();
  let knowsScript = false;
  const counter = { port: 0, said, mood: "well" as "well" | "silent" | "mad", sockets };
  const answer = ([name, , , key = "", windowMs, max, cost]: string[]): string => {
    said.push(String(name));
    if (name === "PING") return "+PONG\r\n";
    if (name === "AUTH" || name === "SELECT") return "+OK\r\n";
    if (counter.mood === "mad") return "-READONLY You can't write against a read only replica.\r\n";
    if (name === "EVALSHA" && !knowsScript) return "-NOSCRIPT No matching script.\r\n";
    knowsScript = true;
    const rule = { windowMs: Number(windowMs), max: Number(max), cost: Number(cost) };
    const { fullAtMs, taken } = takeFrom(kept.get(key), Date.now(), rule);
    kept.set(key, fullAtMs);
    return `*3\r\n:${taken.allowed ? 1 : 0}\r\n:${Math.ceil(taken.resetMs)}\r\n:${taken.retryMs}\r\n`;
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    // A command has the form of an answer that is a list.
    const read = createReplyReader((command: RedisValue) => {
      if (counter.mood !== "silent") socket.write(answer(command as string[]));
    });
    socket.on("data", read);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  counter.port = address.port;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  return { ...counter, counter, close };
}

describe("all together", () => {
  const closing: (() => unknown)[] = [];
  after(async () => {
    for (const close of closing.reverse()) await close();
  });
  const log = createLog({ service: "gateway", instance: "x", level: "error", now: Date.now, sink: () => {} });
  const meter = createNoopMeter?.() ?? metrics.getMeter("none");
  const shared = (url: string, deadlineMs = 2_000): Limiter => {
    const limiter = createSharedLimiter({ now: Date.now, log, meter }, url, deadlineMs);
    closing.push(() => limiter.close());
    return limiter;
  };
  const hour: Rule = { windowMs: 3_600_000, max: 5 };
  const isShared = (limiter: Limiter) =>
    until("the line stands", () => limiter.take(`probe ${Math.random()}`, hour) instanceof Promise);

  test("two gateways give no more than one rule allows", async () => {
    const { port, close, said } = await startCounter();
    closing.push(close);
    const two = [shared(`redis://:secret@127.0.0.1:${port}/3`), shared(`redis://127.0.0.1:${port}`)];
    for (const limiter of two) await isShared(limiter);
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, i) => (two[i % 2] as Limiter).take("member 1", hour)),
    );
    assert.equal(all.filter(({ allowed }) => allowed).length, 5);
    assert.ok(all.every(({ allowed, retryMs }) => allowed === (retryMs === 0)));
    assert.deepEqual(said.slice(0, 3).toSorted(), ["AUTH", "PING", "SELECT"]);
  });

  test("when Redis is silent, mad or gone, this process counts alone, and together again after", async () => {
    const { counter, close } = await startCounter();
    closing.push(close);
    const limiter = shared(`redis://127.0.0.1:${counter.port}`, 60);
    await isShared(limiter);
    for (const mood of ["mad", "silent"] as const) {
      counter.mood = mood;
      const taken: Taken[] = [];
      for (let i = 0; i < 7; i += 1) taken.push(await limiter.take(`member ${mood}`, hour));
      assert.equal(taken.filter(({ allowed }) => allowed).length, 5, mood);
    }
    await until(
      "a silent line is given up",
      () => counter.sockets.size === 0 || !(limiter.take("p", hour) instanceof Promise),
    );
    counter.mood = "well";
    await isShared(limiter);
    for (const socket of counter.sockets) socket.destroy();
    const alone: Taken[] = [];
    for (let i = 0; i < 7; i += 1) alone.push(await limiter.take("member gone", hour));
    assert.ok(alone.filter(({ allowed }) => allowed).length >= 5);
    await isShared(limiter);
  });
});

test("ops change a number while it runs, and it goes back to what it was", () => {
  const limits = createEdgeLimits(createLimiter(Date.now), defaultLimits, new BlockList());
  let apply: (given: object) => void = () => {};
  const applyBy = (by: typeof apply) => {
    apply = by;
  };
  tuneLimits({ settings: { applyBy } as never }, limits);
  apply(gatewayLive.parse({ limits: { requests: { member: "1/3600" } } }));
  const take = () => limits.take("member", "m", "192.0.2.1");
  assert.deepEqual(
    [limits.numbers().member, limits.numbers().guest],
    [{ max: 1, windowMs: 3_600_000 }, defaultLimits.guest],
  );
  take();
  assert.throws(take, { code: "TOO_MANY_REQUESTS" });
  apply({});
  assert.equal(limits.numbers().member, defaultLimits.member);
  for (const wrong of ["0/4", "4/0", "4", "a/b", "-1/4", "1e3/4"])
    assert.ok(!gatewayLive.safeParse({ limits: { requests: { member: wrong } } }).success, wrong);
});

test("ops weigh whatever the routes lead to, by its name, also once its addresses are others", () => {
  const tuned = new Map<string, unknown>();
  const balancer = { tune: (service: string, tuning: object) => void tuned.set(service, tuning) };
  let called: Record<string, string[]> = { both: ["both@a1"], roastery: ["roastery"] };
  let current = gatewayLive.parse({});
  let apply = (_given: object) => {};
  let moved = () => {};
  const settings = {
    current: () => current,
    applyBy: (by: typeof apply) => {
      apply = by;
    },
  };
  const targets = {
    servicesCalled: (name: string) => called[name] ?? [],
    onChange: (listener: () => void) => {
      moved = listener;
    },
  };
  tuneBalancer({ balancer, settings } as never, targets);
  const take = (given: object) => {
    const read = gatewayLive.parse({ balancing: given });
    apply(read);
    current = read;
  };
  take({ both: { weights: { a: 0 } }, roastery: { versions: { "2": 5 } }, menu: {} });
  assert.deepEqual(Object.fromEntries(tuned), {
    ...{ "both@a1": { weights: { a: 0 } }, roastery: { versions: { "2": 5 } }, menu: {} },
  });
  called = { ...called, both: ["both@b2"] };
  moved();
  assert.deepEqual(tuned.get("both@b2"), { weights: { a: 0 } });
  take({});
  assert.deepEqual([tuned.get("both@b2"), tuned.get("roastery")], [{}, {}]);
  assert.throws(() => take({ nobody: {} }), /balancing\.nobody: no service/);
  const tooMany = gatewayLive.safeParse({ balancing: { menu: { versions: { "1": 80, "2": 80 } } } });
  assert.match(tooMany.error?.issues[0]?.message ?? "", /more than 100 %/);
});

describe("the wire", () => {
  test("an answer is read whole however it is cut, and what is no Redis is refused", () => {
    const wire = Buffer.from("*3\r\n:1\r\n$5\r\n\r\nabc\r\n$-1\r\n-ERR no\r\n+OK\r\n*0\r\n");
    for (let size = 1; size <= wire.length; size += 1) {
      const heard: RedisValue[] = [];
      const read = createReplyReader((value) => void heard.push(value));
      for (let at = 0; at < wire.length; at += size) read(wire.subarray(at, at + size));
      assert.deepEqual(heard.slice(0, 1), [[1, "\r\nabc", null]]);
      assert.ok(heard[1] instanceof RedisFault);
      assert.deepEqual(heard.slice(2), ["OK", []]);
    }
    for (const bad of ["HTTP/1.1 400 Bad Request\r\n", "$999999999\r\n", "$-7\r\n", "*1e9\r\n"])
      assert.throws(() => createReplyReader(() => {})(Buffer.from(bad)), bad);
    assert.equal(commandOf(["SET", "카페", 1]), "*3\r\n$3\r\nSET\r\n$6\r\n카페\r\n$1\r\n1\r\n");
  });

  test("an address that is none is a fault of the configuration", () => {
    assert.deepEqual(redisAddressOf("rediss://u:p%40@[::1]/2"), {
      ...{ host: "::1", port: 6379, isTls: true, username: "u", password: "p@", database: 2 },
    });
    for (const bad of ["", "http://x", "redis://", "redis://h/x", "redis://h/-1", "127.0.0.1:6379"])
      assert.throws(() => redisAddressOf(bad), bad);
  });
});
