import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { filesUnder } from "./source-tree.ts";
import { nodeFlags, type ProcessSpec, topology } from "./topology.ts";

/** Imported by chassis' one seam that the filling replaces, and by the thread of the embedded store. */
const loadedBeside = ["packages/chassis/src/runner.ts", "packages/embedded-mongo/src/worker.ts"];
const stampName = "filled-from.txt";
const atMostMs = 60_000;

export type CompileCache = {
  folder: string | undefined;
  say: (line: string) => void;
  /** Always all there is, whatever is started: a start of a part must not make the next one compile again. */
  specs?: readonly ProcessSpec[];
};

/**
 * Strips and compiles every source once, in a process that then ends. Each process that meets a source
 * which is not in the cache loads Node's type stripper, a WebAssembly module that it keeps: 12 MB for each
 * thread, and there are eleven in a stack. A fault here costs that memory and no more, so it stops nothing.
 */
export async function fillCompileCache(
  root: string,
  { folder, say, specs = topology }: CompileCache,
): Promise<void> {
  if (folder === undefined) return;
  const stamp = join(folder, stampName);
  const now = hashOf(root, specs);
  if (readOrNothing(stamp) === now) return;
  say("compiling the sources once ...");
  const programs = [...loadedBeside, ...specs.map(({ entry }) => entry)].map((file) => join(root, file));
  if (!(await runFilling(programs, root, folder))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, now);
}

function runFilling(programs: readonly string[], cwd: string, folder: string): Promise<boolean> {
  const filling = fileURLToPath(new URL("./fill-compile-cache.ts", import.meta.url));
  return new Promise((resolve) => {
    // V8 keeps what it compiled under other flags apart: these are those of the processes.
    const child = spawn(process.execPath, [...nodeFlags, filling, ...programs], {
      cwd,
      env: { ...process.env, NODE_COMPILE_CACHE: folder },
      stdio: "ignore",
      timeout: atMostMs,
    });
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}

/** Whatever changes what is loaded or how it is kept. */
function hashOf(root: string, specs: readonly ProcessSpec[]): string {
  const hash = createHash("sha256").update([process.version, ...nodeFlags].join("\0"));
  const rooms = [...specs.map(({ entry }) => entry.replace(/\/main\.ts$/, "")), "packages"];
  for (const file of rooms.flatMap((room) => filesUnder(join(root, room))))
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  hash.update(readOrNothing(join(root, "package-lock.json")) ?? "");
  return hash.digest("hex");
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
