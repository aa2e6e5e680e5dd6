import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { formFaults } from "@siren/contracts/form";
import { gatewayExamples } from "@siren/contracts/golden-gateways";
import { opsExamples } from "@siren/contracts/golden-ops";
import * as shapes from "@siren/contracts/ops";
import { gatewayTraffic, gatewayWord } from "@siren/contracts/ops-gateways";
import { createTraffic } from "../src/ops/traffic.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

const jun = "mem_000000000000000000000000JN";
let edge: Gateway;
let second: Awaited<ReturnType<Gateway["start"]>>;

before(async () => {
  edge = await openGateway();
  second = await edge.start({ CLIENT_DIST: edge.dist, ADMIN_DIST: edge.dist });
});
after(() => edge.close());

async function ops(path: string, at = edge.gateway) {
  const token = await edge.tokenFor({ sub: jun, roles: ["ops"] });
  edge.advance(1_100);
  return (await edge.ask("GET", `/ops/${path}`, { headers: { authorization: `Bearer ${token}` }, at })).body;
}
const rates = (at: Awaited<ReturnType<Gateway["start"]>>) => edge.ask("GET", "/api/v1/menu/rates", { at });
const ids = () => [edge.gateway.instanceId, second.instanceId].sort();

test("what each gateway has of an instance stands beside the others', whoever is asked", async () => {
  await rates(second);
  for (const at of [edge.gateway, second]) {
    const registry = await ops("registry", at);
    assert.deepEqual(registry.gateways.map(({ id }: { id: string }) => id).sort(), ids());
    const menu = registry.services.find(({ name }: { name: string }) => name === "menu");
    const [instance] = menu.instances;
    assert.deepEqual(instance.gateways.map(({ gateway }: { gateway: string }) => gateway).sort(), ids());
    const bySecond = instance.gateways.find((one: { gateway: string }) => one.gateway === second.instanceId);
    assert.deepEqual([bySecond.status, bySecond.answer.status], ["UP", 200]);
  }
});

test("rates, refusals and breakers are those of all gateways", async () => {
  for (const [place, at] of [edge.gateway, second].entries()) {
    for (let i = 0; i < 3; i++) await rates(at);
    await edge.ask("GET", "/api/v1/member/internal/holds/1", {
      at,
      headers: { "x-request-id": `asked-of-${place}` },
    });
  }
  const menu = await until("all of them are counted", async () => {
    const { routes, unheard } = await ops("routes");
    assert.deepEqual(unheard, []);
    const found = routes.find(({ pipeline }: { pipeline: string }) => pipeline === "menu");
    return found.lately?.count >= 7 && found.lately;
  });
  assert.ok(menu.p95Ms > 0 && menu.errors === 0);
  const { problems } = await ops("problems");
  const problem = problems.find(({ pipeline }: { pipeline: string }) => pipeline === "member");
  assert.deepEqual([problem.count, problem.requestId], [2, "asked-of-1"]);
  const { services } = await ops("breakers");
  const ways = services.filter(({ service }: { service: string }) => service === "menu");
  assert.deepEqual(ways.map(({ gateway }: { gateway: string }) => gateway).sort(), ids());
  edge.advance(6_000);
  const all = await ops("traffic");
  assert.ok(all.pipelines.includes("menu"));
  const sum = (steps: { perSecond: number }[]) => steps.reduce((n, one) => n + one.perSecond * 5, 0);
  const alone = await ops("traffic?pipeline=menu");
  assert.equal(Math.round(sum(alone.steps)), menu.count);
  assert.ok(sum(all.steps) > sum(alone.steps));
});

test("what a service refuses is counted by the code that it says, and a name that is none of ours is not", async () => {
  const { answer } = edge.menu;
  for (const code of ["STORE_CLOSED", "</script>", "TOTALLY_NEW"]) {
    edge.menu.answer = () => ({ status: 409, headers: { "x-problem-code": code }, body: "{}" });
    await edge.ask("GET", `/api/v1/menu/search?q=${encodeURIComponent(code)}`);
  }
  edge.menu.answer = answer;
  const { problems } = await ops("problems");
  const refused = problems.filter(
    ({ status, pipeline }: { status: number; pipeline: string }) => status === 409 && pipeline === "menu",
  );
  assert.deepEqual(
    refused.map(({ code, count }: { code: string | null; count: number }) => [code, count]),
    [
      [null, 2],
      ["STORE_CLOSED", 1],
    ],
  );
});

