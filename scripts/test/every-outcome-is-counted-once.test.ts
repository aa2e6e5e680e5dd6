import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const root = mkdtempSync(join(tmpdir(), "siren-runner-"));
after(() => rmSync(root, { recursive: true, force: true }));

const sources: Record<string, string> = {
  "unit/passes.test.ts": `
    import { writeFileSync } from "node:fs";
    import { after, describe, test } from "node:test";
    after(() => writeFileSync(new URL("ended", import.meta.url), ""));
    test("one", () => {});
    describe("a suite", () => { test("two", () => {}); test("three", () => {}); });
    test("later", { skip: true }, () => {});`,
  "unit/fails.test.ts": `
    import assert from "node:assert/strict";
    import { describe, test } from "node:test";
    console.log("a hint on the way");
    describe("outer", () => { test("inner", () => assert.equal(1 as number, 2)); });`,
  "unit/crashes.test.ts": `throw new Error("before any test");`,
  "unit/empty.test.ts": "",
  "e2e/passes.test.ts": `import { test } from "node:test"; test("a journey", () => {});`,
  "e2e/timed/alone.test.ts": `
    import assert from "node:assert/strict";
    import { existsSync } from "node:fs";
    import { test } from "node:test";
    const others = new URL("../../unit/ended", import.meta.url);
    test("a journey against the clock", () => assert.ok(existsSync(others), "it does not run beside others"));`,
  "node_modules/other/theirs.test.ts": `throw new Error("never run");`,
};
for (const [path, source] of Object.entries(sources)) {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), source);
}

function npmTest(...args: string[]): Promise<{ code: number; lines: string[]; output: string }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, "run.ts"), "--under", root, ...args],
      { env },
      (fault, output) => {
        const code = typeof fault?.code === "number" ? fault.code : 0;
        resolve({ code, output, lines: output.trimEnd().split("\n") });
      },
    );
  });
}

test("suites, parents and whole files are not counted, crashed files are", async () => {
  const { code, lines, output } = await npmTest();
  assert.equal(lines.at(-1), "5 passed, 2 failed");
  assert.equal(lines.filter((line) => /^\d+ passed/.test(line)).length, 1);
  assert.equal(code, 1);
  assert.match(output, /✖ outer › inner\n {2}unit\/fails\.test\.ts:\d+\n.*1 !== 2/s);
  assert.match(output, /before any test/);
  assert.match(output, /a hint on the way/);
});

test("a filter picks files by their path", async () => {
  const { code, lines } = await npmTest("passes");
  assert.equal(lines.at(-1), "4 passed, 0 failed");
  assert.equal(code, 0);
});

test("an unknown option is refused in one line", async () => {
  const { code, output } = await npmTest("--bogus");
  assert.deepEqual({ code, output }, { code: 1, output: "" });
});

test("a run of nothing is no success", async () => {
  const { code, lines } = await npmTest("no-such-thing");
  assert.equal(lines.at(-1), "0 passed, 0 failed");
  assert.equal(code, 1);
});
