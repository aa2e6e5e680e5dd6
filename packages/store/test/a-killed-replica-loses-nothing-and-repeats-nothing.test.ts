import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openStore } from "../src/open-store.ts";
import { effectsIn } from "./support/effects.ts";
import { orderIdOf } from "./support/sample-events.ts";
import { silentLog } from "./support/silent-log.ts";
import { type Replica, spawnReplica } from "./support/spawn-replica.ts";
import { closing, tempFolder } from "./support/temp-folder.ts";
import { until } from "./support/until.ts";

/** Two replicas each share a file; in every round one of them is killed at a named step, the n-th time. */
const rounds = [
  { role: "owner", failpoints: "store.committing=kill#4" },
  { role: "owner", failpoints: "store.committed=kill#4" },
  { role: "owner", failpoints: "relay.stamping=kill#2" },
  { role: "owner", failpoints: "relay.stamped=kill#2" },
  { role: "owner", failpoints: "timers.handled=kill#2" },
  { role: "consumer", failpoints: "consumer.handled=kill#3" },
  { role: "consumer", failpoints: "store.committing=kill#3" },
  { role: "consumer", failpoints: "consumer.applied=kill#2" },
] as const;

const aggregates = 5;

test("kill -9 at each named step: every committed event takes effect once and in order", async (t) => {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  const files = { owner: join(folder.path, "order.db"), consumer: join(folder.path, "barista.db") };
  const running = new Set<Replica>();
  close(() => Promise.all([...running].map((replica) => replica.kill())));
  const spawn = async (role: "owner" | "consumer", name: string, failpoints = "") => {
    const replica = await spawnReplica({ name, role, file: files[role], failpoints });
    running.add(replica);
    return replica;
  };
  const steady = { owner: await spawn("owner", "owner-0"), consumer: await spawn("consumer", "consumer-0") };
  const set: string[] = [];
  let timers = 0;
  const versions = Array.from({ length: aggregates }, () => 0);

  for (const [i, { role, failpoints }] of rounds.entries()) {
    // The armed one must be the one that works: the steady one of its role is killed and comes back after it.
    const armed = await spawn(role, `${role}-armed-${i}`, failpoints);
    await steady[role].kill();
    running.delete(steady[role]);
    const owners = () =>
      [...running].filter((replica) => replica.name.startsWith("owner") && replica.alive());
    const tellAll = () => {
      for (const replica of running) replica.tellPeers(owners().map((owner) => owner.url));
    };
    tellAll();
    const published: Promise<unknown>[] = [];
    const endsAt = performance.now() + 15_000;
    for (let n = 0; armed.alive() && performance.now() < endsAt; n += 1) {
      const number = n % aggregates;
      const owner = owners()[n % Math.max(1, owners().length)];
      if (owner) {
        versions[number] = (versions[number] ?? 0) + 1;
        published.push(owner.ask({ kind: "publish", number, version: versions[number] }));
      }
      if (number === 0 && owner) {
        timers += 1;
        const timer = timers;
        published.push(
          owner.ask({ kind: "schedule", number: 1_000 + timer }).then((answer) => {
            if (answer === "done") set.push(`ring:${1_000 + timer}`);
          }),
        );
      }
      // One version of an aggregate is committed before the next one is begun, as versions in the state see to.
      if (number === aggregates - 1) await Promise.all(published.splice(0));
    }
    await Promise.all(published);
    assert.ok(!armed.alive(), `${armed.name} never reached ${failpoints}`);
    running.delete(armed);
    steady[role] = await spawn(role, `${role}-${i + 1}`);
    tellAll();
  }

  const owner = await openStore(`sqlite://${files.owner}`, { log: silentLog, now: Date.now });
  close(() => owner.close());
  const consumer = await openStore(`sqlite://${files.consumer}`, { log: silentLog, now: Date.now });
  close(() => consumer.close());
  const placed = await owner.connection.collection<{ _id: string }>("placed").find().toArray();
  t.diagnostic(`${placed.length} orders were placed`);
  assert.ok(placed.length > 100, `only ${placed.length} were placed`);
  await until(
    `all ${placed.length} effects are there`,
    async () => (await effectsIn(consumer)).length >= placed.length,
    20_000,
  );
  const effects = await effectsIn(consumer);
  assert.deepEqual(
    effects.map((effect) => `${effect.aggregateId}:${effect.aggregateVersion}`).sort(),
    placed.map((order) => order._id).sort(),
    "what was committed is what took effect, each once",
  );
  for (let number = 0; number < aggregates; number += 1) {
    const inOrder = effects.filter((effect) => effect.aggregateId === orderIdOf(number));
    const seen = inOrder.map((effect) => effect.aggregateVersion);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
      `order of ${orderIdOf(number)}`,
    );
    const stream = await owner.eventLog.readStream(`member:${number}`, 0, 100_000);
    assert.deepEqual(
      stream.map((record) => record.n),
      inOrder.map((_, i) => i + 1),
      "streams have no gap",
    );
  }
  await until("no timer is left", async () => {
    const left = await owner.connection.collection("_timers").countDocuments();
    return left === 0;
  });
  const rung = (await effectsIn(owner)).map((effect) => effect.eventId);
  assert.equal(new Set(rung).size, rung.length, "no timer fired twice");
  assert.deepEqual(
    set.filter((timer) => !rung.includes(timer)),
    [],
    "each timer that was set has fired",
  );
  const page = await owner.feed.page({ after: 0, limit: 100_000, waitMs: 0 });
  assert.ok(page !== "gone");
  assert.deepEqual(
    page.events.map((event) => event.seq),
    effects.map((_, i) => i + 1),
    "the feed has no gap",
  );
});
