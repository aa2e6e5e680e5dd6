import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { Said } from "../src/testing/edge-service.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw, sendRaw } from "../src/testing/raw-client.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway();
});
after(() => edge.close());

const orders = "/api/v1/order/orders";
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

test("a chunked DELETE is one request, whatever its body looks like", async () => {
  const before = edge.order.seen.length;
  const hidden = "GET /internal/audit HTTP/1.1\r\nHost: x\r\n\r\n";
  const answer = await sendRaw(
    edge.url(),
    `DELETE ${orders} HTTP/1.1\r\nHost: edge.test\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk(hidden)}0\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 200/);
  const [seen] = edge.order.seen.slice(before);
  assert.equal(edge.order.seen.length, before + 1);
  assert.deepEqual([seen?.method, seen?.body], ["DELETE", hidden]);
  assert.deepEqual(
    [seen?.headers["transfer-encoding"], seen?.headers["content-length"]],
    [undefined, String(hidden.length)],
  );
});

test("a request with two lengths, or with a length and chunks, is refused", async () => {
  const before = edge.order.seen.length;
  for (const headers of [
    "Content-Length: 3\r\nContent-Length: 4",
    "Content-Length: 3\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked, identity",
    "Content-Length: -1",
  ]) {
    const answer = await sendRaw(
      edge.url(),
      `POST ${orders} HTTP/1.1\r\nHost: edge.test\r\n${headers}\r\nConnection: close\r\n\r\n0\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 400/, headers);
  }
  assert.equal(edge.order.seen.length, before);
});

test("a body that is too large is refused by its code, told in advance or not", async () => {
  const before = edge.order.seen.length;
  const told = await edge.ask("POST", orders, { raw: "x".repeat(64 * 1024 + 1) });
  assert.equal(codeOf(told), "PAYLOAD_TOO_LARGE");
  const client = await connectRaw(edge.url());
  client.say(`POST ${orders} HTTP/1.1\r\nHost: edge.test\r\nTransfer-Encoding: chunked\r\n\r\n`);
  for (let i = 0; i < 9; i += 1) client.say(chunk("x".repeat(8 * 1024)));
  await client.hears("PAYLOAD_TOO_LARGE");
  assert.match(client.heard(), /^HTTP\/1\.1 413/);
  client.end();
  assert.equal(edge.order.seen.length, before);
  assert.equal((await edge.ask("POST", orders, { raw: "x".repeat(64 * 1024) })).status, 200);
});

test("staff may send menu half a megabyte, and nobody else", async () => {
  const as = async (roles: ("manager" | "barista" | "customer")[]) => ({
    authorization: `Bearer ${await edge.tokenFor({ roles, stores: ["seongsu"] })}`,
  });
  const path = "/api/v1/menu/pictures/latte";
  const put = (bytes: number, headers: Record<string, string>, to = path) =>
    edge.ask("PUT", to, { raw: "x".repeat(bytes), headers: { "content-type": "image/png", ...headers } });
  const manager = await as(["manager"]);
  assert.equal((await put(512 * 1024, manager)).status, 200);
  assert.equal(edge.menu.seen.at(-1)?.body.length, 512 * 1024);
  assert.equal(codeOf(await put(512 * 1024 + 1, manager)), "PAYLOAD_TOO_LARGE");
  assert.equal(codeOf(await put(64 * 1024 + 1, manager, orders)), "PAYLOAD_TOO_LARGE");
  for (const headers of [{}, await as(["customer"]), await as(["barista"])])
    assert.equal(codeOf(await put(64 * 1024 + 1, headers)), "PAYLOAD_TOO_LARGE");
});

test("who leaves in the middle of the body leaves nothing behind", async () => {
  const before = edge.order.seen.length;
  const client = await connectRaw(edge.url());
  client.say(`POST ${orders} HTTP/1.1\r\nHost: edge.test\r\nContent-Length: 100\r\n\r\nhalf`);
  client.end();
  assert.equal((await edge.ask("GET", orders)).status, 200);
  assert.equal(edge.order.seen.length, before + 1);
  assert.ok(!edge.log.some((line) => line.includes('"request.failed"')), "nobody's fault but theirs");
});

test("HEAD has the headers and no body, OPTIONS is the service's to answer", async () => {
  edge.order.answer = ({ method }): Said =>
    method === "OPTIONS"
      ? { status: 405, headers: { allow: "GET, POST" }, body: "{}" }
      : { status: 200, headers: { "x-kept": "yes", "content-length": "2" }, body: "{}" };
  const head = await edge.ask("HEAD", orders);
  assert.deepEqual([head.status, head.body, head.headers.get("x-kept")], [200, "", "yes"]);
  assert.equal(head.headers.get("content-length"), "2");
  const options = await edge.ask("OPTIONS", orders, { headers: { origin: edge.url() } });
  assert.deepEqual([options.status, options.headers.get("allow")], [405, "GET, POST"]);
  assert.equal(options.headers.get("access-control-allow-origin"), null);
});

test("the answer comes as it was, with its cookies apart and without what is hop by hop", async () => {
  edge.order.answer = () => ({
    status: 201,
    headers: { "set-cookie": ["a=1", "b=2"], "keep-alive": "timeout=1", "x-request-id": "theirs" },
    body: "{}",
  });
  const answer = await edge.ask("POST", orders, { headers: { "x-request-id": "ours-1" } });
  assert.deepEqual([answer.status, answer.headers.getSetCookie()], [201, ["a=1", "b=2"]]);
  assert.equal(answer.headers.get("x-request-id"), "ours-1");
  assert.equal(edge.order.last()?.headers["x-request-id"], "ours-1");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  edge.order.answer = () => ({ status: 200, body: "{}" });
});

test("a write is sent once more only under its key; a service that is dead is a bad upstream", async () => {
  edge.registry.remove("barista");
  edge.registry.add("barista", 1);
  edge.registry.add("barista", edge.barista.port);
  for (let i = 0; i < 4; i += 1)
    assert.equal((await edge.ask("POST", "/api/v1/barista/x", { key: `key-number-${i}` })).status, 200);
  edge.registry.remove("barista");
  edge.registry.add("barista", 1);
  assert.equal(codeOf(await edge.ask("POST", "/api/v1/barista/x")), "BAD_UPSTREAM");
});

test("when the browser leaves, the service is let go", async () => {
  edge.order.answer = () => "never";
  const before = edge.order.seen.length;
  const client = await connectRaw(edge.url());
  client.say(`GET ${orders} HTTP/1.1\r\nHost: edge.test\r\n\r\n`);
  await until("it is there", () => edge.order.seen.length > before);
  const busy = edge.order.connections.size;
  client.end();
  await until("it is let go", () => edge.order.connections.size < busy);
  edge.order.answer = () => ({ status: 200, body: "{}" });
});
