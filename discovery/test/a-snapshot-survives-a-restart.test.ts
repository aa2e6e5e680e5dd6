import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readRegistration } from "../src/http/registration.ts";
import { Instances } from "../src/registry/instances.ts";
import { Keeper } from "../src/registry/keeper.ts";
import { Snapshot } from "../src/snapshot.ts";
import { drivenClock, validInstance } from "../src/testing/registry-on-a-socket.ts";

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "discovery-"));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

const clock = drivenClock();
const openInstances = () => new Instances({ now: clock.now, expiry: "exact" });
const registered = (instanceId: string) =>
  readRegistration({ instance: validInstance({ instanceId }) }, "FOO", clock.now());

async function restarted(t: TestContext) {
  const dataDir = await folder(t);
  const before = openInstances();
  before.register(registered("a"));
  before.register(registered("b"));
  before.setOverride("FOO", "b", "OUT_OF_SERVICE");
  await new Snapshot(dataDir).save(before.all());
  clock.pass(3_600_000);
  const loaded = await new Snapshot(dataDir).load(clock.now());
  assert.equal(loaded.kind, "loaded");
  const instances = openInstances();
  if (loaded.kind === "loaded") instances.restore(loaded.leases);
  const keeper = new Keeper(instances, { now: clock.now, random: () => 0, selfPreservation: true });
  const live = (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      clock.pass(1000);
      keeper.tick();
    }
  };
  const ids = () => instances.all().map(({ instance }) => instance.instanceId);
  return { before, instances, live, ids };
}

test("everything is back, overrides too, unconfirmed until it renews", async (t) => {
  const { before, instances } = await restarted(t);
  assert.deepEqual(
    instances.all().map(({ instance, override }) => ({ instance, override })),
    before.all().map(({ instance, override }) => ({ instance, override })),
  );
  assert.equal(instances.renew("FOO", "b").kind, "renewed");
  assert.deepEqual(
    instances.all().map(({ confirmed }) => confirmed),
    [false, true],
  );
});

test("who does not renew within its lease is forgotten, the cap and self-preservation notwithstanding", async (t) => {
  const { instances, live, ids } = await restarted(t);
  live(80);
  instances.renew("FOO", "b");
  assert.deepEqual(ids(), ["a", "b"]);
  live(20);
  assert.deepEqual(ids(), ["b"]);
});

test("while nobody at all is heard, everybody is kept", async (t) => {
  const { instances, live, ids } = await restarted(t);
  live(600);
  assert.deepEqual(ids(), ["a", "b"]);
  instances.renew("FOO", "a");
  live(1);
  assert.deepEqual(ids(), ["a"]);
});

test("a damaged snapshot is set aside, not read and not deleted", async (t) => {
  const dataDir = await folder(t);
  const snapshot = new Snapshot(dataDir);
  assert.deepEqual(await snapshot.load(1), { kind: "none" });
  const instances = openInstances();
  instances.register(registered("a"));
  await snapshot.save(instances.all());
  const file = join(dataDir, "registry.snapshot");
  const good = await readFile(file, "utf8");
  const damages = [
    good.replace("10.0.0.1", "10.0.0.9"),
    good.slice(0, -20),
    "",
    "{}\n[]",
    good.split("\n")[1]!,
  ];
  for (const [at, damaged] of damages.entries()) {
    await writeFile(file, damaged);
    const loaded = await snapshot.load(at);
    assert.deepEqual(loaded, { kind: "damaged", movedTo: `${file}.damaged-${at}` });
    assert.equal(await readFile(`${file}.damaged-${at}`, "utf8"), damaged);
  }
  assert.deepEqual(await snapshot.load(9), { kind: "none" });
});

test("saves that overlap end with the last, whole", async (t) => {
  const dataDir = await folder(t);
  const snapshot = new Snapshot(dataDir);
  const instances = openInstances();
  const saves = Array.from({ length: 20 }, (_, i) => {
    instances.register(registered(`i${i}`));
    return snapshot.save(instances.all());
  });
  await Promise.all(saves);
  const loaded = await snapshot.load(clock.now());
  assert.equal(loaded.kind === "loaded" && loaded.leases.length, 20);
  assert.deepEqual(await readdir(dataDir), ["registry.snapshot", "registry.snapshot.before"]);
  const file = join(dataDir, "registry.snapshot");
  await writeFile(file, "");
  const before = await snapshot.load(7);
  assert.equal(before.kind === "loaded" && before.movedTo, `${file}.damaged-7`);
  assert.equal(before.kind === "loaded" && before.leases.length, 19);
});
