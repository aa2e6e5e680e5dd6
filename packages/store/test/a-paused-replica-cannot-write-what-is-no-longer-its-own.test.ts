import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "@siren/chassis/testing/until";
import { openStore, type Store } from "../src/open-store.ts";
import { effectsIn } from "./support/effects.ts";
import { silentLog } from "./support/silent-log.ts";
import { type Replica, spawnReplica } from "./support/spawn-replica.ts";
import { closing, tempFolder } from "./support/temp-folder.ts";

/**
 * A process that is stopped in the middle of a write keeps SQLite's lock on the file, and then all its replicas
 * wait for it, whoever holds a lease. That is not what is looked at here, so such a moment is not used.
 */
async function stopOutsideAWrite(replica: Replica, store: Store): Promise<number> {
  const probes = store.connection.collection<{ _id: string }>("probes");
  for (;;) {
    replica.process.kill("SIGSTOP");
    const stoppedAt = performance.now();
    const write = probes.updateOne({ _id: "probe" }, { $inc: { n: 1 } }, { upsert: true }).then(() => true);
    if (await Promise.race([write, pause(200, false)])) return stoppedAt;
    replica.process.kill("SIGCONT");
    await write;
  }
}

test("SIGSTOP of a lease holder: another takes over within a second, and the one that wakes writes nothing twice", async (t) => {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  const files = { owner: join(folder.path, "order.db"), consumer: join(folder.path, "barista.db") };
  const spawn = async (role: "owner" | "consumer", name: string) => {
    const replica = await spawnReplica({ name, role, file: files[role], failpoints: "" });
    close(() => replica.kill());
    return replica;
  };
  const replicas = await Promise.all([
    spawn("owner", "owner-0"),
    spawn("owner", "owner-1"),
    spawn("consumer", "consumer-0"),
    spawn("consumer", "consumer-1"),
  ]);
  const owners = replicas.slice(0, 2);
  for (const replica of replicas) replica.tellPeers(owners.map((owner) => owner.url));
  const owner = await openStore(`sqlite://${files.owner}`, { log: silentLog, now: Date.now });
  close(() => owner.close());
  const consumer = await openStore(`sqlite://${files.consumer}`, { log: silentLog, now: Date.now });
  close(() => consumer.close());
  const tokenOf = async (store: Store, lease: string): Promise<number> => {
    const leases = store.connection.collection<{ _id: string; token: number }>("_leases");
    return (await leases.findOne({ _id: lease }))?.token ?? 0;
  };
  const holderOf = async (store: Store, lease: string): Promise<Replica | undefined> => {
    const doc = await store.connection
      .collection<{ _id: string; holder: string }>("_leases")
      .findOne({ _id: lease });
    return replicas.find((replica) => replica.name === doc?.holder);
  };
  let published = 0;
  const publishBy = async (by: Replica | undefined) => {
    published += 1;
    const answer = await by?.ask({ kind: "publish", number: published, version: 1 });
    assert.equal(answer, "done", JSON.stringify(by?.logged.slice(-5)));
  };
  const allThere = () =>
    until(`${published} effects are there`, async () => (await effectsIn(consumer)).length >= published);

  for (const [store, lease] of [
    [owner, "relay"],
    [consumer, "hear:order"],
  ] as const) {
    const holder = await until(`somebody holds ${lease}`, () => holderOf(store, lease));
    const publisher = owners.find((replica) => replica !== holder);
    await publishBy(publisher);
    await allThere();

    const stoppedAt = await stopOutsideAWrite(holder, store);
    await publishBy(publisher);
    await until(`somebody else holds ${lease}`, async () => {
      const now = await holderOf(store, lease);
      return now !== holder && now;
    });
    const successorsToken = await tokenOf(store, lease);
    const takenAfterMs = performance.now() - stoppedAt;
    t.diagnostic(`${lease}: taken over after ${takenAfterMs.toFixed(0)} ms`);
    assert.ok(takenAfterMs < 1_300, `takeover took ${takenAfterMs} ms (1 s, and some for a busy machine)`);
    await allThere();

    holder.process.kill("SIGCONT");
    for (let i = 0; i < 10; i += 1) await publishBy(owners[i % 2]);
    await allThere();
    // On a starved machine the successor may lose the lease again, by the rules: then under a younger token.
    // Whoever woke up never has it back under the old one.
    const token = await tokenOf(store, lease);
    const isBack = (await holderOf(store, lease)) === holder;
    assert.ok(isBack ? token > successorsToken : token >= successorsToken, "an old token came back");
  }
  const effects = await effectsIn(consumer);
  assert.equal(effects.length, published);
  assert.equal(new Set(effects.map((effect) => effect.eventId)).size, published, "no effect came twice");
});
