import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import net from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { makeKey, tempFolder, writeKeys } from "../test/people-world.ts";
import { until } from "./testing/until.ts";

type Child = {
  process: ChildProcess;
  out(): Record<string, unknown>[];
  errors(): string[];
  ended: Promise<number | string | null>;
  listening(): Promise<Record<string, unknown>>;
};

async function start(t: TestContext, given: Record<string, string | undefined> = {}): Promise<Child> {
  const folder = await tempFolder(t);
  const key = makeKey("order");
  const files = await writeKeys(folder, key, [key]);
  const env = {
    PATH: process.env.PATH,
    // What it is made of was compiled by the run that started us.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    CUPS: "3",
    DATA_DIR: join(folder, "data"),
    IDENTITY_KEY_FILE: files.identityKeyFile,
    IDENTITY_PUBLIC_KEYS_FILE: files.identityPublicKeysFile,
    REGISTRY: "eureka:http://127.0.0.1:1/eureka/",
    DRAIN_NOTICE_MS: "0",
    DRAIN_TIMEOUT_MS: "300",
    RUNNER_IPC: "1",
    ...given,
  };
  const child = fork(fileURLToPath(new URL("../test/runner-child.ts", import.meta.url)), {
    env,
    execArgv: [],
    silent: true,
  });
  t.after(() => child.kill("SIGKILL"));
  let out = "";
  let errors = "";
  child.stdout?.on("data", (chunk) => {
    out += String(chunk);
  });
  child.stderr?.on("data", (chunk) => {
    errors += String(chunk);
  });
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  const self: Child = {
    process: child,
    out: () => lines(out).map((line) => JSON.parse(line) as Record<string, unknown>),
    errors: () => lines(errors),
    // Not its `close`: that never comes once the parent has disconnected.
    ended: Promise.all([
      new Promise<number | string | null>((resolve) => child.on("exit", (code, by) => resolve(code ?? by))),
      new Promise((resolve) => child.stdout?.on("end", resolve)),
      new Promise((resolve) => child.stderr?.on("end", resolve)),
    ]).then(([code]) => code),
    async listening() {
      const line = () => self.out().find((one) => one.event === "listening");
      await until("it listens", line, 60_000);
      return line() ?? {};
    },
  };
  return self;
}

test("a configuration with faults: one line each, exit 78, nothing begun", async (t) => {
  const child = await start(t, { CUPS: "0", PORT: "x", DATA_DIR: undefined });
  assert.equal(await child.ended, 78);
  assert.deepEqual(child.out(), []);
  assert.deepEqual(
    child.errors().map((line) => line.split(" ").slice(0, 2).join(" ")),
    ["order: PORT", "order: DATA_DIR", "order: CUPS"],
  );
});

test("a key file that is missing, torn or another's: one line that names it, exit 78", async (t) => {
  const folder = await tempFolder(t);
  const torn = join(folder, "torn.json");
  await writeFile(torn, "{");
  const others = join(folder, "menu.json");
  await writeFile(others, JSON.stringify(makeKey("menu").privateJwk));
  for (const file of [join(folder, "none.json"), torn, others]) {
    const child = await start(t, { IDENTITY_KEY_FILE: file });
    assert.equal(await child.ended, 78);
    assert.equal(child.errors().length, 1, child.errors().join("\n"));
    assert.match(child.errors()[0] ?? "", /^order: IDENTITY_KEY_FILE /);
  }
});

test("a data folder that cannot be made: one line, exit 78", async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, "file"), "");
  const child = await start(t, { DATA_DIR: join(folder, "file", "data") });
  assert.equal(await child.ended, 78);
  assert.match(child.errors().join("\n"), /^order: DATA_DIR .* cannot be made: ENOTDIR$/);
});

test("a port in use: one line that names it, exit 78", async (t) => {
  const taken = net.createServer().listen(0, "127.0.0.1");
  t.after(() => taken.close());
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as net.AddressInfo;
  const child = await start(t, { PORT: String(port) });
  assert.equal(await child.ended, 78);
  assert.match(child.errors().join("\n"), new RegExp(`^order: .*EADDRINUSE.*:${port}$`));
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal}, even twice: a graceful stop, exit 0`, async (t) => {
    const child = await start(t);
    const { url } = await child.listening();
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    child.process.kill(signal);
    child.process.kill(signal);
    assert.equal(await child.ended, 0);
    assert.deepEqual(
      child.out().flatMap(({ event }) => (event === "draining" || event === "stopped" ? [event] : [])),
      ["draining", "stopped"],
    );
    assert.deepEqual(child.errors(), []);
  });
}

test("a runner that is gone: a graceful stop; without RUNNER_IPC it lives on", async (t) => {
  const child = await start(t);
  await child.listening();
  child.process.disconnect();
  assert.equal(await child.ended, 0);

  const free = await start(t, { RUNNER_IPC: "0" });
  const { url } = await free.listening();
  free.process.disconnect();
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  free.process.kill("SIGTERM");
  assert.equal(await free.ended, 0);
});

test("a signal while it is still starting ends it, and it never registers", async (t) => {
  const child = await start(t, { FAULT: "slow start" });
  await until("the stage has begun", () => child.out().some(({ event }) => event === "stage.begun"), 10_000);
  child.process.kill("SIGTERM");
  assert.equal(await child.ended, 0);
  const said = child.out().map(({ event }) => event);
  assert.deepEqual(
    [said.includes("stopped"), said.includes("listening"), said.includes("registered")],
    [true, false, false],
  );
});

test("a stage that cannot start, and an error that nobody caught: a log line, exit 70", async (t) => {
  const failing = await start(t, { FAULT: "start" });
  assert.equal(await failing.ended, 70);
  assert.equal(
    failing.out().find((line) => line.event === "start.failed")?.error,
    "the stage could not start",
  );
  const later = await start(t, { FAULT: "later" });
  assert.equal(await later.ended, 70);
  assert.equal(later.out().find((line) => line.event === "uncaught")?.error, "nobody caught this");
});

test("a stage that fails to stop does not keep the others from it; one that is stuck is cut off", async (t) => {
  const failing = await start(t, { FAULT: "failing stop" });
  await failing.listening();
  failing.process.kill("SIGTERM");
  assert.equal(await failing.ended, 0);
  assert.ok(failing.out().some((line) => line.event === "stage.not-stopped"));
  const stuck = await start(t, { FAULT: "stuck stop" });
  await stuck.listening();
  stuck.process.kill("SIGTERM");
  assert.equal(await stuck.ended, 70);
});
