import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { hashOf } from "./hash-of.ts";
import { filesUnder } from "./source-tree.ts";
import { type ProcessSpec, topology } from "./topology.ts";

/** The embedded store's thread, which is a program of its own. */
const threads = ["packages/embedded-mongo/src/worker.ts"];
const gatheredBy = ["gather-programs.ts", "ballast.ts", "instead/whatwg-url.cjs", "instead/zod-locales.mjs"];
const atMostMs = 120_000;
/** A stack that still runs may yet need a part of what it was started from. */
const keptForMs = 24 * 60 * 60_000;

export const gatheredFile = (folder: string, entry: string) =>
  join(folder, entry.replace(/\.ts$/, ""), "main.mjs");

/** Where the program of a process is, in the tree that it runs out of. */
export type ProgramOf = (root: string, entry: string) => string;
export const asWritten: ProgramOf = (root, entry) => join(root, entry);

/**
 * Every process loads some thousand modules, which takes three times as long as reading the same from one file and
 * 17 MB more (docs/decisions/0076). So they are gathered once, whenever a source has changed. What cannot be gathered
 * runs as it is written, and tells by itself what is wrong with it; so does a tree without libraries.
 */
export async function gatherPrograms(
  root: string,
  { say, specs = topology }: { say: (line: string) => void; specs?: readonly ProcessSpec[] },
): Promise<ProgramOf> {
  if (!existsSync(join(root, "node_modules"))) return asWritten;
  const all = join(root, ".siren", "programs");
  const folder = join(all, hashOf(sourcesOf(root, specs)).slice(0, 16));
  if (!existsSync(folder)) {
    say("gathering the programs once ...");
    const making = `${folder}-${process.pid}`;
    const isMade = await runGathering([root, making, ...entriesOf(root, specs)]);
    if (isMade) putInPlace(making, folder);
    rmSync(making, { recursive: true, force: true });
    if (!isMade) return asWritten;
    forgetOld(all);
  }
  return (from, entry) => {
    const file = gatheredFile(folder, entry);
    return from === root && existsSync(file) ? file : asWritten(from, entry);
  };
}

/** All that was gathered of this tree now, for whoever prepares what they need. */
export const gatheredUnder = (programOf: ProgramOf, root: string, specs = topology): string[] =>
  entriesOf(root, specs).map((entry) => programOf(root, entry));

/** Rooms of the layout that have no entry file yet have nothing to be gathered. */
const entriesOf = (root: string, specs: readonly ProcessSpec[]) =>
  [...specs.map(({ entry }) => entry), ...threads].filter((entry) => existsSync(join(root, entry)));

function putInPlace(making: string, folder: string): void {
  try {
    renameSync(making, folder);
  } catch (fault) {
    // Another start was quicker; it is the same then.
    if (!existsSync(folder)) throw fault;
  }
}

function runGathering(args: readonly string[]): Promise<boolean> {
  const gathering = join(import.meta.dirname, "gather-programs.ts");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [gathering, ...args], { stdio: "ignore", timeout: atMostMs });
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}

/** Whatever changes what is gathered. */
function* sourcesOf(root: string, specs: readonly ProcessSpec[]): Generator<string | Buffer> {
  const rooms = [...specs.map(({ entry }) => entry.replace(/\/main\.ts$/, "")), "packages"];
  const ours = rooms.flatMap((room) => filesUnder(join(root, room)));
  for (const file of [...ours, ...gatheredBy.map((name) => join(import.meta.dirname, name))]) {
    yield relative(root, file);
    yield readFileSync(file);
  }
  const lockfile = join(root, "package-lock.json");
  if (existsSync(lockfile)) yield readFileSync(lockfile);
}

function forgetOld(all: string): void {
  for (const name of readdirSync(all)) {
    const folder = join(all, name);
    if (Date.now() - statSync(folder).mtimeMs > keptForMs) rmSync(folder, { recursive: true, force: true });
  }
}
