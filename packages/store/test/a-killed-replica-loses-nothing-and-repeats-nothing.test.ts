// long: a process is started and killed for each step
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { openStore } from "../src/open-store.ts";
import { effectsIn } from "./support/effects.ts";
import { orderIdOf } from "./support/sample-events.ts";
import { silentLog } from "./support/silent-log.ts";
import { type Replica, spawnReplica } from "./support/spawn-replica.ts";
import { closing, tempFolder } from "./support/temp-folder.ts";

/**
 * Two replicas of each service share a file. Each is told to die at a named step, the n-th time it reaches it;
 * whoever died is followed by the next of the line, the last two of which live.
 */
const lines = {
  owner: [
    "store.committing=kill#4",
    "relay.stamping=kill#2",
    "store.committed=kill#9",
    "relay.stamped=kill#2",
    "timers.handled=kill#2",
    "",
    "",
  ],
  consumer: ["consumer.handled=kill#3", "consumer.applied=kill#2", "store.committing=kill#3", "", ""],
};
type Role = keyof typeof lines;

const aggregates = 5;

test("kill -9 at each named step: every committed event takes effect once and in order", async (t) => {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  const files = { owner: join(folder.path, "order.db"), consumer: join(folder.path, "barista.db") };
  const running = new Set<Replica>();
  close(() => Promise.all([...running].map((replica) => replica.kill())));
  const killed: string[] = [];
  const owners = () => [...running].filter((replica) => replica.name.startsWith("owner") && replica.alive());
  const fillUp = async (role: Role) => {
    const mine = () => [...running].filter((replica) => replica.name.startsWith(role));
    for (const replica of mine().filter((one) => !one.alive())) {
      running.delete(replica);
      killed.push(replica.name);
    }
    while (mine().length < 2 && lines[role].length > 0) {
      const failpoints = lines[role].shift() ?? "";
      running.add(await spawnReplica({ name: `${role} ${failpoints}`, role, file: files[role], failpoints }));
    }
  };
  const keepTwo = async () => {
    await Promise.all([fillUp("owner"), fillUp("consumer")]);
    for (const replica of running) replica.tellPeers(owners().map((one) => one.url));
  };
  const toKill = [...lines.owner, ...lines.consumer].filter((failpoints) => failpoints !== "").length;
  const set: string[] = [];
  const versions = Array.from({ length: aggregates }, () => 0);
  const endsAt = performance.now() + 120_000;

  const afterwards = 10;
  let quiet = 0;
  for (let turn = 0; quiet < afterwards && performance.now() < endsAt; turn += 1) {
    await keepTwo();
    if (killed.length === toKill) quiet += 1;
    const by = owners();
    const publishing = versions.map((version, number) => {
      versions[number] = version + 1;
      return by[(turn + number) % by.length]?.ask({ kind: "publish", number, version: version + 1 });
    });
    const timer = 1_000 + turn;
    const scheduling = by[turn % by.length]?.ask({ kind: "schedule", number: timer });
    if ((await scheduling) === "done") set.push(`ring:${timer}`);
    // One version of an aggregate is committed before the next one is begun, as versions in the state see to.
    await Promise.all(publishing);
  }
  assert.equal(killed.length, toKill, `only these were killed: ${killed.join(", ")}`);

  const owner = await openStore(`sqlite://${files.owner}`, { log: silentLog, now: Date.now });
  close(() => owner.close());
  const consumer = await openStore(`sqlite://${files.consumer}`, { log: silentLog, now: Date.now });
  close(() => consumer.close());
  const placed = await owner.connection.collection<{ _id: string }>("placed").find().toArray();
  t.diagnostic(`${placed.length} orders were placed`);
  assert.ok(placed.length >= afterwards * aggregates, `only ${placed.length} were placed`);
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
