import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { startEdgeService } from "../src/testing/edge-service.ts";
import { type Gateway, mina, namedIn, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw, upgradeRequest } from "../src/testing/raw-client.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway();
});
after(() => edge.close());

const path = "/api/v1/order/socket.io/?EIO=4&transport=websocket";

async function refused(request: string, at = edge.url()): Promise<string> {
  const client = await connectRaw(at);
  client.say(request);
  await client.closes();
  const answer = client.heard();
  const [head = "", body = "{}"] = answer.split("\r\n\r\n");
  assert.match(head, /content-type: application\/problem\+json/i, answer);
  const { code, status } = JSON.parse(body);
  assert.equal(Number(head.split(" ")[1]), status);
  return code;
}

async function carried(to: string, headers: Record<string, string> = {}) {
  const client = await connectRaw(edge.url());
  client.say(upgradeRequest(to, headers));
  await client.hears("101 Switching Protocols");
  const close = () => {
    client.end();
    return client.closes();
  };
  return { ...client, close };
}

// First of all: no HTTP request has gone through this gateway before.
test("an upgrade before the first request is carried, both ways, with its query", async () => {
  const client = await connectRaw(edge.url());
  client.say(upgradeRequest(path));
  await client.hears("101 Switching Protocols");
  client.say("hello there");
  await client.hears("hello there");
  assert.equal(edge.order.upgrades.at(-1)?.url, "/socket.io/?EIO=4&transport=websocket");
  client.end();
  await until("the service's side is let go", () => edge.order.upgrades.at(-1)?.socket.destroyed ?? false);
});

test("what leads nowhere, and what is closed, is answered at once", async () => {
  for (const [wrong, code] of [
    ["/nowhere/socket.io/", "NOT_FOUND"],
    ["/socket.io/", "NOT_FOUND"],
    ["/api/v1/auditor/socket.io/", "NOT_FOUND"],
    ["/api/v1/order/%69nternal/feed", "NOT_FOUND"],
    ["/api/v1/order/x/../internal/feed", "BAD_REQUEST"],
    ["/api/v1/order//socket.io/", "BAD_REQUEST"],
    [`http://127.0.0.1:1${path}`, "BAD_REQUEST"],
  ] as const) {
    assert.equal(await refused(upgradeRequest(wrong)), code, wrong);
  }
});

test("a page of another site opens no socket", async () => {
  assert.equal(await refused(upgradeRequest(path, { Origin: "https://evil.example" })), "FORBIDDEN");
  assert.equal(await refused(upgradeRequest(path, { Origin: "null" })), "FORBIDDEN");
  const own = await connectRaw(edge.url());
  own.say(upgradeRequest(path, { Origin: "http://edge.test" }));
  await own.hears("101");
  own.end();
});

test("what the browser claims is dropped; guest and token are named by us; cookies stay here", async () => {
  const guest = "g".repeat(43);
  const client = await connectRaw(edge.url());
  const forged = await edge.signed("order");
  client.say(
    upgradeRequest(path, {
      ...{ "X-Siren-Identity": forged, "X-Forwarded-For": "10.9.9.9", Forwarded: "for=10.9.9.9" },
      Cookie: `siren_guest=${guest}; siren_refresh=secret`,
    }),
  );
  await client.hears("101");
  const { headers } = edge.order.upgrades.at(-1) ?? {};
  assert.equal(namedIn(headers)?.via, "guest");
  assert.deepEqual([headers?.cookie, headers?.forwarded], [undefined, undefined]);
  assert.equal(headers?.["x-forwarded-for"], "127.0.0.1");
  client.end();

  const nobody = await connectRaw(edge.url());
  nobody.say(upgradeRequest(path, { "X-Siren-Identity": forged }));
  await nobody.hears("101");
  assert.equal(edge.order.upgrades.at(-1)?.headers["x-siren-identity"], undefined);
  nobody.end();

  const member = await connectRaw(edge.url());
  member.say(upgradeRequest(path, { Authorization: `Bearer ${await edge.tokenFor()}` }));
  await member.hears("101");
  const told = edge.order.upgrades.at(-1)?.headers;
  assert.deepEqual([namedIn(told)?.sub, told?.authorization], [mina, undefined]);
  member.end();
  assert.equal(await refused(upgradeRequest(path, { Authorization: "Bearer x" })), "UNAUTHENTICATED");
});

