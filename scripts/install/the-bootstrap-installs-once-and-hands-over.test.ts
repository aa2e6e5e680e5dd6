import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { repositoryRoot } from "../stack/settings.ts";

const root = mkdtempSync(join(tmpdir(), "siren-bootstrap-"));
after(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, content: string | object) => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
};

// A repository whose only packages are its own: npm ci needs no network for it.
const own = { name: "tiny", version: "1.0.0", private: true, workspaces: ["parts/*"] };
const part = { name: "part", version: "1.0.0", private: true };
put("package.json", own);
put("parts/one/package.json", part);
put("package-lock.json", {
  ...own,
  lockfileVersion: 3,
  packages: { "": own, "node_modules/part": { resolved: "parts/one", link: true }, "parts/one": part },
});
cpSync(join(repositoryRoot, "scripts/bootstrap.mjs"), join(root, "scripts/bootstrap.mjs"));
for (const file of ["install", "lockfile", "node-runtime", "npm"]) {
  cpSync(join(repositoryRoot, `scripts/install/${file}.mjs`), join(root, `scripts/install/${file}.mjs`));
}
put(
  "scripts/stack/start.ts",
  `const [what, ...rest] = process.argv.slice(2);
   console.log("handed over", what, ...rest);
   if (what === "wait") {
     process.on("SIGTERM", () => { console.log("asked to stop"); process.exit(5); });
     process.on("disconnect", () => process.exit(6));
     console.log("waiting", process.pid);
   } else process.exit(7);`,
);

function bootstrap(...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(root, "scripts/bootstrap.mjs"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(...args: string[]): Promise<{ code: unknown; said: string; complained: string }> {
  const child = bootstrap(...args);
  const said: Buffer[] = [];
  const complained: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => said.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => complained.push(chunk));
  const [code] = await once(child, "close");
  return { code, said: Buffer.concat(said).toString(), complained: Buffer.concat(complained).toString() };
}

async function waiting(): Promise<{ child: ChildProcess; pid: number; lines: string[] }> {
  const child = bootstrap("start", "wait");
  const lines: string[] = [];
  assert.ok(child.stdout);
  const reader = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  while (!lines.some((line) => line.startsWith("waiting"))) await once(reader, "line");
  return { child, lines, pid: Number(lines.at(-1)?.split(" ")[1]) };
}

test("a lockfile that does not match is told in one line, and nothing is installed", async () => {
  put("parts/one/package.json", { ...part, dependencies: { express: "5.0.0" } });
  const { code, said, complained } = await run("start");
  assert.equal(code, 1);
  assert.equal(said, "");
  assert.equal(
    complained,
    "siren: package-lock.json does not match parts/one/package.json (express): run npm install and commit the lockfile\n",
  );
  assert.ok(!existsSync(join(root, "node_modules")));
  put("parts/one/package.json", part);
});

test("the first start installs quietly, hands its arguments over and passes the exit code on", async () => {
  const { code, said, complained } = await run("start", "--data", "a b");
  assert.equal(complained, "");
  assert.equal(said, "installing (first start) ...\nhanded over --data a b\n");
  assert.equal(code, 7);
  assert.ok(existsSync(join(root, "node_modules/part")));
});

test("the next one finds it done", async () => {
  const { said } = await run("start");
  assert.equal(said, "handed over undefined\n");
});

test("an install by hand counts too, and one that was cut off does not", async () => {
  const stamp = join(root, "node_modules/.siren-install.json");
  rmSync(stamp);
  assert.doesNotMatch((await run("start")).said, /installing/);
  assert.equal(JSON.parse(readFileSync(stamp, "utf8")).withDevelopment, false);
  rmSync(stamp);
  rmSync(join(root, "node_modules/.package-lock.json"), { force: true });
  assert.match((await run("start")).said, /installing \.\.\./);
});

test("a signal reaches what was started, once", async () => {
  const { child, lines } = await waiting();
  child.kill("SIGTERM");
  const [code] = await once(child, "close");
  assert.equal(code, 5);
  assert.equal(lines.filter((line) => line === "asked to stop").length, 1);
});

test("what was started ends when the bootstrap is killed", async () => {
  const { child, pid } = await waiting();
  child.kill("SIGKILL");
  const giveUpAt = Date.now() + 5_000;
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    assert.ok(Date.now() < giveUpAt, "it is still there");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
