import assert from "node:assert/strict";
import { test } from "node:test";
import type { Instance, Registry, RegistryView } from "./port.ts";
import { parseSeeds, withSeeds } from "./seeds.ts";

const log = { info() {}, warn() {} };

/** A registry whose view is what the test says; it tells of its instances' changes, and not of its own going. */
function fakeRegistry() {
  let view: RegistryView = { source: "none", asOfMs: 0 };
  let instances: Instance[] = [];
  const listeners = new Set<() => void>();
  const registry = {
    view: () => view,
    instances: (service: string) => instances.filter((one) => one.service === service),
    services: () => [...new Set(instances.map(({ service }) => service))],
    watch(service: string, listener: (list: readonly Instance[]) => void) {
      const tell = () => listener(registry.instances(service));
      listeners.add(tell);
      tell();
      return () => listeners.delete(tell);
    },
    refresh: async () => {},
    close: async () => {},
  } as unknown as Registry;
  return {
    registry,
    becomes(next: RegistryView, ...hosts: string[]) {
      view = next;
      instances = hosts.map((host) => ({
        ...{ id: host, service: "order", host, port: 80, status: "UP" as const, metadata: {} },
      }));
      for (const tell of listeners) tell();
    },
  };
}

const hostsOf = (list: readonly Instance[]) => list.map(({ host }) => host);

test("memory first, then disk, then seeds; the registry's word alone as soon as it is back", async () => {
  let nowMs = 1_000_000;
  const fake = fakeRegistry();
  const registry = withSeeds(fake.registry, {
    ...{ seeds: parseSeeds("order=10.0.0.9:80, order=order.svc:80,menu=[::1]:81"), now: () => nowMs, log },
    resolve: async () => ["10.1.0.1", "10.1.0.2"],
  });
  const told: string[][] = [];
  registry.watch("order", (list) => told.push(hostsOf(list)));
  try {
    await registry.refresh();
    assert.equal(registry.view().source, "seeds");
    assert.deepEqual(hostsOf(registry.instances("order")), ["10.0.0.9", "10.1.0.1", "10.1.0.2"]);
    assert.deepEqual(registry.services(), ["order", "menu"]);
    assert.equal(registry.instances("menu")[0]?.metadata.public, "true");

    fake.becomes({ source: "disk", asOfMs: nowMs - 10 }, "10.2.0.1");
    await registry.refresh();
    assert.equal(registry.view().source, "disk");
    assert.equal(
      hostsOf(registry.instances("order")).length,
      4,
      "another process's copy may be of pods that are gone",
    );

    fake.becomes({ source: "live", asOfMs: nowMs }, "10.2.0.2");
    await registry.refresh();
    assert.deepEqual([registry.view().source, hostsOf(registry.instances("order"))], ["live", ["10.2.0.2"]]);
    assert.deepEqual(registry.services(), ["order"]);

    fake.becomes({ source: "disk", asOfMs: nowMs }, "10.2.0.2");
    nowMs += 59_000;
    await registry.refresh();
    assert.deepEqual(hostsOf(registry.instances("order")), ["10.2.0.2"], "it was told to us a moment ago");
    nowMs += 2_000;
    await registry.refresh();
    assert.deepEqual(hostsOf(registry.instances("order")), ["10.2.0.2", "10.0.0.9", "10.1.0.1", "10.1.0.2"]);
    assert.deepEqual(told.at(-1), hostsOf(registry.instances("order")));
    assert.ok(told.some((list) => list.join() === "10.2.0.2"));
  } finally {
    await registry.close();
  }
});

test("a name that cannot be looked up any more keeps its addresses; one that never could has none", async () => {
  let nowMs = 0;
  let isThere = true;
  const fake = fakeRegistry();
  const registry = withSeeds(fake.registry, {
    ...{ seeds: parseSeeds("order=order.svc:80,menu=menu.svc:80"), now: () => nowMs, log },
    async resolve(host) {
      if (!isThere || host !== "order.svc") throw new Error("no such name");
      return ["10.1.0.1"];
    },
  });
  try {
    await registry.refresh();
    isThere = false;
    nowMs += 60_000;
    await registry.refresh();
    assert.deepEqual(hostsOf(registry.instances("order")), ["10.1.0.1"]);
    assert.deepEqual(registry.instances("menu"), []);
  } finally {
    await registry.close();
  }
});

test("what is no list of services and addresses is refused", () => {
  assert.deepEqual(parseSeeds(""), []);
  for (const wrong of [
    "order",
    "order=",
    "order=:80",
    "order=a",
    "order=a:0",
    "order=a:65536",
    "Order=a:1",
    "a=b:c",
    "order=http://a:1",
    "order=a b:1",
  ])
    assert.throws(() => parseSeeds(wrong), /must be like order=/, wrong);
});