test("a service that never answers is given up, on both sides", async () => {
  edge.order.onUpgrade = "never";
  // Another one: a machine that is slow itself must not be taken for a service that does not answer.
  const hasty = await edge.start({ UPGRADE_TIMEOUT_MS: "300" });
  assert.equal(await refused(upgradeRequest(path), hasty.url), "UPSTREAM_TIMEOUT");
  await until("the service's side is let go", () => edge.order.upgrades.at(-1)?.socket.destroyed ?? false);

  const impatient = await connectRaw(edge.url());
  const before = edge.order.upgrades.length;
  impatient.say(upgradeRequest(path));
  await until("it reached the service", () => edge.order.upgrades.length > before);
  impatient.end();
  await until("it is let go too", () => edge.order.upgrades.at(-1)?.socket.destroyed ?? false);
  await hasty.stop();
  edge.order.onUpgrade = "echo";
});

test("what the service says together with its yes reaches the browser", async () => {
  edge.order.onUpgrade = "greet";
  const client = await connectRaw(edge.url());
  client.say(upgradeRequest(path));
  await client.hears("good morning");
  client.end();
  edge.order.onUpgrade = "echo";
});

test("an upgrade is no way around what judges requests", async () => {
  assert.equal(await refused(upgradeRequest("/api/v1/menu/stores")), "NOT_FOUND", "menu carries no sockets");
  edge.order.onUpgrade = "answer";
  assert.equal(await refused(upgradeRequest(path)), "BAD_UPSTREAM", "what is no socket is not handed on");
  edge.order.onUpgrade = "echo";
  const claims = { "eg-consumer-id": "admin", "x-siren-deadline-ms": "9", "x-hop": "1", TE: "trailers" };
  const client = await connectRaw(edge.url());
  client.say(upgradeRequest(path, { ...claims, Connection: "Upgrade, X-Hop" }));
  await client.hears("101");
  const told = edge.order.upgrades.at(-1)?.headers ?? {};
  assert.deepEqual(
    Object.keys(claims).filter((name) => name.toLowerCase() in told),
    [],
  );
  client.end();
});

test("a service's own no is passed on", async () => {
  edge.order.onUpgrade = "refuse";
  const client = await connectRaw(edge.url());
  client.say(upgradeRequest(path));
  await client.hears("403 Forbidden");
  await client.closes();
  edge.order.onUpgrade = "echo";
});

test("a service that breaks off in the middle ends the socket, without a word of HTTP", async () => {
  const client = await connectRaw(edge.url());
  client.say(upgradeRequest(path));
  await client.hears("101");
  const heard = client.heard();
  (edge.order.upgrades.at(-1)?.socket as import("node:net").Socket).resetAndDestroy();
  await client.closes();
  assert.equal(client.heard(), heard);
});

test("without an instance, or with one that is dead or not public, it is refused by its code", async () => {
  edge.registry.remove("barista");
  const board = "/api/v1/barista/socket.io/?EIO=4";
  assert.equal(await refused(upgradeRequest(board)), "NO_INSTANCE");
  edge.registry.add("barista", edge.barista.port, { metadata: {} });
  assert.equal(await refused(upgradeRequest(board)), "NOT_FOUND");
  edge.registry.remove("barista");
  edge.registry.add("barista", edge.barista.port, { host: "192.0.2.1" });
  assert.equal(await refused(upgradeRequest(board)), "NO_INSTANCE");
  edge.registry.remove("barista");
  edge.registry.add("barista", 1);
  assert.equal(await refused(upgradeRequest(board)), "BAD_UPSTREAM");
  edge.registry.remove("barista");
});

test("an instance that is not public is passed over as long as one is", async () => {
  const board = "/api/v1/barista/socket.io/?EIO=4";
  edge.registry.add("barista", edge.barista.port);
  const hidden = await Promise.all([startEdgeService(), startEdgeService(), startEdgeService()]);
  for (const { port } of hidden) edge.registry.add("barista", port, { metadata: { public: "false" } });
  for (let round = 0; round < 12; round += 1) await (await carried(board)).close();
  assert.ok(hidden.every(({ upgrades, connections }) => upgrades.length === 0 && connections.size === 0));
  edge.registry.remove("barista");
  for (const { port } of hidden) edge.registry.add("barista", port, { metadata: { public: "false" } });
  assert.equal(await refused(upgradeRequest(board)), "NOT_FOUND");
  edge.registry.remove("barista");
  await Promise.all(hidden.map((one) => one.stop()));
});

