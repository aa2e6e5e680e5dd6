import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fillCompileCache } from "./compile-cache.ts";
import { nodeFlags } from "./node-flags.ts";

/** What Node's type stripper, once loaded, holds beside the heap. */
const stripperBytes = 8_000_000;

function tree() {
  const root = mkdtempSync(join(tmpdir(), "siren-compile-"));
  const folder = join(root, ".cache");
  const program = join(root, "main.ts");
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  const said: string[] = [];
  return {
    write: (source: string) => writeFileSync(program, source),
    fill: async (into: string | null = folder) => {
      said.length = 0;
      const say = (line: string) => void said.push(line);
      await fillCompileCache({ programs: [program], folder: into ?? undefined, say });
      return said.length;
    },
    run: () =>
      execFileSync(process.execPath, [...nodeFlags, program], {
        encoding: "utf8",
        env: { ...process.env, NODE_COMPILE_CACHE: folder },
      }).trim(),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

const tellsExternal = "const bytes: number = process.memoryUsage().external; console.log(bytes);";

test("a process that is started after the filling does without the type stripper", async () => {
  using made = tree();
  made.write(tellsExternal);
  assert.equal(await made.fill(), 1);
  assert.ok(Number(made.run()) < stripperBytes);
});

test("only a program that changed is a reason to fill again", async () => {
  using made = tree();
  made.write(tellsExternal);
  assert.deepEqual([await made.fill(), await made.fill()], [1, 0]);
  made.write(`${tellsExternal} // changed`);
  assert.deepEqual([await made.fill(), await made.fill()], [1, 0]);
});

test("without a cache there is nothing to fill", async () => {
  using made = tree();
  made.write(tellsExternal);
  assert.equal(await made.fill(null), 0);
});

test("a program that cannot be loaded tells it by itself, not the filling", async () => {
  using made = tree();
  made.write("const broken: = 1;");
  await made.fill();
  assert.throws(() => made.run());
});
