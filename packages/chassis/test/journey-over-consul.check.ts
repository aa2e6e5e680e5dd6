import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { startConsulAgent } from "./consul-agent.ts";

const root = join(import.meta.dirname, "../../..");
const journey = "e2e/timed/a-customer-sees-ready-without-reload.test.ts";

// The second half of `check:consul`: the whole stack and two pages, with no discovery of ours.
test("the browser journey passes over a real Consul agent", async (t) => {
  const agent = await startConsulAgent();
  t.after(agent.stop);
  // Without what makes the child report to our own test runner instead of to us.
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", journey], {
    cwd: root,
    env: { ...inherited, REGISTRY: `consul:${agent.url}` },
    stdio: ["ignore", "inherit", "inherit"],
    signal: t.signal,
  });
  const [code] = await once(child, "exit");
  assert.equal(code, 0, `${journey} failed`);
});
