import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { asWritten, gatheredFile, gatherPrograms } from "./programs.ts";
import { repositoryRoot } from "./settings.ts";
import { type ProcessSpec, specOf } from "./topology.ts";

const run = promisify(execFile);
const said = async (program: string) => (await run(process.execPath, [program])).stdout;

/** A tree with one process, that loads a part when it is needed, asks where it lies and has a thread. */
function tree() {
  const root = mkdtempSync(join(tmpdir(), "siren-gather-"));
  const spec: ProcessSpec = { ...specOf("menu"), entry: "menu/src/main.ts" };
  const write = (path: string, source: string) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), source);
  };
  write("package.json", '{ "type": "module" }');
  write("node_modules/eureka-js-client/index.js", 'exports.brews = "cold";');
  write("menu/src/later.ts", 'export const later: string = "\\\u{c2dc}럽 \u{1f600}";');
  write("menu/src/seed.json", '{ "cups": 2 }');
  const seed = 'readFileSync(join(import.meta.dirname, "seed.json"), "utf8")';
  const other = 'existsSync(new URL("./later.ts", import.meta.url))';
  const program = (word: string) => `
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
const { brews } = createRequire(import.meta.url)("eureka-js-client");
const { later } = await import("./later.ts");
const words: string[] = [${JSON.stringify(word)}, later, ${seed}, String(${other}), brews];
console.log(words.join(" "), /^[가-힣]+$/.test("시럽"));`;
  const said: string[] = [];
  return {
    root,
    write: (word: string) => write(spec.entry, program(word)),
    broken: () => write(spec.entry, "const broken: = 1;"),
    said,
    async program() {
      const say = (line: string) => void said.push(line);
      return (await gatherPrograms(root, { say, specs: [spec] }))(root, spec.entry);
    },
    written: asWritten(root, spec.entry),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

test("it says what its sources say, in ASCII, and finds what lies beside them", async () => {
  using made = tree();
  made.write("아메리카노");
  const program = await made.program();
  assert.notEqual(program, made.written);
  assert.equal(await said(program), await said(made.written));
  assert.match(await said(program), /^아메리카노 시럽 \u{1f600} \{ "cups": 2 \} true cold true/u);
  assert.doesNotMatch(readFileSync(program, "utf8"), /[^\0-\x7f]/);
});

test("the registry's client, which is asked for when it is needed, is gathered, too", async () => {
  using made = tree();
  made.write("one");
  const program = await made.program();
  rmSync(join(made.root, "node_modules", "eureka-js-client"), { recursive: true });
  assert.match(await said(program), / cold /);
});

test("it is gathered again when a source has changed, and only then", async () => {
  using made = tree();
  made.write("one");
  const [first, same] = [await made.program(), await made.program()];
  assert.equal(first, same);
  assert.equal(made.said.length, 1);
  made.write("two");
  assert.match(await said(await made.program()), /^two/);
  assert.match(await said(first), /^one/, "whoever runs it still finds all of it");
});

test("what cannot be gathered, and a tree without libraries, runs as it is written", async () => {
  using made = tree();
  made.broken();
  assert.equal(await made.program(), made.written);
  made.write("one");
  rmSync(join(made.root, "node_modules"), { recursive: true });
  assert.equal(await made.program(), made.written);
});

/** Asks those libraries whose parts `ballast.ts` leaves out, and says what they answered. */
const whatLibrariesSay = `import { startTelemetry } from "@siren/chassis/telemetry";
import { ConnectionString } from "mongodb-connection-string-url";
import * as z from "zod/mini";

const addresses = [
  "mongodb://%2Ftmp%2Fsiren-x%2Fstore.sock/?directConnection=true&replicaSet=siren",
  "mongodb://user:p%40ss@one.example:27017,two.example:27018,%C3%A9t%C3%A9.example/shop?w=majority&Retrywrites=true",
  "mongodb+srv://user@db.example.com/shop?tls=true",
  "mongodb://[::1]:27017,127.0.0.1/a%20b",
  ...["mongodb://", "http://x", "mongodb+srv://a.example,b.example"],
];

function read(address: string): unknown {
  try {
    const it = new ConnectionString(address);
    const { username, password, pathname, hosts, isSRV, search } = it;
    const w = it.searchParams.get("RETRYWRITES");
    return { username, password, pathname, hosts, isSRV, search, again: it.href, w };
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

const telemetry = startTelemetry("menu");
telemetry.meter.createCounter("cups").add(2);
const metrics = await new Promise<string>((resolve) => {
  const response = { setHeader() {}, end: resolve };
  telemetry.serveMetrics(undefined as never, response as never);
});
const ours = metrics.split("\\n").filter((line) => /cups|target_info/.test(line));
const fault = z.safeParse(z.object({ n: z.int() }), { n: "x" }).error?.issues;
const metricsAtAnyTime = ours.join("\\n").replace(/\\d{13}/g, "T");
process.stdout.write(
  JSON.stringify({ read: addresses.map(read), metrics: metricsAtAnyTime, fault, told: "가 \\u{1f600} é" }),
);
`;

test("libraries say the same with what is left out and without it", async () => {
  mkdirSync(join(repositoryRoot, ".siren"), { recursive: true });
  const folder = mkdtempSync(join(repositoryRoot, ".siren", "gathered-"));
  try {
    const written = join(folder, "what-libraries-say.ts");
    writeFileSync(written, whatLibrariesSay);
    const entry = relative(repositoryRoot, written);
    const gather = async (which: "lean" | "whole") => {
      const into = join(folder, which);
      const gathering = join(import.meta.dirname, "gather-programs.ts");
      const env = { ...process.env, GATHER: which };
      await run(process.execPath, [gathering, repositoryRoot, into, entry], { env });
      return gatheredFile(into, entry);
    };
    const [lean, whole] = await Promise.all([gather("lean"), gather("whole")]);
    const [less = 0, more = 0] = [lean, whole].map((file) => readFileSync(file).length);
    assert.ok(more - less > 300_000, `${less} of ${more} bytes are loaded`);
    const told = await said(written);
    assert.deepEqual(JSON.parse(await said(lean)), JSON.parse(told));
    assert.match(told, /cups_total.* 2/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
