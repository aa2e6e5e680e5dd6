import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, test } from "node:test";
import { readRegistration } from "../src/http/registration.ts";
import { Burials } from "../src/peers/burials.ts";
import {
  isNameOfSeveral,
  isOwn,
  listedPeers,
  peerUrl,
  resolvePeers,
  withoutCredentials,
} from "../src/peers/peer-addresses.ts";
import { MAX_ITEMS, MAX_PENDING, MAX_PENDING_BYTES, PeerQueue } from "../src/peers/peer-queue.ts";
import { overrideTask, registerTask, type Task } from "../src/peers/task.ts";
import { Instances } from "../src/registry/instances.ts";
import { validInstance } from "../src/testing/registry-on-a-socket.ts";
import { createLater } from "../src/timers.ts";

const task = (action: Task["action"], id = "i1", changed: Partial<Task> = {}): Task => ({
  ...{ app: "FOO", id, action, dueAt: 500, expiresAt: 30_000, item: { action }, bytes: 100 },
  ...changed,
});
const queueOf = (...tasks: Task[]) => {
  const queue = new PeerQueue();
  for (const one of tasks) queue.add(one);
  return queue;
};
const said = (queue: PeerQueue, now = 1_000) =>
  queue.take(now).tasks.map(({ action, id }) => `${action} ${id}`);

describe("what is to be told to a peer", () => {
  test("the newest of a kind takes the place of the one before, and does not put it off", () => {
    const queue = queueOf(
      task("Heartbeat", "a", { dueAt: 500 }),
      task("Heartbeat", "b", { dueAt: 600 }),
      task("Heartbeat", "a", { dueAt: 900 }),
    );
    assert.equal(queue.size, 2);
    assert.equal(queue.dueInMs(100), 400);
    assert.deepEqual(said(queue), ["Heartbeat a", "Heartbeat b"]);
    assert.equal(queue.dueInMs(100), undefined);
  });

  test("a cancel ends what was to be said of that life, and a new registration ends the cancel", () => {
    const queue = queueOf(task("Register"), task("Heartbeat"), task("StatusUpdate"), task("Cancel"));
    queue.add(task("Heartbeat", "i2"));
    queue.add(task("Register"));
    assert.deepEqual(said(queue), ["Heartbeat i2", "Register i1"]);
    assert.deepEqual(said(queueOf(task("Register"), task("Cancel"))), ["Cancel i1"]);
    assert.deepEqual(said(queueOf(task("StatusUpdate"), task("DeleteStatusOverride"))), [
      "DeleteStatusOverride i1",
    ]);
  });

  test("what could not be told comes first again, unless something newer was said", () => {
    const queue = queueOf(task("Register", "a"), task("Heartbeat", "b"), task("Heartbeat", "c"));
    const { tasks } = queue.take(1_000);
    queue.add(task("Register", "d"));
    queue.add(task("Cancel", "a"));
    queue.add(task("Heartbeat", "c"));
    queue.putBack(tasks);
    assert.deepEqual(said(queue), ["Heartbeat b", "Register d", "Cancel a", "Heartbeat c"]);
  });

  test("what is too late is not told, and is counted", () => {
    const queue = queueOf(task("Register", "a", { expiresAt: 900 }), task("Cancel", "b"));
    const { tasks, expired } = queue.take(1_000);
    assert.deepEqual([tasks.length, expired.length, queue.size], [1, 1, 0]);
  });

  test("an operator's word waits for an hour, also the one that takes an override off", () => {
    const instances = new Instances({ now: () => 0, expiry: "exact" });
    const lease = instances.register(readRegistration({ instance: validInstance() }, "FOO", 0));
    const set = instances.setOverride("FOO", "i1", "OUT_OF_SERVICE") ?? lease;
    const words = [overrideTask(set, 0), overrideTask(lease, 0)];
    assert.deepEqual(
      words.map(({ action, item }) => `${action} ${String(item.status)}`),
      ["StatusUpdate OUT_OF_SERVICE", "DeleteStatusOverride UP"],
    );
    const { tasks, expired } = queueOf(registerTask(lease, 0), words[1]!).take(3_599_999);
    assert.deepEqual(
      [tasks, expired].map((some) => some.map(({ action }) => action)),
      [["DeleteStatusOverride"], ["Register"]],
    );
    assert.equal(queueOf(words[0]!).take(3_600_000).expired.length, 1);
  });

  test("is told outside of the request that put it off", async () => {
    const requests = new AsyncLocalStorage<string>();
    const { later } = createLater(() => 0);
    const seen = await new Promise((resolve) => {
      requests.run("r1", () => later(1, () => resolve(requests.getStore())));
    });
    assert.equal(seen, undefined);
  });

  test("a batch has an end, by number and by size, and so has the queue", () => {
    const queue = new PeerQueue();
    for (let place = 0; place < MAX_PENDING; place++)
      assert.deepEqual(queue.add(task("Heartbeat", `i${place}`)), []);
    assert.equal(queue.add(task("Heartbeat", "one more"))[0]?.id, "i0");
    assert.equal(queue.size, MAX_PENDING);
    assert.equal(queue.dueInMs(0), 0);
    const { tasks } = queue.take(0);
    assert.deepEqual([tasks.length, tasks[0]?.id], [MAX_ITEMS, "i1"]);
    const item = { metadata: "x".repeat(300_000) };
    const big = queueOf(...["a", "b", "c", "d"].map((id) => task("Register", id, { item })));
    assert.deepEqual(said(big), ["Register a", "Register b", "Register c"]);
    assert.deepEqual(said(big), ["Register d"]);
    const heavy = new PeerQueue();
    const dropped = ["a", "b", "b", "c", "d"].map((id) =>
      heavy.add(task("Register", id, { bytes: MAX_PENDING_BYTES / 3 })).map((one) => one.id),
    );
    assert.deepEqual(dropped, [[], [], [], [], ["a"]]);
    const { tasks: taken } = heavy.take(0);
    assert.deepEqual(
      taken.map(({ id }) => id),
      ["b", "c", "d"],
    );
    heavy.putBack(taken);
    assert.equal(heavy.add(task("Cancel", "e"))[0]?.id, "b");
  });
});

