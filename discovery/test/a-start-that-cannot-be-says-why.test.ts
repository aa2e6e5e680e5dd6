import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ConfigFault } from "@siren/chassis/config";
import { createDiscovery } from "../src/app.ts";
import { readDiscoveryConfig } from "../src/config.ts";
import { peersSetting } from "../src/peers/setting.ts";

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readDiscoveryConfig(env);
  } catch (fault) {
    assert.ok(fault instanceof ConfigFault);
    return fault.faults;
  }
  return [];
}

test("an address that others can reach needs credentials", () => {
  for (const host of ["0.0.0.0", "::", "10.1.2.3", "discovery", "127.evil.example"]) {
    const faults = faultsOf({ DATA_DIR: "x", HOST: host });
    assert.equal(faults.length, 1, host);
    assert.match(faults[0]!, /^REGISTRY_CREDENTIALS is missing/);
    assert.deepEqual(faultsOf({ DATA_DIR: "x", HOST: host, REGISTRY_CREDENTIALS: "a:b" }), []);
  }
  for (const host of ["127.0.0.1", "127.0.0.2", "localhost", "::1"]) {
    assert.deepEqual(faultsOf({ DATA_DIR: "x", HOST: host }), []);
  }
});

test("all faults are told at once, and no secret with them", () => {
  const faults = faultsOf({
    HOST: "0.0.0.0",
    PORT: "abc",
    EUREKA_LEASE_EXPIRY: "later",
    REGISTRY_CREDENTIALS: "swordfish",
  });
  assert.equal(faults.length, 4);
  assert.ok(!faults.join("\n").includes("swordfish"));
});

test("a data folder that cannot be written is named before anything listens", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "discovery-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await writeFile(join(dir, "file"), "");
  const config = readDiscoveryConfig({ DATA_DIR: join(dir, "file", "data"), PORT: "0" });
  await assert.rejects(createDiscovery({ config, now: Date.now, random: Math.random, sink: () => {} }), {
    name: "ConfigFault",
    message: /^DATA_DIR is not writable/,
  });
});

test("a file of peers that is not there costs no other peer, and is told once", async () => {
  const told: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), "siren-peers-"));
  const peersFile = join(folder, "peers");
  const peers = ["http://a:1/eureka/"];
  const listed = peersSetting({ peers, peersFile }, (reason) => told.push(reason));
  assert.deepEqual([await listed(), await listed()], [peers, peers]);
  await writeFile(peersFile, "http://b:1\nhttp://u:pa%ss@c:1 # to be written %25\n");
  assert.deepEqual(await listed(), [...peers, "http://b:1/eureka/"]);
  await rm(folder, { recursive: true });
  assert.deepEqual(await listed(), [...peers, "http://b:1/eureka/"], "what it had");
  assert.equal(told.length, 2);
});
