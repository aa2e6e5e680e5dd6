import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import {
  balancerOf,
  deadPort,
  handRegistry,
  instanceAt,
  request,
  startBackend,
  textOf,
} from "../../test/balancing-world.ts";
import { until } from "../testing/until.ts";

class ReadOnDemand extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}

  /** `name{outcome or kind or state}` to value, for one service. */
  async read(service: string): Promise<Record<string, number>> {
    const { resourceMetrics } = await this.collect();
    const points = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints
          .filter(({ attributes }) => attributes.service === service)
          .map(({ attributes, value }) => {
            const word = attributes.outcome ?? attributes.kind ?? attributes.state;
            return [`${descriptor.name}${word ? `{${String(word)}}` : ""}`, Number(value)];
          }),
      ),
    );
    return Object.fromEntries(points);
  }
}

function watched(t: TestContext) {
  const reader = new ReadOnDemand();
  const provider = new MeterProvider({ readers: [reader] });
  t.after(() => provider.shutdown());
  return { reader, meter: provider.getMeter("test") };
}

describe("metrics", () => {
  test("tell outcomes, attempts, ejected instances and the breaker's state, by service", async (t) => {
    const { reader, meter } = watched(t);
    const good = await startBackend(t, "good", (_, response) => void response.end("ok"));
    const registry = handRegistry();
    registry.put([instanceAt("bad", await deadPort()), instanceAt("good", good.port)]);
    const limits = { ejection: { firstMs: 60_000 } };
    const balancer = balancerOf(t, registry, { metrics: meter, limits });
    for (let i = 0; i < 20; i++) await textOf((await balancer.dispatch("menu", request())).body);
    const calm = await reader.read("menu");
    assert.equal(calm["siren.client.requests{2xx}"], 20);
    assert.equal(calm["siren.client.attempts{2xx}"], 20);
    assert.equal(calm["siren.client.attempts{connect}"], 1);
    assert.equal(calm["siren.ejections{connect}"], 1);
    assert.equal(calm["siren.client.ejected"], 1);
    assert.equal(calm["siren.breaker.state"], 0);

    good.handler = (_, response) => void response.writeHead(500).end();
    await until("open", async () => {
      const answer = await balancer.dispatch("menu", request()).catch(() => undefined);
      if (answer) await textOf(answer.body);
      return answer === undefined;
    });
    const troubled = await reader.read("menu");
    assert.equal(troubled["siren.breaker.state"], 2);
    assert.equal(troubled["siren.breaker.changes{open}"], 1);
    assert.ok((troubled["siren.client.requests{BREAKER_OPEN}"] ?? 0) >= 1);
  });

  test("tell what is under way, and forget it when it is over", async (t) => {
    const { reader, meter } = watched(t);
    const backend = await startBackend(t, "a", (_, response) => void response.write("x"));
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port)]);
    const balancer = balancerOf(t, registry, { metrics: meter });
    const answer = await balancer.dispatch("menu", request());
    assert.equal((await reader.read("menu"))["siren.client.in_flight"], 1);
    answer.body.destroy();
    assert.equal((await reader.read("menu"))["siren.client.in_flight"], 0);
  });
});

describe("an instance chosen for a socket", () => {
  test("counts among the sockets until it is released, and its troubles are remembered", async (t) => {
    const registry = handRegistry();
    registry.put([instanceAt("a", 1), instanceAt("b", 2)]);
    const balancer = balancerOf(t, registry);
    const chosen = Array.from({ length: 10 }, () => balancer.choose("menu"));
    const shares = balancer.state()[0]?.instances.map((one) => [one.sockets, one.inFlight]);
    assert.deepEqual(shares, [
      [5, 0],
      [5, 0],
    ]);
    for (const one of chosen) one?.release();
    assert.deepEqual(
      balancer.state()[0]?.instances.map((one) => one.sockets),
      [0, 0],
    );
    const a = balancer.choose("menu", new Set(["b"]));
    assert.equal(a?.instance.id, "a");
    a?.trouble("connect");
    a?.release();
    for (let i = 0; i < 10; i++) assert.equal(balancer.choose("menu")?.instance.id, "b");
    assert.equal(balancer.choose("menu", new Set(["a", "b"])), undefined);
    assert.equal(balancer.choose("nobody"), undefined);
  });

  test("takes no request's place, however many sockets an instance holds", async (t) => {
    const backend = await startBackend(t, "a", (_, response) => void response.end("ok"));
    const registry = handRegistry();
    registry.put([instanceAt("a", backend.port)]);
    const balancer = balancerOf(t, registry, { limits: { mostPerInstance: 2 } });
    for (let i = 0; i < 50; i++) assert.equal(balancer.choose("menu")?.instance.id, "a");
    assert.equal(await textOf((await balancer.dispatch("menu", request())).body), "ok");
  });

  test("is none that may not be talked to", async (t) => {
    const registry = handRegistry();
    registry.put([instanceAt("in", 1), { ...instanceAt("out", 2), host: "203.0.113.9" }]);
    const admit = ({ host }: { host: string }) => host.startsWith("127.");
    const balancer = balancerOf(t, registry, { limits: { admit } });
    for (let i = 0; i < 20; i++) assert.equal(balancer.choose("menu")?.instance.id, "in");
    assert.deepEqual(
      balancer.instances("menu").map((one) => one.id),
      ["in"],
    );
  });
});
