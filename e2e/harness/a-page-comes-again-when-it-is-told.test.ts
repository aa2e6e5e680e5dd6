import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { asBrowsersDo } from "./as-browsers-do.ts";
import { type Answer, Person } from "./person.ts";

test("who is told that there is too much to do comes when there will be room, with the same key", async (t) => {
  const asked: { key: unknown; atMs: number }[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push({ key: headers["idempotency-key"], atMs: performance.now() });
    if (asked.length > 1) return void response.writeHead(201).end();
    const full = { type: "about:blank", code: "OVERLOADED", status: 503, title: "full", retryable: true };
    response
      .writeHead(503, { "content-type": "application/problem+json", "retry-after": "1" })
      .end(JSON.stringify(full));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const person = new Person([`http://127.0.0.1:${(server.address() as AddressInfo).port}`]);
  const answer = await person.sendUntilAnswered("POST", "/api/v1/order/orders", { key: "key-0001" });
  assert.equal(answer.status, 201);
  const [first, second, ...more] = asked;
  assert.deepEqual([first?.key, second?.key, more.length], ["key-0001", "key-0001", 0]);
  // A timer may be a millisecond early.
  assert.ok((second?.atMs ?? 0) - (first?.atMs ?? 0) >= 999);
  server.closeAllConnections();
});

test("a kept connection that was closed is no answer to nobody: what may be repeated is sent again, once", async () => {
  const closed = new TypeError("fetch failed", {
    cause: Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }),
  });
  const late = new TypeError("fetch failed", {
    cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
  });
  const ok: Answer = { status: 200, body: "", headers: new Headers() };
  const tries = async (faults: Error[], method: string, key?: string) => {
    const person = new Person(["http://localhost"]);
    let resent = 0;
    person.ask = async () => {
      const fault = faults.shift();
      if (fault) throw fault;
      return ok;
    };
    asBrowsersDo(person, () => {
      resent += 1;
    });
    const { status } = await person
      .ask(method, "/", key === undefined ? {} : { key })
      .catch(() => ({ status: 0 }));
    return [status, resent];
  };
  assert.deepEqual(await tries([closed], "GET"), [200, 1]);
  assert.deepEqual(await tries([closed], "POST", "key-0001"), [200, 1]);
  assert.deepEqual(await tries([closed], "POST"), [0, 0]);
  assert.deepEqual(await tries([closed, closed], "GET"), [0, 1]);
  assert.deepEqual(await tries([late], "GET"), [0, 0]);
});
