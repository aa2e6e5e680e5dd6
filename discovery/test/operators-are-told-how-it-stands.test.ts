import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { openApiDocument, operationsOf } from "@siren/contracts/openapi";
import { createDiscovery } from "../src/app.ts";
import { readDiscoveryConfig } from "../src/config.ts";
import { targetsOf } from "../src/ops/prometheus-targets.ts";
import { type Ask, asker, validInstance } from "../src/testing/registry-on-a-socket.ts";

const json = { Accept: "application/json" };
let dataDir = "";
let ask: Ask;
let managementUrl = "";
let stop: () => Promise<void>;

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "siren-ops-"));
  const config = readDiscoveryConfig({ PORT: "0", MANAGEMENT_PORT: "0", DATA_DIR: dataDir });
  const discovery = await createDiscovery({ config, now: Date.now, random: Math.random, sink: () => {} });
  const urls = await discovery.start();
  stop = () => discovery.stop();
  managementUrl = urls.managementUrl;
  ask = asker(Number(new URL(urls.url).port));
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ instance: validInstance() });
  assert.equal((await ask("POST", "/eureka/apps/FOO", { headers, body })).status, 204);
});

after(async () => {
  await stop();
  await rm(dataDir, { recursive: true, force: true });
});

test("status is Eureka's account of itself, in XML as it is there and in JSON, which fails there", async () => {
  for (const path of ["/eureka/status", "/eureka/v2/status", "/status"]) {
    const xml = await ask("GET", path);
    assert.equal(xml.headers["content-type"], "application/xml");
    assert.match(xml.text, /^<com\.netflix\.eureka\.util\.StatusInfo>\n {2}<generalStats>/);
    assert.match(xml.text, /<isCoordinatingDiscoveryServer>true<\/isCoordinatingDiscoveryServer>/);
    const told = JSON.parse((await ask("GET", path, { headers: json })).text) as Record<string, unknown>;
    assert.deepEqual(Object.keys(told), ["generalStats", "applicationStats", "instanceInfo", "healthy"]);
    const stats = told.generalStats as Record<string, string>;
    assert.equal(stats["registered-instances"], "1");
    assert.match(stats["server-uptime"] ?? "", /^\d\d:\d\d$/);
    assert.equal((await ask("GET", path, { headers: { Accept: "text/html" } })).status, 406);
  }
});

test("the document is one, and what it names answers as it says", async () => {
  const document = openApiDocument.parse(JSON.parse((await ask("GET", "/openapi.json")).text));
  const streams = ["GET /eureka/push/changes"];
  for (const [operation, { responses }] of operationsOf(document)) {
    if (streams.includes(operation)) continue;
    const [method = "", path = ""] = operation.split(" ");
    const { status } = await ask(method, path.replace("{app}", "NONE").replace("{id}", "none"), {
      headers: { "Content-Type": "application/json", ...json },
      body: method === "POST" ? '{"stream":"none","ping":1}' : "",
    });
    assert.ok(responses[status], `${operation} answered ${status}`);
  }
});

test("as long a wait as the document allows is taken, and no longer one", async () => {
  const { paths } = openApiDocument.parse(JSON.parse((await ask("GET", "/openapi.json")).text));
  const parameters = paths["/eureka/push/seen/{app}/{id}"]?.get?.parameters ?? [];
  const { maximum } = (parameters.find(({ name }) => name === "waitMs")?.schema ?? {}) as { maximum: number };
  const seen = (waitMs: number) => ask("GET", `/eureka/push/seen/NONE/none?status=DOWN&waitMs=${waitMs}`);
  assert.equal((await seen(maximum)).status, 200);
  assert.equal((await seen(maximum + 1)).status, 400);
});

