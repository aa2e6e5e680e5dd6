import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import { openRegistry } from "../src/registry/open-registry.ts";
import type { Instance, Registry, RegistryOptions, SelfDescription } from "../src/registry/port.ts";
import { instanceId } from "../src/registry/port.ts";
import { until } from "../src/testing/until.ts";

export type RegistryWorld = {
  /** As REGISTRY has it. */
  address: string;
  /** Nobody answers from now on, until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** It loses all it knew, as a restart without a disk does. Not every world can. */
  forget?: () => void | Promise<void>;
  close(): Promise<void>;
};

const quickLease = { renewalMs: 300, durationMs: 1_000 };
const quietMs = 50;

/** What every registry client must do, whatever registry is behind it. */
export function registrySuite(name: string, open: () => Promise<RegistryWorld>): void {
  async function world(t: TestContext) {
    const opened = await open();
    const folders: string[] = [];
    const registries: Registry[] = [];
    t.after(async () => {
      await Promise.all(registries.map((registry) => registry.close()));
      await opened.close();
      for (const folder of folders) rmSync(folder, { recursive: true });
    });
    const folder = () => {
      const made = mkdtempSync(join(tmpdir(), "registry-"));
      folders.push(made);
      return made;
    };
    const client = (over: Partial<RegistryOptions> = {}) => {
      const registry = openRegistry(opened.address, {
        dataDir: folder(),
        ...{ fetchIntervalMs: quietMs, silenceMs: quietMs },
        lease: quickLease,
        log: { info: () => {}, warn: () => {} },
        now: Date.now,
        ...over,
      });
      registries.push(registry);
      return registry;
    };
    return { ...opened, client, folder };
  }

  let boots = 0;
  function menuAt(port: number): SelfDescription {
    const metadata = { "management.port": "9123", public: "true", zone: "seoul-1" };
    return { service: "menu", host: "127.0.0.1", port, bootId: `boot${++boots}`, metadata };
  }

  const sees = (registry: Registry, count: number) => () => registry.instances("menu").length === count;

  describe(`a registry client over ${name}`, () => {
    test("what one process registers, another finds, with its metadata", async (t) => {
      const { client } = await world(t);
      const [menu, gateway] = [client(), client()];
      const self = menuAt(4001);
      await menu.register(self);
      await until("found", sees(gateway, 1));
      const [found] = gateway.instances("menu");
      assert.deepEqual(
        { ...found, metadata: undefined },
        {
          id: instanceId(self),
          service: "menu",
          host: "127.0.0.1",
          port: 4001,
          status: "UP",
          metadata: undefined,
        },
      );
      assert.equal(found?.metadata["management.port"], "9123");
      assert.equal(found?.metadata.zone, "seoul-1");
      assert.equal(found?.metadata.bootId, self.bootId);
      assert.deepEqual(
        [gateway.services(), menu.selfId(), gateway.selfId()],
        [["menu"], instanceId(self), undefined],
      );
      assert.equal(gateway.view().source, "live");
    });

    test("OUT_OF_SERVICE hides it, UP offers it again, deregistering removes it", async (t) => {
      const { client } = await world(t);
      const [menu, gateway] = [client(), client()];
      await menu.register(menuAt(4002));
      await until("found", sees(gateway, 1));
      await menu.setStatus("OUT_OF_SERVICE");
      await until("hidden", sees(gateway, 0));
      await menu.setStatus("UP");
      await until("offered again", sees(gateway, 1));
      await menu.deregister();
      await until("gone", sees(gateway, 0));
      assert.equal(menu.selfId(), undefined);
    });

    test("whoever looks after it takes it out of service and gives it back, and is told of each change", async (t) => {
      const { client } = await world(t);
      const [menu, gateway] = [client(), client()];
      const self = menuAt(4012);
      await menu.register(self);
      await until("found", sees(gateway, 1));
      let changes = 0;
      const unwatch = gateway.onChange(() => changes++);
      const statusOf = (known: readonly Instance[]) =>
        known.find(({ id }) => id === instanceId(self))?.status;
      const [found] = gateway.instances("menu");
      assert.ok(found);
      await gateway.override(found, "OUT_OF_SERVICE");
      await until("hidden", sees(gateway, 0));
      assert.deepEqual(
        [statusOf(gateway.known()), statusOf(await gateway.ask())],
        ["OUT_OF_SERVICE", "OUT_OF_SERVICE"],
      );
      await gateway.override(found, undefined);
      await until("offered again", sees(gateway, 1));
      assert.equal(statusOf(await gateway.ask()), "UP");
      assert.ok(changes >= 2);
      unwatch();
      await assert.rejects(gateway.override({ ...found, id: "menu:nobody:1:boot" }, "OUT_OF_SERVICE"));
    });

    test("renewals keep it; without them it goes", async (t) => {
      const { client } = await world(t);
      const [menu, gateway] = [client(), client()];
      await menu.register(menuAt(4003));
      await until("found", sees(gateway, 1));
      let missing = 0;
      const aliveUntilMs = Date.now() + quickLease.durationMs * 2;
      await until("more than a lease", () => {
        if (gateway.instances("menu").length === 0) missing++;
        return Date.now() > aliveUntilMs;
      });
      assert.equal(missing, 0);
      // Gone without a word: nothing is deregistered.
      await menu.close();
      await until("its lease ran out", sees(gateway, 0));
    });

    test("two processes on one host and port are two instances", async (t) => {
      const { client } = await world(t);
      const [one, other, gateway] = [client(), client(), client()];
      await one.register(menuAt(4004));
      await other.register(menuAt(4004));
      await until("both", sees(gateway, 2));
    });

    test("a watcher hears the present list and each change", async (t) => {
      const { client } = await world(t);
      const [menu, gateway] = [client(), client()];
      const heard: number[] = [];
      const unwatch = gateway.watch("menu", (instances) => heard.push(instances.length));
      await menu.register(menuAt(4005));
      await until("heard of it", () => heard.at(-1) === 1);
      await menu.deregister();
      await until("heard of its end", () => heard.at(-1) === 0);
      assert.deepEqual(heard, [0, 1, 0]);
      unwatch();
      await menu.register(menuAt(4006));
      await until("there again", sees(gateway, 1));
      assert.equal(heard.length, 3);
    });

    test("a first registration that fails is repeated until it succeeds", async (t) => {
      const { client, stop, start } = await world(t);
      await stop();
      const menu = client();
      const registering = menu.register(menuAt(4007));
      await until("it tries", () => menu.selfId() !== undefined);
      await new Promise((resolve) => setTimeout(resolve, 600));
      await start();
      await registering;
      await until("found", sees(menu, 1));
    });

    test("while no registry answers the last picture stays, and a process started then reads it from disk", async (t) => {
      const { client, folder, stop, start } = await world(t);
      const dataDir = folder();
      const [menu, gateway] = [client(), client({ dataDir })];
      await menu.register(menuAt(4008));
      await until("found", sees(gateway, 1));
      await stop();
      await until("noticed", () => gateway.view().source === "disk", 10_000);
      assert.equal(gateway.instances("menu").length, 1);
      await gateway.close();
      const late = client({ dataDir });
      assert.equal(late.instances("menu").length, 1);
      assert.equal(late.view().source, "disk");
      assert.ok(late.view().asOfMs > 0);
      await start();
      await until("live again", () => late.view().source === "live", 10_000);
    });

    test("a corrupted picture on disk is left aside", async (t) => {
      const { client, folder } = await world(t);
      const dataDir = folder();
      for (const text of ["{", '{"asOfMs":1,"instances":[{"id":7}]}', "null", ""]) {
        writeFileSync(join(dataDir, "registry-view.json"), text);
        const registry = client({ dataDir });
        assert.deepEqual(registry.instances("menu"), []);
        await registry.refresh();
        assert.equal(registry.view().source, "live");
        await registry.close();
      }
    });

    test("a registry that forgot everything gets it back, and nobody is missing meanwhile", async (t) => {
      const { client, forget } = await world(t);
      if (!forget) return t.skip("this registry cannot be made to forget");
      const [menu, gateway] = [client(), client()];
      await menu.register(menuAt(4009));
      await gateway.register({ service: "gateway", host: "127.0.0.1", port: 4010, bootId: `boot${++boots}` });
      await until("found", sees(gateway, 1));
      let missing = 0;
      gateway.watch("menu", (instances) => {
        if (instances.length === 0) missing++;
      });
      await forget();
      const onlooker = client();
      await until("registered again", sees(onlooker, 1));
      await until("both", () => onlooker.instances("gateway").length === 1);
      assert.equal(missing, 0);
    });

    test("a draining process that is asked to register again does not come back UP", async (t) => {
      const { client, forget } = await world(t);
      if (!forget) return t.skip("this registry cannot be made to forget");
      const [menu, onlooker] = [client(), client()];
      const offered: number[] = [];
      await menu.register(menuAt(4011));
      // Or the reading that is under way would show, late, what was so before.
      await until("found", sees(onlooker, 1));
      await menu.setStatus("OUT_OF_SERVICE");
      await until("hidden", sees(onlooker, 0));
      onlooker.watch("menu", (instances) => offered.push(instances.length));
      await forget();
      await new Promise((resolve) => setTimeout(resolve, quickLease.renewalMs * 3));
      assert.deepEqual([...new Set(offered)], [0]);
      await menu.setStatus("UP");
      await until("UP when it says so", sees(onlooker, 1));
    });

    test("refresh shows at once what has changed", async (t) => {
      const { client } = await world(t);
      const [menu, gateway] = [client(), client({ fetchIntervalMs: 60_000 })];
      await until("read once", () => gateway.view().source === "live");
      await menu.register(menuAt(4012));
      await gateway.refresh();
      assert.equal(gateway.instances("menu").length, 1);
    });

    test("a view is as fresh as the registry's last answer, also when that told nothing new", async (t) => {
      const { client, stop } = await world(t);
      const [menu, gateway] = [client(), client()];
      await menu.register(menuAt(4013));
      await until("found", sees(gateway, 1));
      for (let confirmation = 1; confirmation <= 3; confirmation++) {
        const { asOfMs } = gateway.view();
        await until("confirmed", () => gateway.view().asOfMs > asOfMs);
        assert.equal(gateway.view().source, "live");
      }
      await stop();
      await until("noticed", () => gateway.view().source === "disk", 10_000);
      const { asOfMs } = gateway.view();
      await new Promise((resolve) => setTimeout(resolve, quietMs * 3));
      assert.deepEqual(gateway.view(), { source: "disk", asOfMs });
    });

    test("nobody is missing while a process that was started from disk reads the registry", async (t) => {
      const { client, folder } = await world(t);
      const dataDir = folder();
      const [menu, order, before] = [client(), client(), client({ dataDir })];
      await menu.register(menuAt(4014));
      await order.register({ service: "order", host: "127.0.0.1", port: 4015, bootId: `boot${++boots}` });
      await until("both", () => before.services().length === 2);
      await before.close();
      const after = client({ dataDir });
      const heard: number[] = [];
      for (const service of ["menu", "order"]) after.watch(service, ({ length }) => heard.push(length));
      await until("read", () => after.view().source === "live");
      await after.refresh();
      assert.deepEqual(heard, [1, 1]);
    });
  });
}
