import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { formFaults } from "@siren/contracts/form";
import { opsExamples } from "@siren/contracts/golden-ops";
import { feedStanding, type OpsInstance, opsRegistry } from "@siren/contracts/ops";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

const jun = "mem_000000000000000000000000JN";
let edge: Gateway;
let management: Server;
/** What the management listener of barista was asked. */
const told: { method: string | undefined; url: string | undefined; body: string }[] = [];

before(async () => {
  edge = await openGateway();
  management = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += String(chunk);
    told.push({ method: req.method, url: req.url, body });
    res.setHeader("content-type", "application/json");
    res.end(req.url?.startsWith("/profile") ? '{"nodes":[{"id":1}]}' : "{}");
  });
  await new Promise<void>((resolve) => management.listen(0, "127.0.0.1", resolve));
  const { port } = management.address() as AddressInfo;
  edge.registry.add("barista", edge.barista.port, {
    metadata: { public: "true", "management.port": String(port) },
  });
});
after(async () => {
  management.close();
  management.closeAllConnections();
  await edge.close();
});

async function ops(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const token = await edge.tokenFor({ sub: jun, roles: ["ops"] });
  return edge.ask(method, path, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body && { body }),
  });
}
const idOf = (service: "barista" | "menu" | "order") => `${service}:127.0.0.1:${edge[service].port}`;

async function instanceOf(service: string, id: string): Promise<OpsInstance | undefined> {
  const { body } = await ops("GET", "/ops/registry");
  const { instances } = body.services.find((one: { name: string }) => one.name === service);
  return instances.find((one: OpsInstance) => one.id === id);
}

test("only operations see it, and only who signed in may steer", async () => {
  const customer = { authorization: `Bearer ${await edge.tokenFor()}` };
  const drain = `/ops/instances/${idOf("menu")}/drain`;
  for (const [method, path] of [
    ...["registry", "breakers", "routes", "problems", "feeds", "config", "settings", "audit"].map((one) => [
      "GET",
      `/ops/${one}`,
    ]),
    ["GET", "/ops/explain?path=/"],
    ["GET", `/ops/profile/${idOf("barista")}`],
    ["POST", drain],
    ["PUT", "/ops/log-level/menu"],
  ] as const) {
    assert.equal(codeOf(await edge.ask(method as string, path as string)), "UNAUTHENTICATED", path);
    assert.equal(
      codeOf(await edge.ask(method as string, path as string, { headers: customer })),
      "FORBIDDEN",
    );
  }
  const foreign = await ops("POST", drain, undefined, { origin: "https://evil.example" });
  assert.equal(codeOf(foreign), "FORBIDDEN");
  assert.equal((await instanceOf("menu", idOf("menu")))?.status, "UP");
});

/** Asked anew each time: what was seen of a process two seconds ago is not asked again. */
const shownAs = (service: string, id: string, isSo: (shown: OpsInstance) => boolean) =>
  until(`${id} is shown so`, async () => {
    edge.advance(2_100);
    const shown = await instanceOf(service, id);
    return shown && isSo(shown) && shown;
  });

test("each process is shown by everybody who has a word on it, and ghosts are marked", async () => {
  await edge.ask("GET", "/api/v1/barista/stores/corner/callboard");
  const well = await shownAs("barista", idOf("barista"), ({ ghost }) => ghost === null);
  assert.deepEqual(
    [well.status, well.registryStatus, well.isUsed, well.answers, well.answer?.status],
    ["UP", "UP", true, true, 200],
  );
  await edge.order.stop();
  await edge.ask("GET", "/api/v1/order/orders/1");
  const dead = await shownAs("order", idOf("order"), ({ ghost }) => ghost === "registered-not-answering");
  assert.equal(dead.failure?.kind, "connect");
  await edge.order.start();
  edge.registry.remove("menu");
  const left = await shownAs("menu", idOf("menu"), ({ ghost }) => ghost === "answering-but-gone");
  assert.deepEqual([left.status, left.registryStatus, left.isUsed], ["GONE", null, false]);
  edge.registry.add("menu", edge.menu.port);
  const back = await shownAs("menu", idOf("menu"), ({ ghost }) => ghost === null);
  assert.equal(back.status, "UP");
});

