import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway();
});
afterEach(() => edge.registry.says({ source: "live", asOfMs: 0 }));
after(() => edge.close());

const asOfMs = Date.UTC(2026, 4, 1, 8, 41);
const asOf = "registry;as-of=2026-05-01T08:41:00.000Z";
const degraded = async (path: string) => (await edge.ask("GET", path)).headers.get("x-degraded");

test("what was known goes on, and each answer says as of when the way is known", async () => {
  assert.equal(await degraded("/api/v1/order/orders"), null);
  edge.registry.says({ source: "disk", asOfMs });
  assert.equal(await degraded("/api/v1/order/orders"), asOf);
  assert.equal(await degraded("/api/v1/nowhere"), null, "no service, no way to it");
  edge.order.answer = () => ({ status: 200, headers: { "x-degraded": "member;as-of=1" }, body: "{}" });
  assert.equal(await degraded("/api/v1/order/orders"), `member;as-of=1, ${asOf}`);
  edge.registry.says({ source: "live", asOfMs });
  assert.equal(await degraded("/api/v1/order/orders"), "member;as-of=1");
});

test("a refusal says it too, and so does an old menu", async () => {
  edge.registry.says({ source: "disk", asOfMs });
  edge.menu.answer = () => ({ status: 200, headers: { "cache-control": "public, max-age=0" }, body: "{}" });
  await edge.ask("GET", "/api/v1/menu/stores");
  edge.advance(3_000);
  edge.menu.answer = () => ({ status: 500, body: "{}" });
  assert.match((await degraded("/api/v1/menu/stores")) ?? "", /^menu;as-of=\S+, registry;as-of=2026-05-01/);
  const refused = await edge.ask("GET", "/api/v1/order/orders", { headers: { authorization: "Bearer x" } });
  assert.deepEqual([codeOf(refused), refused.headers.get("x-degraded")], ["UNAUTHENTICATED", asOf]);
});

test("with nothing remembered the seeds of the configuration are asked, and ops see it", async () => {
  const gateway = await edge.start({ REGISTRY_SEEDS: `barista=127.0.0.1:${edge.barista.port}` });
  edge.registry.remove("barista");
  const ask = () => edge.ask("GET", "/api/v1/barista/stores/a/callboard", { at: gateway });
  assert.equal(codeOf(await ask()), "NO_INSTANCE", "while the registry is there its word counts");
  for (const service of ["menu", "order", "member", "gateway"]) edge.registry.remove(service);
  edge.registry.says({ source: "none", asOfMs: 0 });
  await until("the seed is asked", async () => (await ask()).status === 200);
  assert.equal((await ask()).headers.get("x-degraded"), "registry");
  const ops = { authorization: `Bearer ${await edge.tokenFor({ roles: ["ops"] })}` };
  const seen = await edge.ask("GET", "/ops/registry", { at: gateway, headers: ops });
  assert.equal(seen.body.source, "seeds", JSON.stringify(seen.body));
});
