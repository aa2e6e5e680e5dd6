import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { filesUnder } from "./source-tree.ts";
import { nodeFlags, type ProcessSpec, topology } from "./topology.ts";

/** Imported by chassis' one seam that the filling replaces, and by the thread of the embedded store. */
const loadedBeside = ["packages/chassis/src/runner.ts", "packages/embedded-mongo/src/worker.ts"];
const atMostMs = 60_000;

export type CompileCache = {
  folder: string | undefined;
  say: (line: string) => void;
  /** Always all there is, whatever is started: a start of a part must not make the next one compile again. */
  specs?: readonly ProcessSpec[];
  /** V8 keeps what it compiled under other flags apart: those of the processes that will be started. */
  flags?: readonly string[];
};

/**
 * Strips and compiles every source once, in a process that then ends. Each process that meets a source
 * which is not in the cache loads Node's type stripper, a WebAssembly module that it keeps: 12 MB for each
 * thread, and there are eleven in a stack. A fault here costs that memory and no more, so it stops nothing.
 */
export async function fillCompileCache(
  root: string,
  { folder, say, specs = topology, flags = nodeFlags }: CompileCache,
): Promise<void> {
  if (folder === undefined) return;
  const stamp = join(folder, `filled-${hashOf(flags).slice(0, 8)}.txt`);
  const now = hashOf([process.version, ...flags, ...sourcesOf(root, specs)]);
  if (readOrNothing(stamp) === now) return;
  say("compiling the sources once ...");
  const programs = [...loadedBeside, ...specs.map(({ entry }) => entry)].map((file) => join(root, file));
  if (!(await runFilling(programs, { cwd: root, folder, flags }))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, now);
}

function runFilling(
  programs: readonly string[],
  { cwd, folder, flags }: { cwd: string; folder: string; flags: readonly string[] },
): Promise<boolean> {
  const filling = fileURLToPath(new URL("./fill-compile-cache.ts", import.meta.url));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...flags, filling, ...programs], {
      cwd,
      env: { ...process.env, NODE_COMPILE_CACHE: folder },
      stdio: "ignore",
      timeout: atMostMs,
    });
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}

/** Whatever changes what is loaded. */
function* sourcesOf(root: string, specs: readonly ProcessSpec[]): Generator<string | Buffer> {
  const rooms = [...specs.map(({ entry }) => entry.replace(/\/main\.ts$/, "")), "packages"];
  for (const file of rooms.flatMap((room) => filesUnder(join(root, room)))) {
    yield relative(root, file);
    yield readFileSync(file);
  }
  yield readOrNothing(join(root, "package-lock.json")) ?? "";
}

function hashOf(parts: Iterable<string | Buffer>): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
