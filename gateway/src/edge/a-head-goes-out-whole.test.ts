import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { EdgeResponse } from "./edge-response.ts";
import { saidAlways } from "./said-always.ts";

/** What stands on the wire, line by line. */
async function headOf(status: number, given: string[], ours: string[] = []): Promise<string[]> {
  let fault: unknown;
  const listener: RequestListener<never, typeof EdgeResponse> = (_req, res) => {
    res.always = saidAlways(["X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer"]);
    res.ours.push("X-Request-Id", "req-1", ...ours);
    try {
      assert.ok(res.pass(status, given));
      res.end("latte");
    } catch (error) {
      fault = error;
      res.destroy();
    }
  };
  const server = createServer({ ServerResponse: EdgeResponse }, listener as RequestListener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const heard = await text(socket);
  server.close();
  if (fault) throw fault;
  const [head = "", body] = heard.split("\r\n\r\n");
  assert.equal(body, "latte");
  return head.split("\r\n");
}

const length = ["Content-Length", "5"];

test("what is said always, what is ours and what is the service's stand in it once, and Node says how it ends", async () => {
  const head = await headOf(201, ["Content-Type", "text/plain", ...length, "Date", "now"]);
  assert.equal(head[0], "HTTP/1.1 201 Created");
  const wanted = [
    ...["X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "X-Request-Id: req-1"],
    ...["Content-Type: text/plain", "cache-control: no-store"],
    ...["Content-Length: 5", "Date: now", "Connection: close"],
  ];
  assert.deepEqual(head.slice(1).toSorted(), wanted.toSorted());
});

test("a service has the last word on all of it but the id", async () => {
  const own = ["referrer-policy", "origin", "cache-control", "max-age=5", "x-request-id", "theirs"];
  const head = await headOf(200, [...own, "RateLimit", "theirs", ...length], ["RateLimit", "ours"]);
  const said = (name: string) => head.filter((line) => line.toLowerCase().startsWith(`${name}:`));
  assert.deepEqual(said("referrer-policy"), ["referrer-policy: origin"]);
  assert.deepEqual(said("cache-control"), ["cache-control: max-age=5"]);
  assert.deepEqual(said("x-request-id"), ["X-Request-Id: req-1"]);
  assert.deepEqual(said("ratelimit"), ["RateLimit: theirs"]);
});

test("what is said twice goes out twice", async () => {
  const head = await headOf(200, ["Set-Cookie", "a=1", "Set-Cookie", "b=2", ...length]);
  assert.deepEqual(
    head.filter((line) => line.startsWith("Set-Cookie")),
    ["Set-Cookie: a=1", "Set-Cookie: b=2"],
  );
});

test("nothing of a service's ends a line or begins another", async () => {
  for (const given of [
    ["X-A", "1\r\nX-B: 2"],
    ["X-A\r\nX-B", "1"],
    ["X A", "1"],
    ["", "1"],
    ["X-A", "\u0000"],
    ["Content-Length", "5\r\nX-B: 2"],
  ])
    await assert.rejects(headOf(200, [...given, ...length]), TypeError, JSON.stringify(given));
});

test("a connection that is to end says so once", async () => {
  const head = await headOf(200, length, ["Connection", "close"]);
  assert.deepEqual(
    head.filter((line) => /^connection/i.test(line)),
    ["Connection: close"],
  );
});
