import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { type Gateway, openGateway } from "../../src/testing/open-gateway.ts";
import { connectRaw } from "../../src/testing/raw-client.ts";
import { hostileRequests } from "./hostile-requests.ts";

const target = "/api/v1/order/hostile";
let edge: Gateway;
let hasty: Awaited<ReturnType<Gateway["start"]>>;
before(async () => {
  edge = await openGateway();
  // Another one, for those who are slow: a machine that is slow itself must not be taken for one of them.
  hasty = await edge.start({ HEADERS_TIMEOUT_MS: "400", REQUEST_TIMEOUT_MS: "800", WRITE_STALL_MS: "400" });
  await edge.ask("GET", "/api/v1/menu/warm");
});
after(() => edge.close());

const answersIn = (heard: string) => heard.match(/HTTP\/1\.1 \d{3} /g)?.length ?? 0;
const statusIn = (heard: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1] ?? 0);

async function isServed(): Promise<void> {
  assert.equal((await edge.ask("GET", "/api/v1/menu/honest")).status, 200, "an honest request beside it");
}

describe("over a plain socket", () => {
  for (const { name, says, status, reaches = 0, answers = 1 } of hostileRequests) {
    test(name, async () => {
      const before = edge.order.seen.length;
      const client = await connectRaw(edge.url());
      client.socket.write(Buffer.from(says, "latin1"));
      const beside = isServed();
      await client.closes();
      await beside;
      const heard = client.heard();
      const allowed = typeof status === "number" ? [status] : (status ?? []);
      assert.ok(allowed.includes(statusIn(heard)), `${name}: ${heard.split("\r\n")[0]}`);
      assert.equal(answersIn(heard), answers, heard);
      if (statusIn(heard) >= 400 && statusIn(heard) !== 417)
        assert.match(heard, /application\/problem\+json/i);
      const seen = edge.order.seen.slice(before);
      assert.ok(seen.length <= reaches || allowed.includes(200), `reached: ${JSON.stringify(seen)}`);
      assert.ok(seen.length <= Math.max(1, reaches), `reached: ${JSON.stringify(seen)}`);
      for (const { url, headers } of seen) {
        assert.doesNotMatch(url, /hidden|internal/i);
        for (const gone of ["transfer-encoding", "upgrade", "http2-settings"])
          assert.equal(headers[gone], undefined, gone);
        assert.match(String(headers["x-forwarded-for"]), /^127\.0\.0\.1$/);
        assert.match(String(headers.via), /1\.[01] siren$/);
        assert.ok(headers["x-request-id"]);
      }
    });
  }
});

describe("by patience", { concurrency: true }, () => {
  const slowly = async (says: string, everyMs: number) => {
    const client = await connectRaw(hasty.url);
    let at = 0;
    const timer = setInterval(() => {
      if (at < says.length && !client.isClosed()) client.say(says[at++] as string);
    }, everyMs);
    await client.closes().finally(() => clearInterval(timer));
    return client.heard();
  };
  const head = `POST ${target} HTTP/1.1\r\nHost: edge.test\r\nContent-Length: 500\r\n\r\n`;

  test("headers that come a byte at a time are given up", async () => {
    assert.equal(statusIn(await slowly(head, 50)), 408);
  });
  test("a connection that says nothing at all is closed", async () => {
    assert.equal(answersIn(await slowly("", 1_000)), 1);
  });
  test("a body that comes a byte at a time is given up, and reaches nobody", async () => {
    const before = edge.order.seen.length;
    const client = await connectRaw(hasty.url);
    client.say(head);
    const timer = setInterval(() => client.say("x"), 50);
    await client.closes().finally(() => clearInterval(timer));
    assert.equal(statusIn(client.heard()), 408);
    assert.ok(!edge.order.seen.slice(before).some(({ body }) => body.startsWith("xx")));
  });
  test("chunks that come a byte at a time are given up", async () => {
    const client = await connectRaw(hasty.url);
    client.say(`POST ${target} HTTP/1.1\r\nHost: edge.test\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const timer = setInterval(() => client.say("1\r\nx\r\n"), 50);
    await client.closes().finally(() => clearInterval(timer));
    assert.equal(statusIn(client.heard()), 408);
  });
  test("who says half of it and is silent is answered in time", async () => {
    const client = await connectRaw(hasty.url);
    client.socket.end(`GET ${target} HTTP/1.1\r\nHost: ed`);
    await client.closes();
    assert.ok(answersIn(client.heard()) <= 1);
  });
  test("who half-closes has left, and leaves nothing behind", async () => {
    const client = await connectRaw(hasty.url);
    client.socket.end(`GET ${target} HTTP/1.1\r\nHost: edge.test\r\n\r\n`);
    await client.closes();
    assert.ok(answersIn(client.heard()) <= 1);
  });
  test("who takes nothing of a long answer lets the service go", async () => {
    edge.barista.answer = () => ({ status: 200, body: "x".repeat(16 * 1024 * 1024) });
    const client = await connectRaw(hasty.url);
    client.socket.pause();
    client.say("GET /api/v1/barista/long HTTP/1.1\r\nHost: edge.test\r\n\r\n");
    await until("the service is asked", () => edge.barista.seen.length > 0);
    await until("it is let go", () => edge.barista.connections.size === 0);
    client.end();
    assert.match(
      await (await fetch(`${hasty.managementUrl}/metrics`)).text(),
      /gateway_connections_cut\w*\{[^}]*because="stalled"[^}]*\} 1/,
    );
  });
});

test("after all of it nothing is left open, and the same process serves", async () => {
  await until("the connections are gone", async () => {
    const open = /^gateway_connections(?:\{[^}]*\})? (\d+)/m.exec(await edge.metrics())?.[1];
    // What `fetch` keeps open for the next question.
    return open !== undefined && Number(open) <= 4;
  });
  await isServed();
  assert.ok(!edge.log.some((line) => /"level":"error"|uncaught/.test(line)), edge.log.join("\n"));
});
