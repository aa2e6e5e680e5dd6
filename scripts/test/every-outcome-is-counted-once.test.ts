import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const root = mkdtempSync(join(tmpdir(), "siren-runner-"));
after(() => rmSync(root, { recursive: true, force: true }));

/** Notes which process it was run by, and whether it was over when the next one's tests began. */
const processOf = (name: string) => `
    import { after, test } from "node:test";
    import { appendFileSync } from "node:fs";
    const note = (what) => appendFileSync(new URL("../notes", import.meta.url), ["${name}", process.pid, what].join(" ") + "\\n");
    test("is run", () => note("runs"));
    after(() => note("is over"));`;
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
  "shared/first.test.ts": processOf("first"),
  "shared/second.test.ts": processOf("second"),
  "shared/third.test.ts": `// alone: it says so\n${processOf("third")}`,
  "e2e/passes.test.ts": `import { test } from "node:test"; test("a journey", () => {});`,
  "e2e/timed/alone.test.ts": `
    import assert from "node:assert/strict";
    import { existsSync } from "node:fs";
    import { test } from "node:test";
    const others = new URL("../../unit/ended", import.meta.url);
    test("a journey against the clock", () => assert.ok(existsSync(others), "it does not run beside others"));`,
  "e2e/chaos/storm.test.ts": `import { test } from "node:test"; test("a storm", () => {});`,
  "unit/reckons.test.ts": `// patient: it has no clock
    import assert from "node:assert/strict";
    import { constants, getPriority } from "node:os";
    import { test } from "node:test";
    test("it stands back", () => assert.equal(getPriority(), constants.priority.PRIORITY_LOW));`,
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
  assert.equal(lines.at(-1), "10 passed, 2 failed");
  assert.equal(lines.filter((line) => /^\d+ passed/.test(line)).length, 1);
  assert.equal(code, 1);
  assert.match(output, /✖ outer › inner\n {2}unit\/fails\.test\.ts:\d+\n.*1 !== 2/s);
  assert.match(output, /before any test/);
  assert.match(output, /a hint on the way/);
});

test("neighbours share a process, one after the other, and who asks for it has one alone", async () => {
  const { output } = await npmTest("shared");
  assert.match(output, /3 passed, 0 failed/);
  const notes = readFileSync(join(root, "notes"), "utf8")
    .trimEnd()
    .split("\n")
    .slice(-6)
    .map((line) => line.split(" "));
  const pidOf = (name: string) => notes.find(([one]) => one === name)?.[1];
  assert.equal(pidOf("first"), pidOf("second"));
  assert.notEqual(pidOf("first"), pidOf("third"));
  const together = notes
    .filter(([, pid]) => pid === pidOf("first"))
    .map(([name, , ...what]) => [name, ...what].join(" "));
  assert.deepEqual(together, ["first runs", "first is over", "second runs", "second is over"]);
});

test("what has time runs at the lowest priority", async () => {
  const { lines } = await npmTest("reckons");
  assert.equal(lines.at(-1), "1 passed, 0 failed");
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
