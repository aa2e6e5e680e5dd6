import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until as untilWithin } from "@siren/chassis/testing/until";
import { type cuttableProxy, cuttableProxy as proxyTo } from "../src/testing/cuttable-proxy.ts";
import { ownFolder, type WholeDiscovery, wholeDiscovery } from "../src/testing/discovery-process.ts";
import { registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

/** A busy machine takes its time; nothing here is a promise about time. */
const until = <T>(what: string, check: () => T | Promise<T>) => untilWithin(what, check, 45_000);
type Proxy = Awaited<ReturnType<typeof cuttableProxy>>;

/** Registries that know each other by a way that can be cut, told while they run. */
async function together(t: TestContext, count: number) {
  const folders = await Promise.all(Array.from({ length: count }, ownFolder));
  const peersFile = (place: number) => join(folders[place]!.path, "peers");
  const start = (place: number, port = 0) =>
    wholeDiscovery(
      { DATA_DIR: folders[place]!.path, EUREKA_PEERS_FILE: peersFile(place), EUREKA_PEERS_REFRESH_MS: "100" },
      port,
    );
  await Promise.all(folders.map((_, place) => writeFile(peersFile(place), "")));
  const registries = await Promise.all(folders.map((_, place) => start(place)));
  const ways: Proxy[][] = await Promise.all(
    registries.map(() => Promise.all(registries.map(({ port }) => proxyTo(port)))),
  );
  const meet = () =>
    Promise.all(
      registries.map((_, place) =>
        writeFile(
          peersFile(place),
          `# the others\n${ways[place]!.flatMap(({ port }, to) => (to === place ? [] : [`http://127.0.0.1:${port}/eureka/`])).join("\n")}\n`,
        ),
      ),
    );
  t.after(async () => {
    await Promise.all(registries.map((registry) => registry.stop()));
    await Promise.all(ways.flat().map((way) => way.close()));
    await Promise.all(folders.map((folder) => folder.remove()));
  });
  return {
    registries,
    meet,
    /** Cuts one off from all the others, both ways. */
    cutOff: (place: number, how: "none" | "refused" | "silent") => {
      for (const [from, line] of ways.entries())
        for (const [to, way] of line.entries()) if (from === place || to === place) way.cut(how);
    },
    restart: async (place: number) => {
      const { port } = registries[place]!;
      await registries[place]!.stop();
      registries[place] = await start(place, port);
    },
  };
}

const instance = (instanceId: string, changed = {}) =>
  validInstance({ instanceId, leaseInfo: { renewalIntervalInSecs: 1, durationInSecs: 30 }, ...changed });

const register = ({ ask }: WholeDiscovery, id: string, changed = {}) =>
  ask("POST", "/eureka/apps/FOO", {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ instance: instance(id, changed) }),
  });
const renew = async ({ ask }: WholeDiscovery, id: string) =>
  (await ask("PUT", `/eureka/apps/FOO/${id}?lastDirtyTimestamp=100`)).status;

const everywhere = (registries: readonly WholeDiscovery[], ids: readonly string[]) => async () => {
  const lists = await Promise.all(registries.map((registry) => registry.up("FOO")));
  return lists.every((list) => JSON.stringify(list) === JSON.stringify(ids));
};

test("what is done at one is done at the other: register, renew, override, metadata, cancel", async (t) => {
  const { registries, meet } = await together(t, 2);
  const [one, other] = registries as [WholeDiscovery, WholeDiscovery];
  await register(one, "before");
  await meet();
  await until("told of who was there before they met", everywhere(registries, ["before"]));
  await register(one, "i1");
  await until("registered", everywhere(registries, ["before", "i1"]));
  await one.ask("PUT", "/eureka/apps/FOO/i1/status?value=OUT_OF_SERVICE");
  await until("overridden", everywhere(registries, ["before"]));
  await one.ask("DELETE", "/eureka/apps/FOO/i1/status?value=UP");
  await until("override removed", everywhere(registries, ["before", "i1"]));
  await one.ask("PUT", "/eureka/apps/FOO/i1/metadata?colour=green");
  const read = async ({ ask }: WholeDiscovery) =>
    (await ask("GET", "/eureka/apps/FOO/i1", { headers: { Accept: "application/json" } })).text;
  await until("metadata", async () => (await read(other)).includes('"colour":"green"'));
  const renewedAt = async () => Number(/"lastRenewalTimestamp":(\d+)/.exec(await read(other))?.[1]);
  const before = await renewedAt();
  await until("renewed", async () => {
    assert.equal(await renew(one, "i1"), 200);
    return (await renewedAt()) > before;
  });
  await one.ask("DELETE", "/eureka/apps/FOO/i1");
  await until("cancelled", everywhere(registries, ["before"]));
});

