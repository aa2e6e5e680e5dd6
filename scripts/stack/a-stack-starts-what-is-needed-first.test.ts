import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Stack, startStack } from "./stack.ts";
import { fakeRepository } from "./testing/fake-back-end.ts";

const fake = fakeRepository();
let stack: Stack;

before(async () => {
  stack = await startStack({ ...fake.options, replicas: { order: 2 } });
});

after(async () => {
  await stack.stop();
  fake.remove();
});

async function environmentAt(url = ""): Promise<Record<string, string>> {
  return Object(await (await fetch(new URL("/env", url))).json());
}

test("the registry comes first and the gateway last", () => {
  const moments = readFileSync(join(stack.dataDir, "moments.txt"), "utf8").trim().split("\n");
  assert.equal(moments[0], "listening discovery");
  assert.equal(moments.at(-1), "listening gateway");
  assert.equal(moments.filter((moment) => moment === "listening order").length, 2);
});

test("each process is told its own keys, folder and registry, and nothing of ours besides", async () => {
  const first = await environmentAt(stack.process("order", 0).announcement?.url);
  const second = await environmentAt(stack.process("order", 1).announcement?.url);
  assert.equal(first.STORE, second.STORE);
  assert.notEqual(first.DATA_DIR, second.DATA_DIR);
  assert.equal(first.REGISTRY, `eureka:${stack.registryUrl}`);
  assert.match(first.IDENTITY_KEY_FILE ?? "", /identity-order\.jwk\.json$/);
  assert.equal(first.npm_execpath, undefined);
  assert.equal(first.TOKEN_KEY_FILE, undefined);
});

test("keys are private to this user, their public halves together in one file", async () => {
  const { IDENTITY_KEY_FILE = "", IDENTITY_PUBLIC_KEYS_FILE = "" } = await environmentAt(
    stack.process("member").announcement?.url,
  );
  assert.equal(statSync(IDENTITY_KEY_FILE).mode & 0o777, 0o600);
  const own = JSON.parse(readFileSync(IDENTITY_KEY_FILE, "utf8"));
  const { keys } = JSON.parse(readFileSync(IDENTITY_PUBLIC_KEYS_FILE, "utf8"));
  const published = keys.find((key: { kid: string }) => key.kid === "member");
  assert.deepEqual(published, { kty: "OKP", crv: "Ed25519", x: own.x, kid: "member" });
});

test("a replica can be added, killed and started again while the rest runs", async () => {
  const added = await stack.addReplica("menu");
  assert.equal(added.replica, 1);
  const before = stack.process("barista").pid;
  await stack.kill("menu", 1, "SIGKILL");
  await stack.restart("barista");
  assert.notEqual(stack.process("barista").pid, before);
  assert.equal(stack.process("barista").state, "listening");
});
