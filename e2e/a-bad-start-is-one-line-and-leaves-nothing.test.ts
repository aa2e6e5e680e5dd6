import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { freePort } from "../scripts/stack/ports.ts";
import { repositoryRoot, type StackOptions } from "../scripts/stack/settings.ts";
import { startStack } from "../scripts/stack/stack.ts";
import { topology } from "../scripts/stack/topology.ts";

const dataDir = mkdtempSync(join(tmpdir(), "siren-bad-start-"));
after(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));

const port = await freePort("127.0.0.1");
const options: StackOptions = { dataDir, registryPort: port, only: ["discovery", "order"] };
const orderFile = join(dataDir, "order.db");

async function startAndStop(): Promise<void> {
  const stack = await startStack(options);
  await stack.stop();
}

const oneLine = (pattern: RegExp) => (fault: Error) => {
  assert.equal(fault.name, "StackFault");
  assert.match(fault.message, pattern);
  assert.ok(!fault.message.includes("\n"), fault.message);
  return true;
};

let backup: Buffer;

test("a data file that was damaged is named and not touched", async () => {
  await startAndStop();
  backup = readFileSync(orderFile);
  const noDatabase = Buffer.alloc(backup.length, "milk, sugar, beans\n");
  const damaged = Buffer.from(backup);
  damaged.fill(0x5a, 4_096, 40_000);
  for (const content of [noDatabase, damaged]) {
    writeFileSync(orderFile, content);
    await assert.rejects(
      startStack(options),
      oneLine(/^order-0 cannot start: order: .*order\.db .*: put its backup in its place/),
    );
    assert.deepEqual(readFileSync(orderFile), content);
  }
});

test("with its backup back everything starts, whatever became of the copies kept for hard times", async () => {
  writeFileSync(orderFile, backup);
  for (const file of filesUnder(join(dataDir, "order"))) writeFileSync(file, "milk, sugar, beans\n");
  for (const file of filesUnder(join(dataDir, "discovery"))) writeFileSync(file, "milk, sugar, beans\n");
  // The same port and the same folder: nothing of the failed starts holds either.
  await startAndStop();
});

test("a setting that a process refuses stops the whole start", async () => {
  await assert.rejects(
    startStack({ ...options, env: { order: { LOG_LEVEL: "loud" } } }),
    oneLine(/^order-0 cannot start: order: LOG_LEVEL must be one of .*; it is "loud"$/),
  );
});

for (const { name, entry } of topology) {
  test(`${name} told nonsense says all of it, a line each, and exits 78`, async () => {
    const { PATH = "", NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, PORT: "abc", LOG_LEVEL: "loud", DATA_DIR: dataDir };
    const { code, said, complained } = await new Promise<{ code: unknown; said: string; complained: string }>(
      (resolve) => {
        execFile(process.execPath, [join(repositoryRoot, entry)], { env }, (fault, said, complained) =>
          resolve({ code: fault?.code, said, complained }),
        );
      },
    );
    assert.equal(code, 78, complained);
    const lines = complained.trim().split("\n");
    assert.ok(
      lines.every((line) => line.startsWith(`${name}: `)),
      complained,
    );
    for (const key of ["PORT", "LOG_LEVEL"])
      assert.ok(lines.some((line) => line.startsWith(`${name}: ${key} `)));
    assert.equal(said, "");
  });
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile());