test("what is registered, renewed, read by kind and size, and who listens can be scraped", async () => {
  await ask("PUT", "/eureka/apps/FOO/i1");
  await ask("PUT", "/eureka/v2/apps/NONE/i1");
  await ask("GET", "/eureka/apps", { headers: { ...json, "Accept-Encoding": "gzip" } });
  const listed = await ask("GET", "/eureka/v2/apps/delta", { headers: { "X-Eureka-Accept": "compact" } });
  await ask("GET", "/eureka/vips/foo");
  await ask("GET", "/EuReKa/V2/vips/foo");
  const scraped = await (await fetch(`${managementUrl}/metrics`)).text();
  for (const line of [
    /registry_instances\{status="UP"[^}]*\} 1/,
    /registry_renewals_total\{outcome="renewed"[^}]*\} 1/,
    /registry_renewals_total\{outcome="unknown"[^}]*\} 1/,
    /registry_fetches_total\{kind="all",format="json",extent="full",gzip="true"[^}]*\} 1/,
    /registry_fetches_total\{kind="vip",format="xml",extent="full",gzip="false"[^}]*\} 2/,
    new RegExp(
      `registry_fetched_bytes_total\\{kind="delta",format="xml",extent="compact",gzip="false"[^}]*\\} ${listed.bytes.length}\\b`,
    ),
    /http_server_request_duration_count\{http_route="\/eureka\/v2\/vips\/:vip"[^}]*\} 1/,
    /registry_streams\{kind="changes"[^}]*\} 0/,
    /registry_streams\{kind="presence"[^}]*\} 0/,
    /http_server_request_duration_count\{http_route="\/eureka\/v2\/apps\/:app\/:id"[^}]*status_code="404"[^}]*\} 1/,
  ]) {
    assert.match(scraped, line);
  }
  assert.doesNotMatch(scraped, /http_route="[^"]*EuReKa/);
});

test("Prometheus is told where everybody's metrics are, and this registry's own", async () => {
  const headers = { "Content-Type": "application/json" };
  const metadata = { "management.port": "41003", replica: "1", zone: "seoul-1" };
  const put = (app: string, told: object) => {
    const body = JSON.stringify({ instance: validInstance({ app, ...told }) });
    return ask("POST", `/eureka/apps/${app}`, { headers, body });
  };
  assert.equal((await put("ORDER", { ipAddr: "10.0.0.7", metadata })).status, 204);
  assert.equal(
    (await put("MENU", { ipAddr: "fd00::7", metadata: { "management.port": "9100" } })).status,
    204,
  );
  assert.equal((await put("STRANGER", { metadata: { "management.port": "9100/x" } })).status, 204);
  const answer = await ask("GET", "/prometheus/targets");
  assert.match(answer.headers["content-type"] ?? "", /^application\/json/);
  assert.deepEqual(JSON.parse(answer.text), [
    { targets: [new URL(managementUrl).host], labels: { app: "discovery" } },
    { targets: ["10.0.0.7:41003"], labels: { app: "order", replica: "1", zone: "seoul-1" } },
    { targets: ["[fd00::7]:9100"], labels: { app: "menu" } },
  ]);
  assert.deepEqual(targetsOf([], { host: "0.0.0.0", port: 9100 }), [], "an address that is nobody's");
  for (const app of ["ORDER", "MENU", "STRANGER"]) await ask("DELETE", `/eureka/apps/${app}/i1`);
});

test("an eviction is counted by its reason", async () => {
  const headers = { "Content-Type": "application/json" };
  const leaseInfo = { renewalIntervalInSecs: 1, durationInSecs: 1 };
  const body = JSON.stringify({ instance: validInstance({ app: "BAR", leaseInfo }) });
  assert.equal((await ask("POST", "/eureka/apps/BAR", { headers, body })).status, 204);
  const evicted = /registry_evictions_total\{reason="expired"[^}]*\} 1/;
  const scrape = async () => (await fetch(`${managementUrl}/metrics`)).text();
  await until("it is counted", async () => evicted.test(await scrape()));
});