describe("a registration that a peer sent before it was told of the end", () => {
  const now = 1_700_000_000_000;
  const instances = new Instances({ now: () => now, expiry: "exact" });
  const described = (lastDirtyTimestamp: number) =>
    readRegistration({ instance: validInstance({ lastDirtyTimestamp }) }, "FOO", now);
  const { instance } = instances.register(described(100));

  test("is a ghost's for a minute after a cancel, and for five seconds after a broken stream", () => {
    const burials = new Burials();
    burials.bury(instance, "cancelled", now);
    assert.ok(burials.isGhost(described(100), 0, now + 59_999));
    assert.ok(!burials.isGhost(described(100), 0, now + 60_000));
    burials.bury(instance, "gone", now);
    assert.ok(burials.isGhost(described(99), now - 1, now + 4_999));
    assert.ok(!burials.isGhost(described(99), now - 1, now + 5_000));
  });

  test("is no longer known for one when ten thousand others left after it", () => {
    const burials = new Burials();
    const named = (place: number) => ({ ...instance, instanceId: `n${place}` });
    for (let place = 0; place <= 10_000; place++) burials.bury(named(place), "cancelled", now);
    const known = [0, 1_000, 1_001, 10_000].map((place) => burials.isGhost(named(place), 0, now));
    assert.deepEqual(known, [false, false, true, true]);
  });

  test("is a new life's when it is newer, or was taken later", () => {
    const burials = new Burials();
    burials.bury(instance, "cancelled", now);
    assert.ok(!burials.isGhost(described(101), 0, now + 1));
    assert.ok(!burials.isGhost(described(100), now + 1, now + 2));
    assert.ok(!burials.isGhost({ ...described(100), instanceId: "i2" }, 0, now + 1));
  });
});

describe("the addresses of peers", () => {
  const own = { port: 8761, hosts: new Set(["127.0.0.1", "localhost", "10.0.0.1"]) };
  const none = async () => [];

  test("are read with a slash at the end, from lines and commas, and without what is none", () => {
    assert.equal(peerUrl("http://a:1/eureka"), "http://a:1/eureka/");
    assert.equal(peerUrl("http://a"), "http://a/eureka/");
    assert.equal(peerUrl("https://n:p@a/eureka/v2/"), "https://n:p@a/eureka/v2/");
    for (const none of ["", "a:1", "ftp://a", "http://a/?b", "http:///"])
      assert.equal(peerUrl(none), undefined);
    assert.deepEqual(listedPeers("# ours\nhttp://a, http://b # two\n\n"), ["http://a", "http://b"]);
    assert.equal(withoutCredentials("http://n:p@a/eureka/"), "http://a/eureka/");
  });

  test("leave out our own, by host and port together", async () => {
    assert.ok(isOwn("http://localhost:8761/eureka/", own));
    assert.ok(!isOwn("http://localhost:8771/eureka/", own));
    const listed = ["http://127.0.0.1:8761/eureka/", "http://127.0.0.1:8771/eureka/"];
    assert.deepEqual(await resolvePeers(listed, own, none, new Map()), ["http://127.0.0.1:8771/eureka/"]);
  });

  test("are not ourselves for ever because a name of several led back here once", async () => {
    const several = async () => ["10.0.0.1", "10.0.0.2"];
    assert.ok(await isNameOfSeveral("https://named:8761/eureka/", several));
    assert.ok(!(await isNameOfSeveral("https://named:8761/eureka/", async () => ["10.0.0.1"])));
    assert.ok(!(await isNameOfSeveral("https://10.0.0.1:8761/eureka/", several)));
  });

  test("are one for each address of a name, and stay while the name cannot be looked up", async () => {
    const known = new Map<string, readonly string[]>();
    const listed = ["http://n:p@registries:8761/eureka/", "https://named:8761/eureka/"];
    const first = await resolvePeers(listed, own, async () => ["10.0.0.1", "10.0.0.2", "fd00::1"], known);
    const expected = [
      "http://n:p@10.0.0.2:8761/eureka/",
      "http://n:p@[fd00::1]:8761/eureka/",
      "https://named:8761/eureka/",
    ];
    assert.deepEqual(first, expected);
    const away = () => Promise.reject(new Error("no name server"));
    assert.deepEqual(await resolvePeers(listed, own, away, known), expected);
    assert.deepEqual(await resolvePeers(listed, own, async () => ["10.0.0.3"], known), [
      "http://n:p@10.0.0.3:8761/eureka/",
      "https://named:8761/eureka/",
    ]);
  });
});
