import assert from "node:assert/strict";
import { after, test } from "node:test";
import { nextPauseMs } from "./restart-pause.ts";
import { startStack } from "./stack.ts";
import { fakeRepository } from "./testing/fake-back-end.ts";

const fake = fakeRepository();
after(() => fake.remove());

const { options } = fake;

test("pauses double up to ten seconds and begin anew after a healthy minute", () => {
  const pauses: number[] = [];
  for (let pause = 0; pauses.length < 7; pauses.push(pause)) pause = nextPauseMs(pause, 1_000);
  assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  assert.equal(nextPauseMs(8_000, 60_000), 500);
});

test("what crashes is started again, with a line that says so", async () => {
  const said: string[] = [];
  const stack = await startStack({
    ...options,
    dataDir: "crash",
    only: ["discovery", "menu"],
    say: (line) => said.push(line),
  });
  const menu = stack.process("menu");
  const before = menu.pid;
  await fetch(new URL("/crash", menu.announcement?.url)).catch(() => {});
  const giveUpAt = Date.now() + 20_000;
  while (menu.restarts === 0 && Date.now() < giveUpAt)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await stack.whenUp(menu);
  assert.notEqual(menu.pid, before);
  assert.match(said.join("\n"), /menu-0 ended with code 3: starting it again in 0\.5 s/);
  await stack.stop();
});

test("a process whose configuration is refused ends the start at once, in its own words", async () => {
  await assert.rejects(
    startStack({ ...options, dataDir: "refused", env: { order: { FAIL_WITH: "78" } } }),
    /order-0 cannot start: STORE is not a store/,
  );
});

test("a process that never gets as far as listening is given up after three tries", async () => {
  const said: string[] = [];
  await assert.rejects(
    startStack({
      ...options,
      dataDir: "hopeless",
      only: ["discovery"],
      env: { discovery: { FAIL_WITH: "1" } },
      say: (line) => said.push(line),
    }),
    /discovery-0 ended with code 1/,
  );
  assert.equal(said.length, 2);
});

test("a stack that was told not to leaves a killed process down", async () => {
  const stack = await startStack({
    ...options,
    dataDir: "left-down",
    only: ["discovery", "menu"],
    restartCrashed: false,
  });
  await stack.kill("menu");
  assert.equal(stack.process("menu").state, "down");
  await stack.restart("menu");
  assert.equal(stack.process("menu").state, "listening");
  await stack.stop();
});
