import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hashOf } from "./hash-of.ts";
import { nodeFlags } from "./node-flags.ts";

const atMostMs = 60_000;
/** No process takes it for a port: it loads all that it is made of, says so and ends. */
const refused = { PORT: "none" };

export type CompileCache = {
  folder: string | undefined;
  say: (line: string) => void;
  /** Always all there are, whatever is started: a start of a part must not make the next one compile again. */
  programs: readonly string[];
  /** V8 keeps what it compiled under other flags apart: those of the processes that will be started. */
  flags?: readonly string[];
};

/**
 * Compiles every program once, in a process that ends at once; one that is killed never writes what it compiled. Where
 * programs run as they are written, each process that meets a source which is not in the cache loads Node's type
 * stripper besides: 12 MB for each thread. A fault here costs that time and memory and no more, so it stops nothing.
 */
export async function fillCompileCache({
  folder,
  say,
  programs,
  flags = nodeFlags,
}: CompileCache): Promise<void> {
  if (folder === undefined) return;
  const stamp = join(folder, `filled-${hashOf(flags).slice(0, 8)}.txt`);
  const now = hashOf([process.version, ...flags, ...programs.flatMap((file) => [file, readFileSync(file)])]);
  if (readOrNothing(stamp) === now) return;
  say("compiling the programs once ...");
  const ended = await Promise.all(programs.map((file) => runRefused(file, { folder, flags })));
  if (ended.includes(false)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, now);
}

function runRefused(
  program: string,
  { folder, flags }: { folder: string; flags: readonly string[] },
): Promise<boolean> {
  const { PATH = "" } = process.env;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...flags, program], {
      cwd: dirname(program),
      env: { PATH, ...refused, NODE_COMPILE_CACHE: folder },
      stdio: "ignore",
      timeout: atMostMs,
    });
    child.once("error", () => resolve(false));
    child.once("close", (_code, signal) => resolve(signal === null));
  });
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