test("an instance is taken out of service and given back to itself, and the log says who did it", async () => {
  const id = idOf("menu");
  const drained = await ops("POST", `/ops/instances/${encodeURIComponent(id)}/drain`);
  assert.deepEqual([drained.status, drained.body], [200, { id, service: "menu", status: "OUT_OF_SERVICE" }]);
  assert.equal(codeOf(await edge.ask("GET", "/api/v1/menu/rates")), "NO_INSTANCE");
  const restored = await ops("POST", `/ops/instances/${id}/restore`);
  assert.equal(restored.body.status, "UP");
  assert.equal((await edge.ask("GET", "/api/v1/menu/rates")).status, 200);
  assert.ok(edge.log.some((line) => line.includes('"ops.instance-drained"') && line.includes(jun)));
  assert.equal(codeOf(await ops("POST", "/ops/instances/nobody/drain")), "NOT_FOUND");
});

test("lags and dead letters are gathered from all services, and one is tried again where it lies", async () => {
  const { eventId } = opsExamples.deadLetter;
  const standing = { ...opsExamples.feedStanding, letters: [] };
  edge.order.answer = ({ url }) => ({
    ...(url === "/internal/feeds"
      ? { status: 200, body: JSON.stringify({ ...standing, feed: "order", head: 4_192, hears: [] }) }
      : { status: 200, body: "{}" }),
  });
  edge.barista.answer = ({ method, url, body }) => {
    if (url === "/internal/feeds") return { status: 200, body: JSON.stringify(opsExamples.feedStanding) };
    if (method !== "POST" || url !== "/internal/dead-letters/replay") return { status: 200, body: "{}" };
    return JSON.parse(body).eventId === eventId
      ? { status: 200, body: '{"replayed":1,"left":0}' }
      : { status: 404, body: "{}" };
  };
  edge.menu.answer = () => ({ status: 200, body: "{}" });
  const { answer } = edge.member;
  edge.member.answer = (asked) => (asked.url === "/internal/feeds" ? { status: 500 } : answer(asked));
  assert.ok(feedStanding.parse(standing));
  edge.advance(2_000);
  const { body } = await ops("GET", "/ops/feeds");
  const order = body.feeds.find(({ feed }: { feed: string }) => feed === "order");
  const barista = order.consumers.find(({ consumer }: { consumer: string }) => consumer === "barista");
  assert.deepEqual(barista, { consumer: "barista", seq: 4_190, lag: 2, deadLetters: 1, why: null });
  assert.deepEqual(body.deadLetters, opsExamples.opsFeeds.deadLetters);
  const menu = body.feeds.find(({ feed }: { feed: string }) => feed === "menu");
  assert.ok(
    menu.consumers.every(({ lag, why }: { lag: unknown; why: unknown }) => lag === null && why !== null),
  );
  const replay = (id: string) => ops("POST", `/ops/feeds/barista/dead-letters/${id}/replay`);
  assert.deepEqual((await replay(eventId)).body, { replayed: 1, left: 0 });
  assert.equal(codeOf(await replay("evt_00000000000000000000000000")), "NOT_FOUND");
});

