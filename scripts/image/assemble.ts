import { execFileSync } from "node:child_process";
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { buildStalePages, pages } from "../stack/pages.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { foldersNeeded, type Lockfile, loadEntry, runsOfOurs, runsOfTheirs } from "./what-runs.ts";

/**
 * `node scripts/image/assemble.ts OUT`: what runs in production, and nothing else, in the layout of the tree. Used by
 * the Containerfile after `npm ci`; workspace packages stay links, since Node strips no types inside node_modules.
 */
const [out] = process.argv.slice(2);
if (out === undefined) throw new Error("assemble is told the folder to fill");
const root = repositoryRoot;

await buildStalePages(root, { say: console.log });
const lockfile = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lockfile;
for (const folder of foldersNeeded(lockfile)) {
  const locked = lockfile.packages[folder];
  if (locked?.link && locked.resolved) link(folder, locked.resolved);
  // An optional package of another platform is in the lockfile only.
  else if (existsSync(join(root, folder)))
    copy(folder, folder.includes("node_modules/") ? runsOfTheirs : runsOfOurs);
}
for (const page of pages) copy(join("frontends", page, "dist"), () => true);
copyFile("package.json");
gatherLoad();

/** For k8s/components/boutique, as one file without what judges the product; an image made offline does without it. */
function gatherLoad(): void {
  if (!existsSync(join(root, loadEntry))) return;
  const gathering = join(root, "scripts", "stack", "gather-programs.ts");
  execFileSync(process.execPath, [gathering, root, out as string, loadEntry], { stdio: "inherit" });
}

function link(at: string, to: string): void {
  mkdirSync(join(out as string, dirname(at)), { recursive: true });
  symlinkSync(relative(dirname(at), to), join(out as string, at));
}

/** Without the folders of packages inside it: each comes by itself, when it is needed. */
function copy(folder: string, runs: (path: string) => boolean, below = ""): void {
  for (const name of readdirSync(join(root, folder, below)).sort()) {
    const path = below === "" ? name : `${below}/${name}`;
    if (lstatSync(join(root, folder, path)).isDirectory()) {
      if (name !== "node_modules") copy(folder, runs, path);
    } else if (runs(path)) copyFile(join(folder, path));
  }
}

function copyFile(path: string): void {
  if (!existsSync(join(root, path))) return;
  mkdirSync(join(out as string, dirname(path)), { recursive: true });
  cpSync(join(root, path), join(out as string, path));
}
