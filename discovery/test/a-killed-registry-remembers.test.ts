import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { asker, onlyInstance, validInstance } from "../src/testing/registry-on-a-socket.ts";

const main = new URL("../src/main.ts", import.meta.url).pathname;

async function folder(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), "discovery-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

function spawned(t: TestContext, env: Record<string, string>): ChildProcessWithoutNullStreams {
  const { NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [main], { env: { PORT: "0", NODE_COMPILE_CACHE, ...env } });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

async function started(t: TestContext, dataDir: string) {
  const child = spawned(t, { DATA_DIR: dataDir });
  const lines = createInterface(child.stdout);
  for await (const line of lines) {
    const { event, url } = JSON.parse(line) as { event: string; url?: string };
    if (event === "listening" && url) {
      child.stdout.resume();
      return { child, ask: asker(Number(new URL(url).port)) };
    }
  }
  throw new Error("it never listened");
}

const put = (ask: ReturnType<typeof asker>) =>
  ask("POST", "/eureka/apps/FOO", {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ instance: validInstance() }),
  });

test("killed, it comes back with everybody; told to stop, it ends by itself with 0", async (t) => {
  const dataDir = await folder(t);
  const first = await started(t, dataDir);
  assert.equal((await put(first.ask)).status, 204);
  const deadline = Date.now() + 10_000;
  while (!(await readFile(join(dataDir, "registry.snapshot"), "utf8").catch(() => "")).includes("i1")) {
    assert.ok(Date.now() < deadline, "the snapshot was never written");
    await pause(20);
  }
  first.child.kill("SIGKILL");
  await once(first.child, "exit");

  const second = await started(t, dataDir);
  const answer = await second.ask("GET", "/eureka/apps", { headers: { Accept: "application/json" } });
  assert.equal(onlyInstance(JSON.parse(answer.text)).instanceId, "i1");
  assert.equal((await second.ask("PUT", "/eureka/apps/FOO/i1")).status, 200);
  second.child.kill("SIGTERM");
  assert.deepEqual(await once(second.child, "exit"), [0, null]);
});

test("a start refused by its configuration is lines on stderr and exit code 78", async (t) => {
  const child = spawned(t, { HOST: "0.0.0.0" });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number];
  assert.equal(code, 78);
  assert.match(said, /^discovery: DATA_DIR is missing.*\ndiscovery: REGISTRY_CREDENTIALS is missing.*\n$/);
});
