import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import { startConsulStub } from "../../test/consul-stub.ts";
import { until } from "../testing/until.ts";
import { openRegistry } from "./open-registry.ts";
import type { RegistryOptions } from "./port.ts";

const metadata = { "management.port": "9123", public: "true" };
const self = { service: "order", host: "127.0.0.1", port: 4101, bootId: "b1", metadata };
const id = "order:127.0.0.1:4101:b1";

async function world(t: TestContext, over: Partial<RegistryOptions> = {}) {
  const stub = await startConsulStub();
  const dataDir = mkdtempSync(join(tmpdir(), "registry-"));
  const log = { info: () => {}, warn: () => {} };
  const address = `consul:${stub.url.replace("//", "//:a%2Ftoken@")}`;
  const registry = openRegistry(address, { dataDir, log, now: Date.now, ...over });
  t.after(async () => {
    await registry.close();
    await stub.stop();
    rmSync(dataDir, { recursive: true });
  });
  return { stub, registry };
}

describe("the consul client, as we use it", () => {
  test("registers with a check that runs out, metadata in the letters that Consul allows", async (t) => {
    const { stub, registry } = await world(t);
    await registry.register(self);
    const sent = stub.requests.find(({ path }) => path === "/v1/agent/service/register");
    assert.deepEqual(sent?.body, {
      ...{ Name: "order", ID: id, Address: "127.0.0.1", Port: 4101, Tags: ["siren"] },
      Meta: { management__port: "9123", public: "true", bootId: "b1" },
      Check: {
        ...{ CheckID: `service:${id}`, Name: "renewed in time", TTL: "15000ms", Status: "passing" },
        DeregisterCriticalServiceAfter: "1m",
      },
    });
  });

  test("shows the address's password as the ACL token, in every call", async (t) => {
    const { stub, registry } = await world(t);
    await registry.register(self);
    await registry.setStatus("OUT_OF_SERVICE");
    await registry.deregister();
    assert.deepEqual([...new Set(stub.requests.map(({ token }) => token))], ["a/token"]);
  });

  test("leaves through maintenance, and takes its entry back", async (t) => {
    const { stub, registry } = await world(t);
    await registry.register(self);
    await registry.setStatus("OUT_OF_SERVICE");
    await registry.setStatus("UP");
    await registry.deregister();
    const puts = stub.requests.filter(
      ({ method, path }) => method === "PUT" && !path.includes("/check/pass/"),
    );
    assert.deepEqual(puts.map(({ path }) => decodeURIComponent(path)).slice(1), [
      `/v1/agent/service/maintenance/${id}?enable=true&reason=OUT_OF_SERVICE`,
      `/v1/agent/service/maintenance/${id}?enable=false`,
      `/v1/agent/service/deregister/${id}`,
    ]);
  });

  test("asks again with the index it has, and is held no longer than it wants", async (t) => {
    const { stub, registry } = await world(t, { silenceMs: 40 });
    await registry.register(self);
    const held = () => stub.requests.filter(({ path }) => /health\/service\/order\?.*index=[1-9]/.test(path));
    await until("three blocking queries", () => held().length >= 3);
    assert.ok(held().every(({ path }) => path.includes("wait=40ms")));
  });

  test("an agent that answers with refusals costs nothing that was known", async (t) => {
    const { stub, registry } = await world(t, { silenceMs: 40 });
    await registry.register(self);
    for (const status of [500, 403, 404]) {
      stub.answerWith(status);
      await until("noticed", () => registry.view().source === "disk");
      assert.equal(registry.instances("order").length, 1, String(status));
      stub.answerWith(undefined);
      await until("live again", () => registry.view().source === "live");
    }
  });

  test("an agent that hangs is noticed, and does not keep a process from leaving", async (t) => {
    const { stub, registry } = await world(t, { silenceMs: 40 });
    await registry.register(self);
    stub.answerWith("nothing");
    await until("noticed", () => registry.view().source === "disk");
    assert.equal(registry.instances("order").length, 1);
    const startedAt = performance.now();
    await registry.setStatus("OUT_OF_SERVICE");
    await registry.deregister();
    assert.ok(performance.now() - startedAt < 5_000);
  });

  test("a process that leaves while it is being registered is not left behind", async (t) => {
    const { stub, registry } = await world(t);
    const registering = registry.register(self);
    await registry.deregister();
    await registering;
    assert.deepEqual(stub.services(), []);
  });
});
