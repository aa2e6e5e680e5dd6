import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { createLogOut } from "./log-out.ts";

function open() {
  const writes: string[] = [];
  const turns: (() => void)[] = [];
  const out = createLogOut(
    (one) => void writes.push(one),
    (flush) => void turns.push(flush),
  );
  return { writes, turns, out };
}

test("they wait for its end, and keep their order", () => {
  const { writes, turns, out } = open();
  out.line("a", false);
  out.line("b", false);
  assert.deepEqual(writes, []);
  assert.equal(turns.length, 1, "one end of a turn is waited for, however many they are");
  turns.shift()?.();
  assert.deepEqual(writes, ["a\nb\n"]);
  out.line("c", false);
  turns.shift()?.();
  assert.deepEqual(writes, ["a\nb\n", "c\n"]);
});

test("a warning waits for nothing, and neither does what was told before it", () => {
  const { writes, turns, out } = open();
  out.line("a", false);
  out.line("late", true);
  assert.deepEqual(writes, ["a\nlate\n"]);
  turns.shift()?.();
  assert.equal(writes.length, 1, "nothing is said twice");
});

test("many are not kept for long", () => {
  const { writes, out } = open();
  for (let i = 0; i < 20; i++) out.line("x".repeat(5_000), false);
  assert.ok(writes.length >= 1);
});

test("what a process that ends in the middle of a turn has told is heard", async () => {
  const log = JSON.stringify(join(import.meta.dirname, "log.ts"));
  const told = `import { createLog } from ${log};
    const log = createLog({ service: "a", level: "info", now: Date.now });
    log.info("cup.made"); log.info("cup.handed-over"); process.exit(3);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", told], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [heard, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  assert.equal(code, 3);
  const events = heard
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).event);
  assert.deepEqual(events, ["cup.made", "cup.handed-over"]);
});
