import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import { startEurekaStub } from "../../test/eureka-stub.ts";
import { until } from "../testing/until.ts";
import { watchChanges } from "./change-watch.ts";
import { openRegistry } from "./open-registry.ts";
import type { Registry, RegistryOptions } from "./port.ts";
import type { PushCalls } from "./push-calls.ts";

const self = { service: "order", host: "127.0.0.1", port: 4101, bootId: "b1", metadata: { public: "true" } };
const id = "order:127.0.0.1:4101:b1";

async function world(t: TestContext) {
  const stub = await startEurekaStub();
  const dataDir = mkdtempSync(join(tmpdir(), "registry-"));
  const opened: Registry[] = [];
  t.after(async () => {
    await Promise.all(opened.map((registry) => registry.close()));
    await stub.stop();
    rmSync(dataDir, { recursive: true });
  });
  const open = (address: string, over: Partial<RegistryOptions> = {}) => {
    const log = { info: () => {}, warn: () => {} };
    const registry = openRegistry(address, { dataDir, fetchIntervalMs: 50, log, now: Date.now, ...over });
    opened.push(registry);
    return registry;
  };
  return { stub, open };
}

describe("eureka-js-client, as we use it", () => {
  test("registers in the form that every server understands", async (t) => {
    const { stub, open } = await world(t);
    await open(`eureka:${stub.url}`).register(self);
    const sent = stub.requests.find((request) => request.method === "POST");
    assert.equal(sent?.path, "/eureka/apps/ORDER");
    const { instance } = sent?.body as { instance: Record<string, unknown> };
    assert.match(String(instance.lastDirtyTimestamp), /^\d{13}$/);
    assert.deepEqual(
      { ...instance, lastDirtyTimestamp: undefined },
      {
        instanceId: id,
        app: "ORDER",
        hostName: "127.0.0.1",
        ipAddr: "127.0.0.1",
        vipAddress: "order",
        secureVipAddress: "order",
        port: { $: 4101, "@enabled": "true" },
        securePort: { $: 443, "@enabled": "false" },
        countryId: 1,
        dataCenterInfo: { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: "MyOwn" },
        leaseInfo: { renewalIntervalInSecs: 5, durationInSecs: 15 },
        homePageUrl: "http://127.0.0.1:4101/",
        statusPageUrl: "http://127.0.0.1:4101/readyz",
        healthCheckUrl: "http://127.0.0.1:4101/healthz",
        metadata: { public: "true", bootId: "b1" },
        status: "UP",
        lastDirtyTimestamp: undefined,
      },
    );
  });

  test("reads the whole registry, gzipped; never the delta", async (t) => {
    const { stub, open } = await world(t);
    const registry = open(`eureka:${stub.url}`);
    for (let i = 0; i < 3; i++) await registry.refresh();
    // Beside them it asks for a change stream, which this server does not know.
    const reads = stub.requests.filter(({ method, path }) => method === "GET" && !path.includes("/push/"));
    assert.ok(reads.length >= 3);
    assert.ok(reads.every((request) => request.path === "/eureka/apps/" && request.gzip));
  });

  test("renews with a bare PUT, again and again", async (t) => {
    const { stub, open } = await world(t);
    await open(`eureka:${stub.url}`, { lease: { renewalMs: 40, durationMs: 1_000 } }).register(self);
    const renewals = () =>
      stub.requests.filter(({ method, path }) => method === "PUT" && path.endsWith(`/ORDER/${id}`));
    await until("renewals", () => renewals().length >= 5);
    assert.ok(renewals().every((request) => request.body === undefined));
  });

  test("goes on with the next server of the list, and with the first when that is gone", async (t) => {
    const { stub, open } = await world(t);
    const other = await startEurekaStub();
    t.after(() => other.stop());
    await stub.stop();
    const registry = open(`eureka:${stub.url},${other.url}`, { lease: { renewalMs: 50, durationMs: 1_000 } });
    await registry.register(self);
    assert.equal(other.instances("ORDER").length, 1);
    await other.stop();
    await stub.start();
    await until("registered there", () => stub.instances("ORDER").length === 1, 10_000);
    await until("read from there", () => registry.view().source === "live");
  });

  test("a registry that answers with rubbish, or with refusals, costs nothing that was known", async (t) => {
    const { stub, open } = await world(t);
    const registry = open(`eureka:${stub.url}`);
    await registry.register(self);
    for (const status of [500, 403, 200, 404]) {
      stub.answerWith(status);
      await registry.refresh();
      assert.equal(registry.instances("order").length, 1, String(status));
      assert.equal(registry.view().source, "disk");
    }
    stub.answerWith(undefined);
    await registry.refresh();
    assert.equal(registry.view().source, "live");
  });

  test("who registers again before it reads again still misses nobody", async (t) => {
    const { stub, open } = await world(t);
    const slow = { fetchIntervalMs: 60_000 };
    const menu = open(`eureka:${stub.url}`, slow);
    const order = open(`eureka:${stub.url}`, { ...slow, lease: { renewalMs: 40, durationMs: 1_000 } });
    await menu.register({ ...self, service: "menu", port: 4102 });
    await order.register(self);
    assert.equal(order.instances("menu").length, 1);
    stub.forget();
    await until("registered again", () => stub.instances("ORDER").length === 1);
    await order.refresh();
    assert.equal(order.instances("menu").length, 1);
  });

  test("a registry that hangs does not keep a process from leaving", async (t) => {
    const { stub, open } = await world(t);
    const registry = open(`eureka:${stub.url}`);
    await registry.register(self);
    stub.answerWith("nothing");
    const startedAt = performance.now();
    await registry.setStatus("OUT_OF_SERVICE");
    await registry.deregister();
    assert.ok(performance.now() - startedAt < 5_000);
  });
});

test("a watcher says that it saw a change only once it could read everything", async () => {
  const end = new AbortController();
  const said: unknown[] = [];
  let reads = 0;
  const push: PushCalls = {
    listen: (_path, { onEvent, signal }) =>
      new Promise((resolve) => {
        onEvent({ event: "stream", id: "e-1", data: { stream: "s" } });
        signal.addEventListener("abort", () => resolve({ kind: "broken", reason: "closed" }));
      }),
    say: async (_path, body) => void said.push({ ...body, reads }),
    ask: async () => undefined,
    close: () => {},
  };
  const watching = watchChanges({
    registries: new Map([["one", push]]),
    random: () => 0,
    log: { info: () => {}, warn: () => {} },
    signal: end.signal,
    onLive: async () => ++reads > 1,
    ...{ onChange: () => {}, onHeard: () => {}, onAway: () => {} },
  });
  await until("said", () => said.length > 0);
  assert.deepEqual(said, [{ stream: "s", cursor: "e-1", reads: 2 }]);
  end.abort();
  await watching;
});
