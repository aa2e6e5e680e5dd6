import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createDiscovery } from "../src/app.ts";
import { readDiscoveryConfig } from "../src/config.ts";
import { asker } from "../src/testing/registry-on-a-socket.ts";

type Client = import("node:events").EventEmitter & {
  start(callback: (error?: Error | null) => void): void;
  stop(callback: (error?: Error | null) => void): void;
  getInstancesByAppId(app: string): { hostName: string; port: { $: number } }[];
  getInstancesByVipAddress(vip: string): { status: string }[];
};
const { Eureka } = createRequire(import.meta.url)("eureka-js-client") as {
  Eureka: new (config: object) => Client;
};
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function startDiscovery(t: TestContext, env: Record<string, string> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), "discovery-"));
  const lines: string[] = [];
  const config = readDiscoveryConfig({ DATA_DIR: dataDir, PORT: "0", ...env });
  const discovery = await createDiscovery({
    config,
    now: Date.now,
    random: Math.random,
    sink: (line) => lines.push(line),
  });
  t.after(async () => {
    await discovery.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const urls = await discovery.start();
  return { ...urls, port: Number(new URL(urls.url).port), lines };
}

const clientOf = (serviceUrl: string, { app = "coffee", heartbeatMs = 50 } = {}) =>
  new Eureka({
    logger: quiet,
    filename: ".no-such-file",
    instance: {
      app,
      hostName: "127.0.0.1",
      ipAddr: "127.0.0.1",
      vipAddress: app,
      // The form of the library's own first example, which the Java server refuses.
      port: 8080,
      dataCenterInfo: { name: "MyOwn" },
    },
    eureka: {
      serviceUrls: { default: [serviceUrl] },
      heartbeatInterval: heartbeatMs,
      registryFetchInterval: 50,
      maxRetries: 0,
    },
  });

const settled = (run: (callback: (error?: Error | null) => void) => void) =>
  new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve())));

for (const path of ["/eureka/apps/", "/eureka/v2/apps/"]) {
  test(`eureka-js-client 4.5.0 registers, renews, fetches and leaves below ${path}`, async (t) => {
    const { url, port } = await startDiscovery(t);
    const client = clientOf(`${url}${path}`);
    await settled((done) => client.start(done));
    await once(client, "heartbeat", { signal: t.signal });
    const found = client.getInstancesByAppId("coffee")[0];
    assert.deepEqual([found?.hostName, found?.port.$], ["127.0.0.1", 8080]);
    assert.equal(client.getInstancesByVipAddress("coffee")[0]?.status, "UP");

    // Forgotten, it registers anew with its next heartbeat.
    const registeredAgain = once(client, "registered", { signal: t.signal });
    await asker(port)("DELETE", "/eureka/apps/COFFEE/127.0.0.1");
    await registeredAgain;
    await settled((done) => client.stop(done));

    // With no heartbeat under way: the library registers anew with one that arrives after its own leaving.
    const leaving = clientOf(`${url}${path}`, { app: "tea", heartbeatMs: 60_000 });
    await settled((done) => leaving.start(done));
    assert.equal((await asker(port)("GET", "/eureka/apps/TEA")).status, 200);
    await settled((done) => leaving.stop(done));
    assert.equal((await asker(port)("GET", "/eureka/apps/TEA")).status, 404);
  });
}

test("with credentials in its URL it is let in, without them it is not", async (t) => {
  const { port } = await startDiscovery(t, { REGISTRY_CREDENTIALS: "registry:of-coffee" });
  await assert.rejects(settled((done) => clientOf(`http://127.0.0.1:${port}/eureka/apps/`).start(done)));
  const client = clientOf(`http://registry:of-coffee@127.0.0.1:${port}/eureka/apps/`);
  t.after(() => settled((done) => client.stop(done)).catch(() => {}));
  await settled((done) => client.start(done));
  const ask = asker(port);
  assert.equal((await ask("GET", "/eureka/apps")).status, 401);
  assert.equal((await ask("GET", "/")).headers.location, "/login?to=%2F");
  assert.equal((await ask("GET", "/healthz")).status, 200);
});

test("the whole process: page, health, readiness, metrics and named log lines", async (t) => {
  const { port, managementUrl, lines } = await startDiscovery(t);
  const ask = asker(port);
  const page = await ask("GET", "/", { headers: { "Accept-Language": "ko-KR,ko;q=0.9" } });
  assert.equal(page.status, 200);
  assert.match(page.text, /<html lang="ko">/);
  assert.match(String(page.headers["content-security-policy"]), /default-src 'none'; script-src 'self'; /);
  assert.equal((await ask("GET", "/readyz")).status, 200);
  const body =
    "<instance><app>FOO</app><hostName>h</hostName><ipAddr>1</ipAddr><dataCenterInfo><name>MyOwn</name></dataCenterInfo></instance>";
  const headers = { "Content-Type": "application/xml" };
  assert.equal((await ask("POST", "/eureka/apps/FOO", { headers, body })).status, 204);
  await ask("PUT", "/eureka/apps/FOO/h");
  await ask("GET", "/", { headers: { Host: "evil.example" } });
  const metrics = await (await fetch(`${managementUrl}/metrics`)).text();
  assert.match(metrics, /registry_instances\{[^}]*status="UP"[^}]*\} 1/);
  assert.match(metrics, /registry_renewals_total\{[^}]*outcome="renewed"[^}]*\} 1/);
  assert.match(metrics, /http_server_request_duration_count\{[^}]*http_route="\/eureka\/apps\/:app\/:id"/);
  assert.match(metrics, /registry_refused_total\{[^}]*reason="host"[^}]*\} 1/);
  const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
  assert.deepEqual(events, [
    "snapshot.read",
    "listening",
    "instance.registered",
    "request.refused-at-the-door",
  ]);
});