test("it goes to the version that the route's choice names, as a request does", async () => {
  const board = "/api/v1/barista/socket.io/?EIO=4";
  const second = await startEdgeService();
  edge.registry.add("barista", edge.barista.port, { metadata: { public: "true", version: "1" } });
  edge.registry.add("barista", second.port, { metadata: { public: "true", version: "2" } });
  const asOps = { Authorization: `Bearer ${await edge.tokenFor({ roles: ["ops"] })}` };
  // By chance it would be so once in 16 million runs.
  for (let round = 0; round < 24; round += 1)
    await (await carried(board, { ...asOps, "X-Siren-Version": "2" })).close();
  assert.equal(second.upgrades.length, 24);
  edge.registry.remove("barista");
  await second.stop();
});

test("a WebSocket of another version is told which one is spoken", async () => {
  for (const version of ["8", "14", "13, 8"]) {
    const client = await connectRaw(edge.url());
    client.say(upgradeRequest(path, { "Sec-WebSocket-Version": version }));
    await client.closes();
    const heard = client.heard();
    assert.match(heard, /^HTTP\/1\.1 426 Upgrade Required\r\n/);
    assert.match(heard, /\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n/);
    assert.match(heard, /"code":"UPGRADE_REQUIRED"/);
  }
});

test("a replica that was just killed is passed over", async () => {
  edge.registry.add("barista", edge.barista.port);
  // A dead one is ejected once it was found out, and chance may spare it: so there is a new one each time.
  for (let round = 0; round < 12; round += 1) {
    const killed = await startEdgeService();
    await killed.stop();
    edge.registry.add("barista", killed.port);
    const client = await connectRaw(edge.url());
    client.say(upgradeRequest("/api/v1/barista/socket.io/?EIO=4"));
    await client.hears("101");
    client.end();
    await client.closes();
  }
  edge.registry.remove("barista");
});

test("no socket is counted after its end", async () => {
  const open = async () => {
    const metrics = await (await fetch(`${edge.gateway.managementUrl}/metrics`)).text();
    return /^gateway_sockets\S* (\d+)/m.exec(metrics)?.[1];
  };
  const gone = await connectRaw(edge.url());
  gone.say(upgradeRequest(path, { Authorization: `Bearer ${await edge.tokenFor({ sid: "ses_2" })}` }));
  gone.end();
  await until("none is left", async () => (await open()) === "0");
});

test("nothing may follow an upgrade before it is answered", async () => {
  const before = edge.order.upgrades.length;
  const smuggled = "GET /internal/feed HTTP/1.1\r\nHost: edge.test\r\n\r\n";
  assert.equal(await refused(`${upgradeRequest(path)}${smuggled}`), "BAD_REQUEST");
  assert.equal(edge.order.upgrades.length, before);
});

test("a socket stays with an instance that takes no new ones", async () => {
  edge.registry.add("barista", edge.barista.port);
  const client = await connectRaw(edge.url());
  client.say(upgradeRequest("/api/v1/barista/socket.io/?EIO=4"));
  await client.hears("101");
  edge.registry.remove("barista");
  assert.equal(await refused(upgradeRequest("/api/v1/barista/socket.io/?EIO=4")), "NO_INSTANCE");
  client.say("still there");
  await client.hears("still there");
  client.end();
});

/** Status 1001, going away. */
const closeFrame = "\x88\x02\x03\xe9";

test("a gateway that leaves says goodbye to both ends of its sockets, and takes no new ones", async () => {
  const leaving = await edge.start();
  const clients = await Promise.all([1, 2, 3].map(() => connectRaw(leaving.url)));
  for (const client of clients) client.say(upgradeRequest(path));
  await Promise.all(clients.map((client) => client.hears("101")));
  const told: string[] = [];
  for (const { socket } of edge.order.upgrades.slice(-3))
    socket.on("data", (chunk: Buffer) => told.push(chunk.toString("latin1")));
  const begun = Date.now();
  await leaving.stop();
  assert.ok(Date.now() - begun < 5_000);
  for (const client of clients) {
    await client.closes();
    assert.ok(client.heard().endsWith(closeFrame), JSON.stringify(client.heard()));
  }
  await until(
    "the service heard it too",
    () => told.filter((one) => one.startsWith("\x88\x82")).length === 3,
  );
});
