import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { decodeJwt } from "jose";
import { type EdgeService, startEdgeService } from "../src/testing/edge-service.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

const routes = (backupPort: number) => `
apiEndpoints:
  share: { paths: /share/** }
  usual: { paths: /usual/** }
  turns: { paths: /turns/** }
  narrow: { paths: /narrow/** }
  slow: { paths: /slow/** }
  given: { paths: /given/** }
  taken: { paths: /taken/** }
  poll: { paths: /poll/** }
  text: { paths: /text/** }
  file: { paths: /file/** }
  spare: { paths: /spare/** }
  backup: { paths: /backup/** }
  barista: { paths: /api/v1/barista/** }
serviceEndpoints:
  menu: { discover: menu }
  order: { discover: order }
  barista: { discover: barista }
  member: { discover: member }
  nobody: { discover: auditor }
  backup: { url: "http://127.0.0.1:${backupPort}/old" }
policies: [identity, fallback, request-transformer, proxy]
pipelines:
  share: { apiEndpoint: share, policies: [{ proxy: { action: { serviceEndpoint: order, versions: { "2": 100 } } } }] }
  usual: { apiEndpoint: usual, policies: [{ identity: }, { proxy: { action: { serviceEndpoint: order } } }] }
  turns: { apiEndpoint: turns, policies: [{ proxy: { action: { serviceEndpoint: order, strategy: round-robin } } }] }
  narrow: { apiEndpoint: narrow, policies: [{ proxy: { action: { serviceEndpoint: order, mostUnderWay: 1 } } }] }
  given:
    apiEndpoint: given
    policies:
      - request-transformer: { action: { headers: { add: { idempotency-key: "{requestId}" } } } }
      - proxy: { action: { serviceEndpoint: order, retry: keyed } }
  taken:
    apiEndpoint: taken
    policies:
      - request-transformer: { action: { headers: { remove: [idempotency-key] } } }
      - proxy: { action: { serviceEndpoint: order, retry: keyed } }
  slow: { apiEndpoint: slow, policies: [{ proxy: { action: { serviceEndpoint: member, timeoutMs: 15000 } } }] }
  poll: { apiEndpoint: poll, policies: [{ proxy: { action: { serviceEndpoint: member, longPoll: true } } }] }
  text:
    apiEndpoint: text
    policies:
      - fallback: { action: { status: 203, body: { stores: [] } } }
      - proxy: { action: { serviceEndpoint: nobody } }
  file:
    apiEndpoint: file
    policies:
      - fallback: { action: { file: closed.html } }
      - proxy: { action: { serviceEndpoint: nobody } }
  spare:
    apiEndpoint: spare
    policies:
      - identity:
      - fallback: { action: { endpoint: menu, stripPath: true } }
      - proxy: { action: { serviceEndpoint: nobody } }
  backup:
    apiEndpoint: backup
    policies:
      - fallback: { action: { endpoint: backup } }
      - proxy: { action: { serviceEndpoint: nobody } }
  barista:
    apiEndpoint: barista
    policies: [{ proxy: { action: { serviceEndpoint: barista, retry: keyed, stripPath: true, timeoutMs: 2000 } } }]
`;

