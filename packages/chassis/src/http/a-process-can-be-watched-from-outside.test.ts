import assert from "node:assert/strict";
import { test } from "node:test";
import { startWorld } from "../../test/back-end-world.ts";
import { sendRaw } from "../../test/problem-of.ts";
import { traceparentNow } from "../messaging/trace-of.ts";
import { noteOrder } from "../request-scope.ts";
import { route } from "./routes.ts";
import { createHttpServer, listen } from "./server.ts";

const routes = [
  route({
    method: "GET",
    path: "/cups/:id",
    access: "anyone",
    handle: async ({ log }) => {
      noteOrder("ord_1");
      await new Promise((resolve) => setImmediate(resolve));
      log.info("cup.seen", { token: undefined });
      return { status: 200, body: { traceparent: traceparentNow() } };
    },
  }),
];

test("readiness names what is missing, and liveness does not depend on it", async (t) => {
  let store: true | string = "not connected";
  const world = await startWorld(t, {
    prepare(backEnd) {
      backEnd.readyWhen("store", () => store);
      backEnd.readyWhen("menu view", async () => {
        if (store !== true) throw new Error("a secret of the store");
        return true as const;
      });
    },
  });
  await world.backEnd.people.tokens.verifyAccess(await world.token());
  for (const base of [world.url, world.managementUrl]) {
    const answer = await fetch(`${base}/readyz`);
    assert.equal(answer.status, 503);
    assert.deepEqual(await answer.json(), {
      ready: false,
      service: "order",
      missing: ["store: not connected", "menu view: the check failed"],
    });
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
  }
  store = true;
  assert.equal((await fetch(`${world.url}/readyz`)).status, 200);
});

test("requests are counted by their route and not by their path, on the management port only", async (t) => {
  const world = await startWorld(t, { routes });
  await fetch(`${world.url}/cups/7`);
  await fetch(`${world.url}/cups/8`);
  await fetch(`${world.url}/cups/8`, { method: "DELETE" });
  const text = await (await fetch(`${world.managementUrl}/metrics`)).text();
  const counted = text.split("\n").filter((line) => line.startsWith("http_server_request_duration_count"));
  assert.equal(counted.length, 1, text);
  assert.match(counted[0] ?? "", /http_route="\/cups\/:id"/);
  assert.match(counted[0] ?? "", /http_response_status_code="200".* 2( |$)/);
  assert.match(text, /le="0\.005"/);
  assert.equal((await fetch(`${world.url}/metrics`)).status, 404);
  assert.equal((await fetch(`${world.url}/log-level`, { method: "PUT" })).status, 404);
});

test("what cannot be told, or not in time, is left out, and all else is told", async (t) => {
  const world = await startWorld(t, { routes });
  const gauge = (name: string, value: () => Promise<number>) =>
    world.backEnd.meter
      .createObservableGauge(name, { description: name })
      .addCallback(async (result) => result.observe(await value()));
  gauge("of.a.store.that.fails", () => Promise.reject(new Error("no store")));
  gauge("of.a.store.that.is.silent", () => new Promise(() => {}));
  gauge("of.a.store.that.answers", async () => 7);
  const text = await (await fetch(`${world.managementUrl}/metrics`)).text();
  assert.match(text, /^of_a_store_that_answers 7$/m);
  assert.match(text, /^process_resident_memory_bytes \d+$/m);
  assert.match(text, /^siren_http_in_flight 0$/m);
  assert.doesNotMatch(text, /^of_a_store_that_(fails|is_silent) /m);
});

test("the log level is changed while it runs, and nonsense is not taken for one", async (t) => {
  const world = await startWorld(t, { routes, config: { logLevel: "error" } });
  const put = (body: string) =>
    fetch(`${world.managementUrl}/log-level`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body,
    });
  await fetch(`${world.url}/cups/1`);
  assert.equal(world.lines.length, 0);
  for (const body of ['{"level":"loud"}', "{}", "[]", '{"level":', `{"level":"${"x".repeat(2_000)}"}`]) {
    const answer = await put(body);
    const { code } = (await answer.json()) as { code: string };
    assert.ok(["BAD_REQUEST", "PAYLOAD_TOO_LARGE"].includes(code), `${body.slice(0, 20)}: ${code}`);
  }
  assert.equal((await put('{"level":"info"}')).status, 200);
  await fetch(`${world.url}/cups/1`);
  assert.ok(world.lines.some((line) => line.event === "cup.seen"));
});

test("a trace is gone on with, or begun, and every line of a request carries its ids", async (t) => {
  const world = await startWorld(t, { routes });
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  const answer = await fetch(`${world.url}/cups/1`, { headers: { traceparent, "x-request-id": "req-1" } });
  const told = (await answer.json()) as { traceparent: string };
  assert.match(told.traceparent, new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
  const line = world.lines.find((one) => one.event === "cup.seen");
  assert.deepEqual([line?.traceId, line?.requestId, line?.orderId], [traceId, "req-1", "ord_1"]);
  assert.deepEqual([line?.service, line?.instance], ["order", world.backEnd.bootId]);
  assert.match(String(line?.t), /^\d{4}-\d\d-\d\dT/);
  for (const strange of ["", "garbage", `00-${"0".repeat(32)}-b7ad6b7169203331-01`]) {
    const begun = await fetch(`${world.url}/cups/1`, { headers: { traceparent: strange } });
    const own = (await begun.json()) as { traceparent: string };
    assert.match(own.traceparent, /^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
  }
});

test("a request that is too slow to arrive is answered 408 and closed", async (t) => {
  const world = await startWorld(t);
  const server = createHttpServer(world.backEnd.app, {
    timeouts: { headersMs: 50, requestMs: 100, checkEveryMs: 20 },
  });
  t.after(() => server.close());
  const { port } = await listen(server, "127.0.0.1", 0);
  const url = `http://127.0.0.1:${port}`;
  const refused = /^HTTP\/1\.1 408 [\s\S]*"REQUEST_TIMEOUT"/;
  assert.match(await sendRaw(url, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow:"), refused);
  const body =
    "POST /anything HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{";
  assert.match(await sendRaw(url, body), /^HTTP\/1\.1 4\d\d /);
});