test("one of three is cut off, goes on by itself, and knows everything once it is back", async (t) => {
  const { registries, meet, cutOff } = await together(t, 3);
  const [first, second, third] = registries as [WholeDiscovery, WholeDiscovery, WholeDiscovery];
  await meet();
  await register(first, "a");
  await register(second, "b");
  await until("all know both", everywhere(registries, ["a", "b"]));
  for (const how of ["refused", "silent"] as const) {
    const [mine, theirs] = [`c-${how}`, `d-${how}`];
    cutOff(2, how);
    await register(third, mine);
    await register(first, theirs);
    await second.ask("DELETE", "/eureka/apps/FOO/b");
    await until("the two agree", async () => (await second.up("FOO")).includes(theirs));
    assert.ok(!(await second.up("FOO")).includes(mine));
    assert.ok(!(await third.up("FOO")).includes(theirs));
    cutOff(2, "none");
    await until("they are told", async () => {
      await Promise.all([renew(first, "a"), renew(first, theirs), renew(third, mine)]);
      const lists = await Promise.all(registries.map((registry) => registry.up("FOO")));
      return lists.every((list) => list.includes(mine) && list.includes(theirs) && !list.includes("b"));
    });
    for (const id of [mine, theirs]) await first.ask("DELETE", `/eureka/apps/FOO/${id}`);
    await register(second, "b");
    await until("as before", everywhere(registries, ["a", "b"]));
  }
});

test("one that starts again learns what it slept through before it answers", async (t) => {
  const { registries, meet, restart } = await together(t, 2);
  await meet();
  await register(registries[0]!, "a");
  await until("both", everywhere(registries, ["a"]));
  const { port } = registries[1]!;
  await registries[1]!.stop();
  await register(registries[0]!, "b");
  await registries[0]!.ask("PUT", "/eureka/apps/FOO/a/status?value=OUT_OF_SERVICE");
  await restart(1);
  assert.equal(registries[1]!.port, port);
  assert.deepEqual(await registries[1]!.up("FOO"), ["b"]);
});

test("a late answer of a peer does not bring back who was cancelled meanwhile", async (t) => {
  let asked = 0;
  let list = () => {};
  const listed = validInstance({
    leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90, registrationTimestamp: 1_700_000_000_000 },
  });
  const stays = { ...listed, instanceId: "stays" };
  const peer = http.createServer((req, res) => {
    req.resume();
    if (req.method === "POST") return void res.end(JSON.stringify({ responseList: [] }));
    if (++asked === 1) return void res.writeHead(503).end();
    const application = [{ name: "FOO", instance: [listed, stays] }];
    list = () => {
      if (!res.writableEnded) res.end(JSON.stringify({ applications: { application } }));
    };
  });
  peer.listen(0, "127.0.0.1");
  await once(peer, "listening");
  const folder = await ownFolder();
  const registry = await wholeDiscovery({
    DATA_DIR: folder.path,
    EUREKA_PEERS: `http://127.0.0.1:${(peer.address() as AddressInfo).port}/eureka/`,
    EUREKA_PEERS_REFRESH_MS: "100",
  });
  t.after(async () => {
    await registry.stop();
    peer.closeAllConnections();
    peer.close();
    await folder.remove();
  });
  await register(registry, "i1");
  await until("asked again", () => asked > 1);
  await registry.ask("DELETE", "/eureka/apps/FOO/i1");
  list();
  await until("read", async () => {
    // Whoever was not answered in time asks again.
    list();
    return registry.said("peer.synced");
  });
  assert.deepEqual(await registry.up("FOO"), ["stays"]);
});

test("a registry that is given its own address as a peer finds out", async (t) => {
  const folder = await ownFolder();
  const file = join(folder.path, "peers");
  await writeFile(file, "");
  const self = await wholeDiscovery({
    DATA_DIR: folder.path,
    EUREKA_PEERS_FILE: file,
    EUREKA_PEERS_REFRESH_MS: "100",
  });
  const roundabout = await proxyTo(self.port);
  t.after(async () => {
    await self.stop();
    await roundabout.close();
    await folder.remove();
  });
  await writeFile(file, `http://localhost:${self.port}/eureka,http://127.0.0.1:${roundabout.port}/`);
  await register(self, "a");
  await until("found out", () => self.said("peer.is-self"));
  assert.equal(await renew(self, "a"), 200);
  assert.deepEqual(await self.up("FOO"), ["a"]);
});

