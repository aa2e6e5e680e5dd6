import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw } from "../src/testing/raw-client.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway();
});
after(() => edge.close());

const anybody = { "cache-control": "public, max-age=60" };

/** As a browser would not ask, which sends no body with a GET and has no say in the host. */
async function saidTo(path: string, host: string, more = "", body = ""): Promise<string> {
  const client = await connectRaw(edge.gateway.url);
  client.say(`GET /api/v1/menu${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n${body}`);
  await client.closes();
  return client.heard();
}

test("what a service says at one host is not shown at another", async () => {
  edge.menu.answer = ({ headers }) => ({
    status: 200,
    headers: anybody,
    body: JSON.stringify({ at: headers["x-forwarded-host"] }),
  });
  for (const host of ["evil.test", "good.test", "good.test:8080"])
    assert.match(await saidTo("/stores/a/menu", host), new RegExp(`"at":"${host}"`));
  const asked = edge.menu.seen.length;
  assert.match(await saidTo("/stores/a/menu", "GOOD.test"), /"at":"good\.test"/, "a host has no case");
  assert.equal(edge.menu.seen.length, asked);
});

test("what was answered to a body is kept for nobody and shown to nobody else", async () => {
  edge.menu.answer = ({ body }) => ({ status: 200, headers: anybody, body: JSON.stringify({ body }) });
  for (const [more, body] of [
    ["Content-Length: 4\r\n", "evil"],
    ["Transfer-Encoding: chunked\r\n", "4\r\nevil\r\n0\r\n\r\n"],
  ] as const) {
    assert.match(await saidTo("/stores/fat/menu", "edge.test", more, body), /"body":"evil"/);
    assert.match(await saidTo("/stores/fat/menu", "edge.test"), /"body":""/);
  }
});

test("a service that says nothing of caches answers each by itself, also while it is asked by others", async () => {
  const both = Promise.withResolvers<void>();
  edge.menu.answer = async ({ headers }) => {
    await both.promise;
    return { status: 200, body: JSON.stringify({ for: headers["x-api-key"] }) };
  };
  const before = edge.menu.seen.length;
  const ask = (key: string) =>
    edge.ask("GET", "/api/v1/menu/stores/k/menu", { headers: { "x-api-key": key } });
  const asking = [ask("mina"), ask("jun")];
  await until("menu is asked", () => edge.menu.seen.length > before);
  both.resolve();
  const shown = (await Promise.all(asking)).map(({ body }) => body.for);
  assert.deepEqual(shown, ["mina", "jun"]);
  edge.menu.answer = () => ({ status: 500, body: "{}" });
  assert.equal((await ask("jun")).status, 500);
});

test("a write that was refused leaves the copies as fresh as they were; one that may have been done does not", async () => {
  const read = () => edge.ask("GET", "/api/v1/menu/stores/w/menu");
  const write = () => edge.ask("POST", "/api/v1/menu/stores/w/publish", { body: {} });
  let status = 200;
  edge.menu.answer = ({ method }) =>
    method === "GET" ? { status: 200, headers: anybody, body: '{"menu":1}' } : { status, body: "{}" };
  const reads = () => edge.menu.seen.filter(({ method }) => method === "GET").length;
  await read();
  const before = reads();
  for (status of [400, 401, 403, 404, 409, 429]) {
    assert.equal((await write()).status, status);
    await read();
  }
  edge.registry.remove("menu");
  assert.equal((await write()).status, 503);
  edge.registry.add("menu", edge.menu.port);
  await read();
  assert.equal(reads(), before);
  for (status of [500, 204]) {
    await write();
    await read();
  }
  assert.equal(reads(), before + 2);
});
