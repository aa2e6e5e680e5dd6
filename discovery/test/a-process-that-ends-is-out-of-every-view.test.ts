import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openRegistry } from "@siren/chassis/registry/open-registry";
import type { Registry } from "@siren/chassis/registry/port";
import { until as untilWithin } from "@siren/chassis/testing/until";
import { ownFolder, type WholeDiscovery, wholeDiscovery } from "../src/testing/discovery-process.ts";
import { validInstance } from "../src/testing/registry-on-a-socket.ts";

/** So rarely read that whatever is seen was told. */
const seldomMs = 600_000;

async function world(t: TestContext, count: number) {
  const folder = await ownFolder();
  const start = (place: number, port = 0) =>
    wholeDiscovery(
      {
        DATA_DIR: join(folder.path, String(place)),
        EUREKA_PEERS_FILE: join(folder.path, "peers"),
        EUREKA_PEERS_REFRESH_MS: "100",
      },
      port,
    );
  await writeFile(join(folder.path, "peers"), "");
  const registries = await Promise.all(Array.from({ length: count }, (_, place) => start(place)));
  await writeFile(join(folder.path, "peers"), registries.map(({ url }) => url).join("\n"));
  const opened: Registry[] = [];
  let clients = 0;
  t.after(async () => {
    await Promise.all(opened.map((registry) => registry.close()));
    await Promise.all(registries.map((registry) => registry.stop()));
    await folder.remove();
  });
  const client = (lease?: { renewalMs: number; durationMs: number }, first = 0) => {
    const urls = [...registries.slice(first), ...registries.slice(0, first)].map(({ url }) => url);
    const registry = openRegistry(`eureka:${urls.join(",")}`, {
      dataDir: join(folder.path, `client-${++clients}`),
      fetchIntervalMs: seldomMs,
      ...(lease && { lease }),
      log: { info: () => {}, warn: () => {} },
      now: Date.now,
    });
    opened.push(registry);
    return registry;
  };
  return { registries, start, client };
}

/** A busy machine takes its time; how long it takes is measured by `npm run kills -w discovery`. */
const until = <T>(what: string, check: () => T | Promise<T>) => untilWithin(what, check, 45_000);
const menu = (port: number) => ({ service: "menu", host: "127.0.0.1", port, bootId: `b${port}` });
const sees = (registry: Registry, count: number) => () => registry.instances("menu").length === count;

async function untilPresent(registries: readonly WholeDiscovery[], count: number): Promise<void> {
  await until("present everywhere", async () => {
    const lists = await Promise.all(registries.map((registry) => registry.up("MENU")));
    return lists.every((list) => list.length === count);
  });
}

test("told to leave, it waits until its callers have seen it, and no longer", async (t) => {
  const { client, registries } = await world(t, 1);
  const [leaving, ...watchers] = [client(), client(), client()] as const;
  await leaving.register(menu(4001));
  for (const watcher of watchers) await until("seen", sees(watcher, 1));
  await untilPresent(registries, 1);
  const askedAt = performance.now();
  await leaving.setStatus("OUT_OF_SERVICE");
  await leaving.noticed(60_000);
  for (const watcher of watchers) assert.equal(watcher.instances("menu").length, 0);
  await leaving.setStatus("UP");
  await leaving.noticed(60_000);
  for (const watcher of watchers) assert.equal(watcher.instances("menu").length, 1);
  assert.ok(performance.now() - askedAt < 50_000);
});

test("gone without a word, it is out of every watcher's view, at both registries, long before its lease ends", async (t) => {
  const { client, registries } = await world(t, 2);
  const killed = client({ renewalMs: 60_000, durationMs: 600_000 });
  const others = [client(), client()];
  const watchers = [client(undefined, 0), client(undefined, 1)];
  for (const [place, other] of others.entries()) await other.register(menu(4002 + place));
  await killed.register(menu(4001));
  for (const watcher of watchers) await until("seen", sees(watcher, 3));
  await untilPresent(registries, 3);
  // The peer takes its stream once it has heard of it.
  await until("held by both", () => registries.every(({ presence }) => presence() === 3));
  await killed.close();
  for (const watcher of watchers) await until("out of view", sees(watcher, 2));
  await untilPresent(registries, 2);
});

test("over a full restart of the only registry no watcher misses one of fifty", async (t) => {
  const { client, registries, start } = await world(t, 1);
  const lease = { renewalMs: 1_000, durationMs: 120_000 };
  await Promise.all([client(lease).register(menu(5_000)), client(lease).register(menu(5_001))]);
  for (let port = 5_002; port < 5_050; port++) await registered(registries[0]!, port);
  const watchers = [client(), client(), client()];
  for (const watcher of watchers) await until("all are seen", sees(watcher, 50));
  let fewest = 50;
  for (const watcher of watchers)
    watcher.watch("menu", ({ length }) => {
      fewest = Math.min(fewest, length);
    });

  const { port } = registries[0]!;
  await registries[0]!.stop();
  for (const watcher of watchers) await until("noticed", () => watcher.view().source === "disk");
  registries[0] = await start(0, port);
  assert.equal((await registries[0].up("MENU")).length, 50);
  for (const watcher of [...watchers, client()]) {
    await until("live again", () => watcher.view().source === "live");
    assert.equal(watcher.instances("menu").length, 50);
  }
  await until("their streams are held again", () => registries[0]!.presence() === 2);
  assert.equal(fewest, 50);
});

async function registered({ ask }: WholeDiscovery, port: number): Promise<void> {
  const leaseInfo = { renewalIntervalInSecs: 30, durationInSecs: 120 };
  const changed = {
    instanceId: `menu-${port}`,
    app: "MENU",
    vipAddress: "menu",
    hostName: "127.0.0.1",
    leaseInfo,
  };
  const instance = { ...validInstance(changed), port: { $: port, "@enabled": "true" } };
  const { status } = await ask("POST", "/eureka/apps/MENU", {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ instance }),
  });
  assert.equal(status, 204);
}
