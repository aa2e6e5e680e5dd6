import assert from "node:assert/strict";
import http from "node:http";
import { type TestContext, test } from "node:test";
import { until as untilWithin } from "@siren/chassis/testing/until";
import {
  type registryOnASocket,
  registryOnASocket as start,
  validInstance,
} from "../src/testing/registry-on-a-socket.ts";
import { readStream } from "../src/testing/stream-reader.ts";

/** A busy machine takes its time; nothing here is a promise about time. */
const until = <T>(what: string, check: () => T | Promise<T>) => untilWithin(what, check, 45_000);
const changes = "/eureka/push/changes";
type Discovery = Awaited<ReturnType<typeof registryOnASocket>>;

async function streamOf(t: TestContext, { port }: Discovery, path = changes, headers = {}) {
  const stream = await readStream(port, path, headers);
  t.after(stream.close);
  return stream;
}

const told = (stream: Awaited<ReturnType<typeof readStream>>) =>
  stream.events
    .filter(({ event }) => event !== "stream")
    .map(({ event, data }) => `${event} ${(data as { id?: string }).id ?? ""}`.trim());

const post = (discovery: Discovery, path: string, body: unknown) =>
  discovery.ask("POST", path, {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

test("a watcher hears each change with the instance, and heartbeats meanwhile", async (t) => {
  await using discovery = await start();
  const stream = await streamOf(t, discovery);
  await discovery.register(validInstance());
  await discovery.ask("PUT", "/eureka/apps/FOO/i1/status?value=OUT_OF_SERVICE");
  await discovery.ask("PUT", "/eureka/apps/FOO/i1");
  await discovery.ask("DELETE", "/eureka/apps/FOO/i1");
  await until("all of it", () => stream.events.length === 4);
  assert.deepEqual(told(stream), ["registered i1", "status i1", "cancelled i1"]);
  const { app, instance } = stream.events[2]?.data as { app: string; instance: Record<string, unknown> };
  assert.deepEqual([app, instance.status, instance.hostName], ["FOO", "OUT_OF_SERVICE", "h1"]);
  discovery.push.tick();
  await until("a heartbeat", () => stream.heartbeats() === 1);
});

test("who comes back with its last id hears what it missed; an id that says nothing means reading anew", async (t) => {
  await using discovery = await start();
  const first = await streamOf(t, discovery);
  await discovery.register(validInstance());
  await until("told", () => first.events.length === 2);
  first.close();
  await discovery.register(validInstance({ instanceId: "i2" }));
  await discovery.ask("DELETE", "/eureka/apps/FOO/i1");

  const back = await streamOf(t, discovery, changes, { "Last-Event-ID": first.events[1]?.id });
  await until("replayed", () => back.events.length === 3);
  assert.deepEqual(told(back), ["registered i2", "cancelled i1"]);

  const upToDate = await streamOf(t, discovery, changes, { "Last-Event-ID": back.events[2]?.id });
  const stranger = await streamOf(t, discovery, changes, { "Last-Event-ID": "another-7" });
  await until("both opened", () => upToDate.events.length === 1 && stranger.events.length === 2);
  assert.deepEqual([told(upToDate), told(stranger)], [[], ["reset"]]);
  await discovery.register(validInstance({ instanceId: "i3" }));
  await until("goes on", () => upToDate.events.length === 2 && stranger.events.length === 3);
});

test("a reader that does not read is cut off and costs no more than what may wait for it", async (t) => {
  await using discovery = await start({ push: { limits: { waitingBytes: 20_000 } } });
  const slow = await streamOf(t, discovery);
  const quick = await streamOf(t, discovery);
  slow.pause();
  const big = validInstance({ metadata: { padding: "x".repeat(30_000) } });
  let count = 0;
  await until("cut off", async () => {
    if (count < 2_000) await discovery.register({ ...big, lastDirtyTimestamp: String(++count) });
    return discovery.push.changes.watchers === 1;
  });
  await until("the quick one has it all", () => quick.events.length === count + 1);
});

test("presence streams for ids that are not registered are refused, two thousand of them", async (t) => {
  await using discovery = await start();
  await discovery.register(validInstance());
  for (let lot = 0; lot < 40; lot++) {
    const asked = Array.from({ length: 50 }, (_, place) =>
      discovery.ask("GET", `/eureka/push/presence/FOO/nobody-${lot}-${place}`),
    );
    for (const { status } of await Promise.all(asked)) assert.equal(status, 404);
  }
  const other = await discovery.ask("GET", "/eureka/push/presence/FOO/i1", {
    headers: { "Sec-Fetch-Site": "cross-site" },
  });
  assert.equal(other.status, 403);
  assert.equal((await discovery.ask("HEAD", "/eureka/push/presence/FOO/i1")).status, 405);
  assert.equal(discovery.push.presence.streams, 0);
  const held = await streamOf(t, discovery, "/eureka/push/presence/foo/i1");
  await until("opened", () => held.events.length === 1);
  assert.equal(discovery.push.presence.streams, 1);
  assert.equal(discovery.instances.all().length, 1);
});

test("one address holds so many streams and no more", async (t) => {
  await using discovery = await start({ push: { limits: { perAddress: 2 } } });
  await discovery.register(validInstance());
  const first = await streamOf(t, discovery);
  await streamOf(t, discovery, "/eureka/push/presence/FOO/i1");
  const refused = await discovery.ask("GET", changes);
  assert.deepEqual([refused.status, refused.headers["retry-after"], refused.text], [429, "5", ""]);
  first.close();
  await until("room again", async () => {
    const again = await streamOf(t, discovery);
    return again.status === 200;
  });
});

test("a killed instance is gone after its grace; one that froze first goes with its lease", async (t) => {
  await using discovery = await start();
  for (const instanceId of ["killed", "frozen"]) await discovery.register(validInstance({ instanceId }));
  const present = () => discovery.instances.all().map(({ instance }) => instance.instanceId);
  const killed = await streamOf(t, discovery, "/eureka/push/presence/FOO/killed");
  const frozen = await streamOf(t, discovery, "/eureka/push/presence/FOO/frozen");
  await until("both opened", () => killed.events.length + frozen.events.length === 2);
  discovery.clock.pass(4_000);
  discovery.push.tick();
  await until("pinged", () => killed.events.length + frozen.events.length === 4);
  await post(discovery, "/eureka/push/ack", { stream: killed.streamId(), ping: killed.events[1]?.data });
  discovery.clock.pass(7_000);
  killed.close();
  frozen.close();
  await until("both closed", () => discovery.push.presence.streams === 0);
  discovery.clock.pass(1_000);
  discovery.hurry();
  assert.deepEqual(present(), ["frozen"]);
});

test("whoever leaves hears when every watcher has seen it", async (t) => {
  await using discovery = await start();
  await discovery.register(validInstance());
  const watchers = [await streamOf(t, discovery), await streamOf(t, discovery)];
  // A page that only looks on: nobody waits for it.
  await streamOf(t, discovery);
  for (const watcher of watchers) {
    await until("opened", () => watcher.events.length === 1);
    const ack = { stream: watcher.streamId(), cursor: watcher.events[0]?.id };
    assert.equal((await post(discovery, "/eureka/push/ack", ack)).status, 204);
  }
  const ask = "/eureka/push/seen/FOO/i1?status=OUT_OF_SERVICE&waitMs=5000";
  const asked = discovery.ask("GET", ask);
  await discovery.ask("PUT", "/eureka/apps/FOO/i1/status?value=OUT_OF_SERVICE");
  for (const watcher of watchers) {
    await until("told", () => watcher.events.length === 2);
    const ack = { stream: watcher.streamId(), cursor: watcher.events[1]?.id };
    assert.equal((await post(discovery, "/eureka/push/ack", ack)).status, 204);
  }
  assert.deepEqual(JSON.parse((await asked).text), { watchers: 2, behind: 0 });
  const late = discovery.ask("GET", ask.replace("OUT_OF_SERVICE", "DOWN"));
  await until("it waits", () => {
    discovery.hurry();
    return Promise.race([late.then(() => true), new Promise((resolve) => setTimeout(resolve, 5, false))]);
  });
  assert.deepEqual(JSON.parse((await late).text), { watchers: 2, behind: 2 });
});

test("who waits until it is seen counts as a stream does, and who hangs up is forgotten", async (t) => {
  await using discovery = await start({ push: { limits: { perAddress: 2 } } });
  await discovery.register(validInstance());
  const path = "/eureka/push/seen/FOO/i1?status=DOWN&waitMs=5000";
  const waiting = [1, 2].map(() => {
    const request = http.get({ host: "127.0.0.1", port: discovery.port, path, agent: false });
    request.on("error", () => {});
    t.after(() => request.destroy());
    return request;
  });
  await until("both wait", () => discovery.delayed() === 2);
  assert.equal((await discovery.ask("GET", path)).status, 429);
  for (const request of waiting) request.destroy();
  await until("forgotten", () => discovery.delayed() === 0);
  assert.equal((await discovery.ask("GET", path.replace("5000", "0"))).status, 200);
});

test("what is no acknowledgement is refused", async () => {
  await using discovery = await start();
  const codes = [];
  for (const body of [{}, [], "x", { stream: 1, ping: 1 }, { stream: "s" }, { stream: "s", ping: "1" }]) {
    codes.push((await post(discovery, "/eureka/push/ack", body)).status);
  }
  assert.deepEqual(codes, [400, 400, 400, 400, 400, 400]);
  assert.equal((await post(discovery, "/eureka/push/ack", { stream: "s", ping: 1 })).status, 404);
  assert.equal(
    (await post(discovery, "/eureka/push/ack", { stream: "x".repeat(5_000), ping: 1 })).status,
    413,
  );
  assert.equal((await discovery.ask("GET", "/eureka/push/seen/FOO/i1?status=X&waitMs=1")).status, 400);
  assert.equal((await discovery.ask("GET", "/eureka/push/seen/FOO/i1?status=UP&waitMs=60001")).status, 400);
});