const batch = (
  discovery: Awaited<ReturnType<typeof registryOnASocket>>,
  list: unknown,
  path = "/eureka/v2",
) =>
  discovery.ask("POST", `${path}/peerreplication/batch/`, {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ replicationList: list }),
  });

test("a batch is answered item by item, in order, whatever is wrong with one of them", async () => {
  await using discovery = await registryOnASocket();
  const performed: string[] = [];
  discovery.operations.onPerformed(({ action, origin }) => performed.push(`${action} ${origin}`));
  const head = { appName: "FOO", id: "i1" };
  const answer = await batch(discovery, [
    { ...head, action: "Register", lastDirtyTimestamp: 100, status: "UP", instanceInfo: validInstance() },
    { ...head, id: "nobody", action: "Heartbeat", lastDirtyTimestamp: "100" },
    { ...head, id: "nobody", action: "Cancel" },
    { ...head, action: "Heartbeat", lastDirtyTimestamp: 100 },
    { ...head, action: "Heartbeat", lastDirtyTimestamp: 50 },
    { ...head, action: "StatusUpdate", status: "OUT_OF_SERVICE", lastDirtyTimestamp: 100 },
    { ...head, action: "StatusUpdate", status: "SLEEPING" },
    { ...head, action: "DeleteStatusOverride", status: "UP", lastDirtyTimestamp: 101 },
    { ...head, action: "Register", instanceInfo: { nonsense: true } },
    { ...head, action: "Dance" },
    null,
    { ...head, action: "Cancel" },
  ]);
  assert.equal(answer.status, 200);
  const { responseList } = JSON.parse(answer.text) as {
    responseList: {
      statusCode: number;
      responseEntity?: { instanceId: string; lastDirtyTimestamp: string };
    }[];
  };
  assert.deepEqual(
    responseList.map(({ statusCode }) => statusCode),
    [200, 404, 404, 200, 409, 200, 500, 200, 200, 500, 500, 200],
  );
  const { instanceId, lastDirtyTimestamp } = responseList[4]!.responseEntity!;
  assert.deepEqual([instanceId, lastDirtyTimestamp], ["i1", "100"]);
  assert.ok(performed.length >= 5 && performed.every((one) => one.endsWith(" peer")), String(performed));
  assert.deepEqual(discovery.instances.all(), []);
});

test("an override that was taken off here is not brought back by who was not told yet", async () => {
  await using discovery = await registryOnASocket();
  await discovery.register(validInstance());
  const status = "/eureka/apps/FOO/i1/status";
  await discovery.ask("PUT", `${status}?value=OUT_OF_SERVICE`);
  await discovery.ask("DELETE", `${status}?value=UP`);
  const head = { appName: "FOO", id: "i1" };
  const carried = { status: "OUT_OF_SERVICE", overriddenStatus: "OUT_OF_SERVICE", lastDirtyTimestamp: 200 };
  const shown = () => {
    const { instance } = discovery.instances.find("FOO", "i1")!;
    return [instance.lastDirtyTimestamp, instance.status, instance.overriddenStatus];
  };
  await batch(discovery, [{ ...head, action: "Register", instanceInfo: validInstance(carried) }]);
  assert.deepEqual(shown(), [200, "UP", "UNKNOWN"]);
  await batch(discovery, [{ ...head, action: "Heartbeat", ...carried, lastDirtyTimestamp: 300 }]);
  assert.deepEqual(shown(), [200, "UP", "UNKNOWN"]);
  await batch(discovery, [{ ...head, action: "StatusUpdate", status: "OUT_OF_SERVICE" }]);
  assert.deepEqual(shown(), [200, "OUT_OF_SERVICE", "OUT_OF_SERVICE"]);
});

test("what is no batch is refused", async () => {
  await using discovery = await registryOnASocket();
  for (const list of [undefined, null, {}, "x", Array.from({ length: 10_001 }, () => 0)]) {
    assert.equal((await batch(discovery, list, "/eureka")).status, 400);
  }
  const broken = await discovery.ask("POST", "/eureka/peerreplication/batch", { body: "{" });
  assert.deepEqual([broken.status, broken.text], [400, ""]);
});
