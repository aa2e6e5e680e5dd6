import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw, sendRaw, upgradeRequest } from "../src/testing/raw-client.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway({ LOG_LEVEL: "debug" });
});
after(() => edge.close());

let asked = 0;
const headersOf = (more: Record<string, string> = {}) => {
  asked += 1;
  return { "x-request-id": `asked-${asked}`, ...more };
};

/** The lines of one request: told once its socket is done with, so a moment after its answer. */
async function lineOf(requestId = `asked-${asked}`) {
  const lines = () =>
    edge.log
      .map((line) => JSON.parse(line))
      .filter((line) => line.event === "request.answered" && line.requestId === requestId);
  await until(`the line of ${requestId}`, () => lines().length > 0);
  const [line, ...more] = lines();
  assert.deepEqual(more, [], "one line each");
  assert.match(line.traceId, /^[0-9a-f]{32}$/);
  assert.equal(typeof line.tookMs, "number");
  const { level, method, route, status, code, upgrade } = line;
  return [level, method, route, status, code, ...(upgrade === undefined ? [] : [upgrade])];
}

async function ask(method: string, path: string, more: Record<string, string> = {}) {
  await edge.ask(method, path, { headers: headersOf(more) });
  return lineOf();
}

test("a refusal at the edge leaves a line that says why, a write one, and a read that went well only for debugging", async () => {
  const evil = { origin: "https://evil.example" };
  const order = "/api/v1/order/orders";
  assert.deepEqual(await ask("GET", order), ["debug", "GET", order, 200, undefined]);
  assert.deepEqual(await ask("POST", order), ["info", "POST", order, 200, undefined]);
  assert.deepEqual(await ask("GET", order, evil), ["info", "GET", order, 403, "FORBIDDEN"]);
  assert.deepEqual(await ask("GET", "/nowhere"), ["info", "GET", "/nowhere", 404, "NOT_FOUND"]);
  assert.deepEqual(await ask("GET", "/ops/routes"), ["info", "GET", "/ops/routes", 401, "UNAUTHENTICATED"]);
  assert.deepEqual(await ask("GET", "/client/"), ["debug", "GET", "/client/", 200, undefined]);
  edge.registry.remove("barista");
  const board = "/api/v1/barista/stores/seongsu/board";
  assert.deepEqual(await ask("GET", board), ["info", "GET", board, 503, "NO_INSTANCE"]);
  edge.registry.add("barista", edge.barista.port);
});

test("an upgrade leaves its line too, carried or refused", async () => {
  const path = "/api/v1/order/socket.io/";
  const carried = await connectRaw(edge.url());
  carried.say(upgradeRequest(`${path}?EIO=4`, headersOf()));
  await carried.hears("101");
  assert.deepEqual(await lineOf(), ["debug", "GET", path, 101, undefined, true]);
  assert.equal(edge.order.upgrades.at(-1)?.headers["x-request-id"], `asked-${asked}`);
  carried.end();

  await sendRaw(edge.url(), upgradeRequest(path, headersOf({ Origin: "https://evil.example" })));
  assert.deepEqual(await lineOf(), ["info", "GET", path, 403, "FORBIDDEN", true]);

  edge.order.onUpgrade = "refuse";
  await sendRaw(edge.url(), upgradeRequest(path, headersOf()));
  assert.deepEqual(await lineOf(), ["info", "GET", path, 403, undefined, true]);
  edge.order.onUpgrade = "echo";
});

test("an order that the path names is found again; nothing that may be secret is told", async () => {
  const id = "ord_01M7YVSS7PRA3A8WX4WPC4HX5B";
  await ask("POST", `/api/v1/order/orders/${id}/cancel`);
  assert.equal(edge.log.filter((line) => JSON.parse(line).orderId === id).length, 1);

  const secrets = ["q".repeat(44), "p".repeat(44), "c".repeat(43), "b".repeat(60)];
  const [query, segment, cookie, bearer] = secrets;
  const told = await ask("GET", `/api/v1/order/x/${segment}?token=${query}`, {
    cookie: `siren_guest=${cookie}`,
    authorization: `Bearer ${bearer}`,
  });
  assert.deepEqual(told, ["info", "GET", "/api/v1/order/x/***", 401, "UNAUTHENTICATED"]);
  assert.deepEqual(
    secrets.filter((secret) => edge.log.some((line) => line.includes(secret))),
    [],
  );
});
