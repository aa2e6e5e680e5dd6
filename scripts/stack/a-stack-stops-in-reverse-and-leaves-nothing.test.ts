import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { startStack } from "./stack.ts";
import { fakeRepository } from "./testing/fake-back-end.ts";

const fake = fakeRepository();
after(() => fake.remove());

const { options } = fake;

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function untilGone(pids: number[]): Promise<void> {
  const giveUpAt = Date.now() + 5_000;
  while (pids.some(isAlive)) {
    assert.ok(Date.now() < giveUpAt, "a process of the stack is still there");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("the gateway stops first and the registry last", async () => {
  const stack = await startStack({ ...options, dataDir: "orderly" });
  const pids = stack.processes().map((process) => process.pid ?? 0);
  await stack.stop();
  await untilGone(pids);
  const moments = readFileSync(join(stack.dataDir, "moments.txt"), "utf8").trim().split("\n");
  const stops = moments.filter((moment) => moment.startsWith("stopped"));
  assert.equal(stops.length, pids.length);
  assert.equal(stops[0], "stopped gateway");
  assert.equal(stops.at(-1), "stopped discovery");
});

test("a process that does not obey is killed, and the folder is free again", async () => {
  const said: string[] = [];
  const stack = await startStack({
    ...options,
    dataDir: "stubborn",
    only: ["discovery"],
    env: { discovery: { IGNORE_SIGTERM: "1" } },
    stopTimes: { wholeMs: 100, leastMs: 50, mostMs: 100 },
    say: (line) => said.push(line),
  });
  const pids = stack.processes().map((process) => process.pid ?? 0);
  await stack.stop();
  await untilGone(pids);
  assert.match(said.join("\n"), /discovery-0 did not stop within \d+ ms: killed/);
  const again = await startStack({ ...options, dataDir: "stubborn", only: ["discovery"] });
  await again.stop();
});

test("the processes end by themselves when the runner is killed, and its lock with them", async () => {
  const runner = fork(join(import.meta.dirname, "testing", "runner-to-be-killed.ts"), [fake.root, "killed"], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const [message] = await once(runner, "message");
  const { pids } = message as { pids: number[] };
  assert.equal(pids.length, 7);
  runner.kill("SIGKILL");
  await untilGone(pids);
  const next = await startStack({ ...options, dataDir: "killed", only: ["discovery"] });
  await next.stop();
});