let edge: Gateway;
let folder: string;
let second: EdgeService;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-routes-"));
  second = await startEdgeService();
  await writeFile(join(folder, "gateway.config.yml"), routes(second.port));
  await writeFile(join(folder, "closed.html"), "<p>closed</p>");
  edge = await openGateway({ GATEWAY_CONFIG: join(folder, "gateway.config.yml") });
  second.answer = () => ({ status: 200, body: '{"version":2}' });
  const metadata = { public: "true", version: "2" };
  edge.registry.add("order", second.port, { metadata });
});
after(async () => {
  await Promise.all([edge.close(), second.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const versionsOf = async (path: string, times: number, headers: Record<string, string> = {}) => {
  const seen: number[] = [];
  for (let i = 0; i < times; i++)
    seen.push((await edge.ask("GET", path, { headers })).body.version === 2 ? 2 : 1);
  return seen;
};
const bearer = async (roles: ("ops" | "customer")[]) => ({
  authorization: `Bearer ${await edge.tokenFor({ roles })}`,
});

test("a route that may wait long has its breaker, unless it says that it polls", async () => {
  const { answer } = edge.member;
  edge.member.answer = (asked) =>
    asked.url.startsWith("/slow") || asked.url.startsWith("/poll")
      ? { status: 500, body: "{}" }
      : answer(asked);
  const codes = async (path: string) => {
    const seen: string[] = [];
    for (let i = 0; i < 12; i++) {
      const asked = await edge.ask("GET", path);
      seen.push(asked.status === 500 ? "500" : codeOf(asked));
    }
    return new Set(seen);
  };
  assert.deepEqual(await codes("/poll/x"), new Set(["500"]));
  assert.ok((await codes("/slow/x")).has("BREAKER_OPEN"));
  edge.member.answer = answer;
  await until("it is closed again", async () => (await edge.ask("GET", "/slow/x")).status === 200);
});

test("a write is repeated by the key that the service is told, not by the one that came", async () => {
  const [one, two] = [edge.order.answer, second.answer];
  edge.order.answer = second.answer = () => ({ status: 503, body: "{}" });
  const asked = () => edge.order.seen.length + second.seen.length;
  const timesAsked = async (path: string, key?: string) => {
    const before = asked();
    await edge.ask("POST", path, { body: {}, ...(key !== undefined && { key }) });
    return asked() - before;
  };
  assert.equal(await timesAsked("/given/x"), 2);
  assert.equal(await timesAsked("/taken/x", "a-key-of-the-browser"), 1);
  [edge.order.answer, second.answer] = [one, two];
});

describe("which instance", () => {
  test("a share of the requests goes to a version, in turn where the route says so", async () => {
    assert.deepEqual(await versionsOf("/share/x", 6), [2, 2, 2, 2, 2, 2]);
    const turns = await versionsOf("/turns/x", 6);
    assert.equal(turns.filter((version) => version === 2).length, 3);
    assert.notEqual(turns[0], turns[1]);
  });

  test("ops choose a version by a header, and no such version is the usual choice; nobody else does", async () => {
    const asked = { "x-siren-version": "2" };
    const ops = await bearer(["ops"]);
    assert.deepEqual(new Set(await versionsOf("/usual/x", 12, { ...asked, ...ops })), new Set([2]));
    // By chance it is one of the two thirty times in a row once in 500 million runs.
    const usual = async (headers: Record<string, string>) =>
      assert.deepEqual(new Set(await versionsOf("/usual/x", 30, headers)), new Set([1, 2]));
    await usual(asked);
    await usual({ ...asked, ...(await bearer(["customer"])) });
    await usual({ "x-siren-version": "3", ...ops });
    await usual({ "x-siren-version": "2 or 3", ...ops });
  });
});

test("an instance that does not say that it is public is asked by nobody from outside", async () => {
  const hidden = await startEdgeService();
  const metadata = { public: "false", version: "9" };
  edge.registry.add("order", hidden.port, { metadata });
  const ops = { ...(await bearer(["ops"])), "x-siren-version": "9" };
  for (const path of ["/usual/x", "/turns/x", "/share/x"]) await versionsOf(path, 10, ops);
  assert.equal(hidden.seen.length, 0);
  edge.registry.remove("order");
  edge.registry.add("order", edge.order.port);
  edge.registry.add("order", second.port, { metadata: { public: "true", version: "2" } });
  await hidden.stop();
});

test("a route takes no more at once than it may have, and room is there again when an answer is out", async () => {
  const wait = Promise.withResolvers<void>();
  edge.order.answer = () => "never";
  second.answer = () => "never";
  const seen = () => edge.order.seen.length + second.seen.length;
  const before = seen();
  const leaving = new AbortController();
  const first = fetch(`${edge.url()}/narrow/x`, { signal: leaving.signal }).catch(() => wait.resolve());
  await until("the first is there", () => seen() > before);
  const refused = await edge.ask("GET", "/narrow/x");
  assert.deepEqual([codeOf(refused), refused.headers.get("retry-after")], ["OVERLOADED", "1"]);
  edge.order.answer = () => ({ status: 200, body: "{}" });
  second.answer = () => ({ status: 200, body: '{"version":2}' });
  assert.equal(
    (await edge.ask("GET", "/usual/x")).status,
    200,
    "another route to the same service has its own room",
  );
  leaving.abort();
  await Promise.all([first, wait.promise]);
  await until("room again", async () => (await edge.ask("GET", "/narrow/x")).status === 200);
});

test("the service is told how long it is waited for, and not by the browser", async () => {
  await edge.ask("GET", "/api/v1/barista/x", { headers: { "x-siren-deadline-ms": "999999" } });
  const told = Number(edge.barista.last()?.headers["x-siren-deadline-ms"]);
  assert.ok(told > 0 && told <= 2_000, String(told));
});

describe("a stand-in", () => {
  test("is given, and says so, where nobody can be asked", async () => {
    const text = await edge.ask("GET", "/text/stores");
    assert.deepEqual([text.status, text.body], [203, { stores: [] }]);
    assert.equal(text.headers.get("x-degraded"), "auditor;fallback");
    const head = await edge.ask("HEAD", "/text/stores");
    assert.deepEqual([head.status, head.headers.get("content-length")], [203, "13"]);
    const file = await edge.ask("GET", "/file/x");
    assert.deepEqual(
      [file.body, file.headers.get("content-type")],
      ["<p>closed</p>", "text/html; charset=utf-8"],
    );
  });

  test("is never given for a write", async () => {
    const write = await edge.ask("POST", "/text/stores", { body: {}, key: "key-12345678" });
    assert.equal(codeOf(write), "NO_INSTANCE");
    assert.equal(write.headers.get("x-degraded"), null);
  });

  test("may be another service, which is told who asks; where that is gone too, the first one's word counts", async () => {
    edge.menu.answer = () => ({ status: 200, body: '{"from":"menu"}' });
    const answer = await edge.ask("GET", "/spare/stores?near=1", { headers: await bearer(["customer"]) });
    assert.deepEqual([answer.status, answer.body], [200, { from: "menu" }]);
    assert.equal(answer.headers.get("x-degraded"), "auditor;fallback");
    assert.equal(edge.menu.last()?.url, "/stores?near=1");
    assert.equal(decodeJwt(String(edge.menu.last()?.headers["x-siren-identity"])).aud, "menu");
    edge.registry.remove("menu");
    const none = await edge.ask("GET", "/spare/stores");
    assert.equal(codeOf(none), "NO_INSTANCE");
    assert.equal(none.headers.get("x-degraded"), null);
    edge.registry.add("menu", edge.menu.port);
  });

  test("may stand at an address that the file names", async () => {
    const answer = await edge.ask("GET", "/backup/stores");
    assert.deepEqual([answer.status, answer.body], [200, { version: 2 }]);
    assert.equal(second.last()?.url, "/old/backup/stores");
  });

  test("is not given for what a service answered", async () => {
    edge.registry.add("auditor", edge.menu.port);
    edge.menu.answer = () => ({ status: 500, body: "{}" });
    assert.equal((await edge.ask("GET", "/text/stores")).status, 500);
    edge.registry.remove("auditor");
  });
});

test("a service nobody runs, one that dies, one that returns: codes, breaker, figures, back within 10 s", async () => {
  const get = () => edge.ask("GET", "/api/v1/barista/queue");
  const figure = async (name: string, more = "") =>
    Number(
      new RegExp(`^${name}{[^}]*service="barista"${more}[^}]*} (\\d+)`, "m").exec(
        await edge.metrics(),
      )?.[1] ?? 0,
    );
  edge.registry.remove("barista");
  const none = await get();
  assert.deepEqual([codeOf(none), none.headers.get("retry-after")], ["NO_INSTANCE", "1"]);
  assert.equal(await figure("siren_breaker_state"), 0, "the registry's word is no failure of the service");

  edge.registry.add("barista", edge.barista.port);
  assert.equal((await get()).status, 200);
  await edge.barista.stop();
  assert.equal(codeOf(await get()), "BAD_UPSTREAM", "it died, and is still in the registry");
  const open = await until("its breaker opens", async () => {
    const answer = await get();
    return codeOf(answer) === "BREAKER_OPEN" && answer;
  });
  assert.ok(Number(open.headers.get("retry-after")) >= 1);
  assert.equal(await figure("siren_breaker_state"), 2);
  assert.equal(await figure("siren_client_ejected"), 1);

  await edge.barista.start();
  const returnedAt = performance.now();
  await until("it is back", async () => (await get()).status === 200);
  assert.ok(performance.now() - returnedAt < 10_000);
  assert.equal(await figure("siren_breaker_state"), 0);
  assert.equal(await figure("siren_breaker_changes_total", '[^}]*state="open"'), 1);
  assert.equal(await figure("siren_breaker_changes_total", '[^}]*state="closed"'), 1);
});

test("late for a while, it refuses reads at once, and never what tells whether it lives", async (t) => {
  const late = await openGateway({
    ...{ GATEWAY_CONFIG: join(folder, "gateway.config.yml"), SHED_ABOVE_MS: "150" },
  });
  t.after(() => late.close());
  const block = async (ms: number) => {
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs);
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const refused = await until("it refuses", async () => {
    for (let i = 0; i < 4; i++) await block(400);
    const answer = await late.ask("GET", "/usual/x");
    return answer.status === 503 && answer;
  });
  assert.deepEqual([codeOf(refused), refused.headers.get("retry-after")], ["OVERLOADED", "2"]);
  assert.equal((await late.ask("GET", "/healthz")).status, 200);
  await until("it takes them again", async () => (await late.ask("GET", "/usual/x")).status === 200);
  assert.match(await late.metrics(), /^siren_http_shed_total{[^}]*kind="ordinary"[^}]*} \d/m);
});