test("a log level and a profile are asked of the processes themselves", async () => {
  const answer = await ops("PUT", "/ops/log-level/barista", { level: "debug", forS: 60 });
  const replicas = [{ id: idOf("barista"), done: true, why: null }];
  assert.deepEqual(answer.body, { service: "barista", level: "debug", forS: 60, replicas });
  assert.deepEqual(told.at(-1), { method: "PUT", url: "/log-level", body: '{"level":"debug","forS":60}' });
  const unsaid = await ops("PUT", "/ops/log-level/menu", { level: "info" });
  assert.equal(unsaid.body.replicas[0].done, false);
  assert.equal(codeOf(await ops("PUT", "/ops/log-level/menu", { level: "loud" })), "BAD_REQUEST");
  const own = await ops("PUT", "/ops/log-level/gateway", { level: "info" });
  assert.ok(own.body.replicas[0].done);
  const profile = await ops("GET", `/ops/profile/${idOf("barista")}?seconds=1`);
  assert.deepEqual([profile.status, profile.body], [200, { nodes: [{ id: 1 }] }]);
  assert.equal(codeOf(await ops("GET", "/ops/profile/nobody")), "NOT_FOUND");
});

test("rates, refusals and the reason of a match are told by route", async () => {
  const asked = await edge.ask("GET", "/api/v1/member/internal/holds/1", {
    headers: { "x-request-id": "looked-for-1" },
  });
  assert.equal(codeOf(asked), "NOT_FOUND");
  for (let i = 0; i < 4; i++) await edge.ask("GET", "/api/v1/member/me");
  const member = await until("all five are counted", async () => {
    const { body } = await ops("GET", "/ops/routes");
    const found = body.routes.find(({ pipeline }: { pipeline: string }) => pipeline === "member");
    return found.lately?.count >= 5 && found;
  });
  assert.deepEqual([member.path, member.lately.refused], ["/api/v1/member/**", 1]);
  const { body } = await ops("GET", "/ops/problems");
  const problem = body.problems.find(({ requestId }: { requestId: string }) => requestId === "looked-for-1");
  assert.deepEqual([problem?.status, problem?.code, problem?.pipeline], [404, "NOT_FOUND", "member"]);
  const why = async (path: string) =>
    (await ops("GET", `/ops/explain?path=${encodeURIComponent(path)}`)).body;
  const orders = await why("/api/v1/order/orders?x=1");
  assert.deepEqual(orders.matched, { pipeline: "order", service: "order", rest: "/orders" });
  assert.ok(orders.policies.includes("proxy") && orders.steps.at(-1).fits);
  assert.equal((await why("/api/v1/order/%69nternal/feed")).refused, "NOT_FOUND");
  assert.equal((await why("/api/v1/order/../x")).refused, "BAD_REQUEST");
  assert.equal((await why("/nowhere")).matched, null);
  for (const own of ["/client/", "/healthz", "/ops/registry", "/api/docs", "/"]) {
    const { matched, refused, steps } = await why(own);
    assert.deepEqual([matched, refused, steps.at(-1).endpoint], [null, null, `gateway: ${own}`]);
  }
  const metrics = await edge.metrics();
  assert.match(
    metrics,
    /gateway_request_duration_seconds_count\{[^}]*route="member"[^}]*outcome="NOT_FOUND"[^}]*\} 1/,
  );
  assert.doesNotMatch(metrics, /holds/);
});

test("settings are told without their secrets, and every answer has the form of its example", async () => {
  const { body } = await ops("GET", "/ops/config");
  const byKey = new Map(body.settings.map((one: { key: string }) => [one.key, one]));
  assert.equal((byKey.get("REGISTRY") as { value: string }).value, "***");
  assert.deepEqual(byKey.get("DRAIN_TIMEOUT_MS"), {
    ...{ key: "DRAIN_TIMEOUT_MS", about: "how long a stop may take", value: "2000", isDefault: false },
  });
  const seen = (await ops("GET", "/ops/registry")).body;
  assert.deepEqual(formFaults(opsRegistry, opsExamples.opsRegistry, seen), []);
  const breakers = (await ops("GET", "/ops/breakers")).body.services;
  assert.ok(breakers.some(({ service }: { service: string }) => service === "member"));
  assert.deepEqual((await ops("GET", "/ops/settings")).body, {
    ...{ source: null, version: null, appliedAt: null, refused: null, values: {} },
  });
});
