import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { StackFault } from "./fault.ts";
import { drawIcons } from "./icons.ts";
import { tellKeptFiles } from "./kept-files.ts";
import { precompress } from "./precompress.ts";
import { filesUnder } from "./source-tree.ts";

export const pages = ["client", "admin"] as const;

const stampName = "built-from.txt";

/** Builds the pages whose sources changed since their last build, and puts each in place whole. */
export async function buildStalePages(root: string, { say }: { say: (line: string) => void }): Promise<void> {
  const stale = pages
    .filter((page) => existsSync(join(root, "frontends", page, "index.html")))
    .filter((page) => readStamp(root, page) !== sourcesHash(root, page));
  if (stale.length === 0) return;
  say(`building the pages (${stale.join(", ")}) ...`);
  await Promise.all(stale.map((page) => build(root, page)));
}

async function build(root: string, page: string): Promise<void> {
  const folder = join(root, "frontends", page);
  const hash = sourcesHash(root, page);
  const target = join(folder, "dist");
  const vite = join(
    dirname(createRequire(join(folder, "package.json")).resolve("vite/package.json")),
    "bin/vite.js",
  );
  // Beside node_modules, so that putting it in place is a rename within one file system.
  const building = join(root, ".siren", `${page}-${process.pid}`);
  const output = await runQuietly(
    process.execPath,
    [vite, "build", "--outDir", building, "--emptyOutDir", "--logLevel", "warn"],
    folder,
  );
  if (output.code !== 0) {
    rmSync(building, { recursive: true, force: true });
    throw new StackFault(`the ${page} page cannot be built:\n${output.text.trim()}`);
  }
  drawIcons(building);
  tellKeptFiles(building);
  await precompress(building);
  keepBefore(target, building);
  writeFileSync(join(building, stampName), hash);
  const old = `${building}-before`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(building, target);
  rmSync(old, { recursive: true, force: true });
}

const carriedName = ".carried.txt";

/**
 * A page that was loaded before the switch still loads its parts, also through a gateway that was started after it: so
 * those of the build before stay beside the new ones, and those of the build before that go.
 */
function keepBefore(before: string, building: string): void {
  if (!existsSync(join(before, "assets"))) return;
  const list = join(before, carriedName);
  const goes = new Set(existsSync(list) ? readFileSync(list, "utf8").split("\n") : []);
  const carried = readdirSync(join(before, "assets")).filter(
    (name) => !goes.has(name) && !existsSync(join(building, "assets", name)),
  );
  mkdirSync(join(building, "assets"), { recursive: true });
  for (const name of carried) copyFileSync(join(before, "assets", name), join(building, "assets", name));
  writeFileSync(join(building, carriedName), carried.join("\n"));
}

function runQuietly(command: string, args: string[], cwd: string): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: "production" };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, text: Buffer.concat(chunks).toString() }));
  });
}

function readStamp(root: string, page: string): string | undefined {
  try {
    return readFileSync(join(root, "frontends", page, "dist", stampName), "utf8");
  } catch {
    return undefined;
  }
}

/** What is done to a page after vite has built it; one that was built before that was done is stale. */
const afterwards = ["precompress.ts", "kept-files.ts", "icons.ts"].map((name) =>
  join(import.meta.dirname, name),
);

/** Everything a page is made of: its own sources, the two packages it may import, the lockfile, and what we add. */
export function sourcesHash(root: string, page: string, more: readonly string[] = afterwards): string {
  const hash = createHash("sha256");
  for (const path of more) hash.update(readFileSync(path)).update("\0");
  const folders = [join("frontends", page), join("packages", "web"), join("packages", "contracts")];
  for (const file of [
    ...folders.flatMap((folder) => filesUnder(join(root, folder))),
    join(root, "package-lock.json"),
  ]) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}
