import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { repositoryRoot } from "./settings.ts";
import { fakeRepository } from "./testing/fake-back-end.ts";

// The command as people run it, in a repository whose back ends are fakes.
const fake = fakeRepository();
after(() => fake.remove());
cpSync(join(repositoryRoot, "scripts", "stack"), join(fake.root, "scripts", "stack"), { recursive: true });
mkdirSync(join(fake.root, "node_modules", "@siren"), { recursive: true });
for (const name of ["@siren/contracts", "@siren/chassis", "yaml"])
  symlinkSync(join(repositoryRoot, "node_modules", name), join(fake.root, "node_modules", name));

function npmStart(
  dataDir: string,
  ...args: string[]
): { child: ChildProcess; lines: string[]; said(text: string): Promise<void> } {
  const child = spawn(
    process.execPath,
    [
      join(fake.root, "scripts/stack/start.ts"),
      "--data",
      dataDir,
      "--gateway-port",
      "0",
      "--registry-port",
      "0",
      ...args,
    ],
    // A process group of its own, as a terminal gives to what runs in it.
    { detached: true, stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines: string[] = [];
  assert.ok(child.stdout);
  const reader = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  return {
    child,
    lines,
    async said(text) {
      while (!lines.some((line) => line.includes(text))) await once(reader, "line");
    },
  };
}

const moments = (dataDir: string) =>
  readFileSync(join(fake.root, dataDir, "moments.txt"), "utf8")
    .trim()
    .split("\n");

function ctrlC({ pid }: ChildProcess): void {
  assert.ok(pid);
  process.kill(-pid, "SIGINT");
}

test("a Ctrl-C that arrives over several ways stops each process once, in reverse, with code 0", async () => {
  const started = npmStart("orderly");
  await started.said("Ctrl-C stops it");
  ctrlC(started.child);
  ctrlC(started.child);
  const [code] = await once(started.child, "close");
  assert.equal(code, 0);
  assert.equal(started.lines.at(-1), "stopped");
  const stops = moments("orderly").filter((moment) => moment.startsWith("stopped"));
  assert.equal(stops.length, 7);
  assert.deepEqual([stops[0], stops.at(-1)], ["stopped gateway", "stopped discovery"]);
});

test("a Ctrl-C while it starts leaves nothing behind either", async () => {
  const started = npmStart("early");
  const giveUpAt = Date.now() + 10_000;
  const hasBegun = () => {
    try {
      return moments("early").length > 0;
    } catch {
      return false;
    }
  };
  while (!hasBegun()) {
    assert.ok(Date.now() < giveUpAt, "nothing was started");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  ctrlC(started.child);
  const [code] = await once(started.child, "close");
  assert.equal(code, 0);
  const all = moments("early");
  const count = (what: string) => all.filter((moment) => moment.startsWith(what)).length;
  assert.equal(count("listening"), count("stopped"));
});

test("a fault is one line, a non-zero code, and no data folder", async () => {
  const child = spawn(process.execPath, [join(fake.root, "scripts/stack/start.ts"), "--seed", "none"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const complaint: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => complaint.push(chunk));
  const [code] = await once(child, "close");
  assert.equal(code, 1);
  assert.equal(Buffer.concat(complaint).toString(), "siren: --seed none is unknown: demo or empty\n");
});