test("of more pipelines than a hundred the others are remembered for a minute, so that memory has a bound", () => {
  const clock = { now: 1_000_000 };
  const traffic = createTraffic(() => clock.now);
  const names = Array.from({ length: 101 }, (_, place) => `p${place}`);
  for (let minute = 0; minute < 5; minute++) {
    for (const pipeline of names) traffic.note({ pipeline, status: 200, tookMs: 3, requestId: "r" });
    clock.now += 60_000;
  }
  const remembered = (pipeline: string) =>
    traffic.history(pipeline).steps.reduce((sum, { answered }) => sum + answered, 0);
  assert.deepEqual([remembered("p0"), remembered("p99"), remembered("p100")], [5, 5, 0]);
  traffic.note({ pipeline: "p100", status: 200, tookMs: 3, requestId: "r" });
  const last = traffic.seen().find(({ pipeline }) => pipeline === "p100");
  assert.equal(last?.answered, 1);
});

test("each answer has the form of its example", async () => {
  await rates(second);
  const told = async (path: string) => (await fetch(`${second.managementUrl}${path}`)).json();
  edge.advance(6_000);
  const of: [Parameters<typeof formFaults>[0], unknown, unknown][] = [
    [gatewayWord, gatewayExamples.gatewayWord, await told("/ops-word")],
    [gatewayTraffic, gatewayExamples.gatewayTraffic, await told("/ops-traffic?pipeline=menu")],
    [shapes.opsTraffic, opsExamples.opsTraffic, await ops("traffic")],
    [shapes.opsRoutes, opsExamples.opsRoutes, await ops("routes")],
    [shapes.opsProblems, opsExamples.opsProblems, await ops("problems")],
    [shapes.opsLogLevels, opsExamples.opsLogLevels, await ops("log-levels")],
  ];
  for (const [schema, example, answer] of of) assert.deepEqual(formFaults(schema, example, answer), []);
});

test("how much each replica logs is asked of itself, with when it falls back", async () => {
  const token = await edge.tokenFor({ sub: jun, roles: ["ops"] });
  const headers = { authorization: `Bearer ${token}` };
  await edge.ask("PUT", "/ops/log-level/gateway", { headers, body: { level: "debug", forS: 60 } });
  const levelsOf = async (name: string) =>
    (await ops("log-levels")).services.find(({ service }: { service: string }) => service === name).replicas;
  for (const { level, until: untilMs } of await levelsOf("gateway"))
    assert.deepEqual([level, untilMs > edge.now()], ["debug", true]);
  const [unsaid] = await levelsOf("menu");
  assert.ok(unsaid.level === null && unsaid.why !== null);
  await edge.ask("PUT", "/ops/log-level/gateway", { headers, body: { level: "info" } });
  for (const { level, until: untilMs } of await levelsOf("gateway"))
    assert.deepEqual([level, untilMs], ["info", null]);
});

test("a gateway that says nothing is named, and all else is told", async () => {
  edge.registry.add("gateway", 1, { metadata: { "management.port": "1" } });
  const silent = "gateway:127.0.0.1:1";
  const { unheard, routes } = await ops("routes");
  assert.deepEqual(
    unheard.map(({ id }: { id: string }) => id),
    [silent],
  );
  assert.ok(routes.length > 0);
  const { gateways } = await ops("registry");
  const named = gateways.find(({ id }: { id: string }) => id === silent);
  assert.ok(named.why !== null && named.source === null);
});

test("a gateway that gave its word is there, though its door is shut to its own kind", async () => {
  const { port } = new URL(second.managementUrl);
  edge.registry.add("gateway", 2, { metadata: { "management.port": port } });
  const { services } = await ops("registry");
  const all: shapes.OpsInstance[] = services.find(
    ({ name }: { name: string }) => name === "gateway",
  ).instances;
  const shownAt = (shut: number) => all.find(({ id }) => id === `gateway:127.0.0.1:${shut}`);
  assert.deepEqual([shownAt(1)?.answers, shownAt(2)?.answers, shownAt(2)?.ghost], [false, true, null]);
});
