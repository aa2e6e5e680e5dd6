import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
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
import { headerOf } from "./headers.ts";

describe("one request to one instance", () => {
  test("news before the answer (103) is not the answer", async (t) => {
    const port = await startRawServer(t, (socket) => {
      socket.on("data", () => {
        socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x.css>\r\n\r\n");
        setTimeout(() => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"), 10);
      });
    });
    const registry = handRegistry();
    registry.put([instanceAt("a", port)]);
    const answer = await balancerOf(t, registry).dispatch("menu", request());
    assert.equal(answer.status, 200);
    assert.equal(await textOf(answer.body), "ok");
  });

  test("headers keep order and repeats, and those of the connection stay behind, both ways", async (t) => {
    let met: string[] = [];
    const backend = await startBackend(t, "a", (incoming, response) => {
      met = incoming.rawHeaders;
      response.writeHead(200, [
        ["set-cookie", "a=1"],
        ["x-private", "1"],
        ["connection", "x-private"],
        ["set-cookie", "b=2"],
        ["x-kept", "yes"],
      ]);
      response.end();
    });
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port)]);
    const headers = [
      ["Host", "edge.example"],
      ["Connection", "close, X-Secret"],
      ["X-Secret", "s"],
      ["TE", "trailers"],
      ["Keep-Alive", "timeout=9"],
      ["Proxy-Authorization", "p"],
      ["Expect", "100-continue"],
      ["X-Kept", "1"],
      ["X-Kept", "2"],
      ["X-Siren-Deadline-Ms", "999999"],
    ].flat();
    const answer = await balancerOf(t, registry).dispatch("menu", request({ headers }));
    await textOf(answer.body);
    assert.deepEqual(met.slice(0, 4), ["host", `127.0.0.1:${backend.port}`, "connection", "keep-alive"]);
    assert.deepEqual(met.slice(4, -1), ["X-Kept", "1", "X-Kept", "2", "x-siren-deadline-ms"]);
    const told = Number(met.at(-1));
    assert.ok(
      told > 0 && told <= 2_000,
      "how long this attempt is waited for, whatever the caller's caller said",
    );
    const kept = answer.headers.filter((_, i) => i % 2 === 0).filter((name) => name !== "Date");
    assert.deepEqual(kept, ["set-cookie", "set-cookie", "x-kept"]);
    assert.equal(headerOf(answer.headers, "x-private"), undefined);
  });

  test("a chunked DELETE with a body stays one request", async (t) => {
    const backend = await startBackend(t, "a", (_, response) => void response.end("ok"));
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port)]);
    const smuggled = "GET /stolen HTTP/1.1\r\nHost: x\r\n\r\n";
    const answer = await balancerOf(t, registry).dispatch(
      "menu",
      request({
        method: "DELETE",
        path: "/one",
        retry: "never",
        body: Readable.from([Buffer.from(smuggled)]),
      }),
    );
    await textOf(answer.body);
    assert.deepEqual(backend.seen, [`DELETE /one ${smuggled}`]);
  });

  test("a streamed body arrives whole although the first instance is dead", async (t) => {
    const backend = await startBackend(t, "live", (_, response) => void response.end("ok"));
    const registry = handRegistry();
    registry.put([instanceAt("dead", await deadPort()), instanceAt("live", backend.port)]);
    const balancer = balancerOf(t, registry, { limits: { ejection: { inARow: { connect: 1_000 } } } });
    for (let i = 0; i < 20; i++) {
      const body = Readable.from([Buffer.from("one "), Buffer.from("two")]);
      const answer = await balancer.dispatch("menu", request({ method: "POST", retry: "never", body }));
      await textOf(answer.body);
    }
    assert.deepEqual(backend.seen, Array(20).fill("POST / one two"));
  });

  test("an upload that the caller breaks off is held against nobody", async (t) => {
    const backend = await startBackend(t, "a", () => {});
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port)]);
    const balancer = balancerOf(t, registry);
    for (let i = 0; i < 10; i++) {
      const body = new Readable({ read: () => {} });
      body.push("half");
      const calling = balancer.dispatch("menu", request({ method: "POST", retry: "never", body }));
      setTimeout(() => body.destroy(new Error("gone")), 10);
      await assert.rejects(calling, (fault) => fault instanceof CallFailed && fault.kind === "ABORTED");
    }
    assert.equal(balancer.state()[0]?.breaker.failures, 0);
  });

  test("what cannot be said in HTTP is the asker's fault", async (t) => {
    const backend = await startBackend(t, "a", (_, response) => void response.end("ok"));
    const other = await startBackend(t, "b", (_, response) => void response.end("ok"));
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port), instanceAt("b", other.port)]);
    const balancer = balancerOf(t, registry);
    for (const over of [
      { path: "/a b" },
      { path: "no-slash" },
      { headers: ["x-y", "1\r\nz: 2"] },
      { method: "G T" },
    ]) {
      for (let i = 0; i < 5; i++) {
        await assert.rejects(
          balancer.dispatch("menu", request(over)),
          (fault) => fault instanceof CallFailed && fault.kind === "BAD_REQUEST" && !fault.sent,
        );
      }
    }
    assert.equal(balancer.state()[0]?.breaker.failures, 0);
    assert.ok(balancer.state()[0]?.instances.every((one) => !one.ejected));
  });

  test("no headers in time is TIMEOUT, and near to its time", async (t) => {
    const backend = await startBackend(t, "a", () => {});
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port)]);
    const startedAt = performance.now();
    await assert.rejects(
      balancerOf(t, registry).dispatch("menu", request({ timeoutMs: 150 })),
      (fault) => fault instanceof CallFailed && fault.kind === "TIMEOUT" && fault.sent,
    );
    assert.ok(performance.now() - startedAt < 900);
  });

  test("a body may take longer than the deadline of the headers", async (t) => {
    const backend = await startBackend(t, "a", (_, response) => {
      response.write("first ");
      setTimeout(() => response.end("last"), 250);
    });
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port)]);
    const answer = await balancerOf(t, registry).dispatch("menu", request({ timeoutMs: 100 }));
    assert.equal(await textOf(answer.body), "first last");
  });

  test("a body cut off in the middle breaks for the reader and is held against the instance", async (t) => {
    const backend = await startBackend(t, "a", (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      setTimeout(() => response.socket?.resetAndDestroy(), 5);
    });
    const other = await startBackend(t, "b", (_, response) => void response.end("ok"));
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port), instanceAt("b", other.port)]);
    const balancer = balancerOf(t, registry);
    let cut = 0;
    for (let i = 0; i < 60 && cut < 3; i++) {
      const answer = await balancer.dispatch("menu", request());
      await textOf(answer.body).catch(() => cut++);
    }
    assert.equal(cut, 3);
    const ejected = balancer
      .state()[0]
      ?.instances.filter((one) => one.ejected)
      .map((one) => one.id);
    assert.deepEqual(ejected, ["a"]);
  });

  test("a reader that leaves ends the request at the instance", async (t) => {
    let closed = 0;
    const backend = await startBackend(t, "a", (_, response) => {
      response.on("close", () => closed++);
      response.write("for ever");
    });
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port)]);
    const balancer = balancerOf(t, registry);
    const reading = await balancer.dispatch("menu", request());
    reading.body.destroy();
    const leaving = new AbortController();
    const waiting = await balancer.dispatch("menu", request({ signal: leaving.signal }));
    waiting.body.on("error", () => {});
    leaving.abort();
    await until("both ended at the instance", () => closed === 2);
    await until("nothing is under way", () => balancer.state()[0]?.instances[0]?.inFlight === 0);
    assert.equal(balancer.state()[0]?.breaker.failures, 0);
  });

  test("a slow reader holds the instance back instead of filling the memory", async (t) => {
    const chunk = Buffer.alloc(65_536);
    let written = 0;
    const backend = await startBackend(t, "a", (_, response) => {
      const more = () => {
        while (written < 64 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port)]);
    const answer = await balancerOf(t, registry).dispatch("menu", request());
    let last = -1;
    await until("the instance waits", async () => {
      const before = last;
      last = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return before === written;
    });
    assert.ok(written < 32 * 1024 * 1024, String(written));
    answer.body.destroy();
  });
});
