import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot as root } from "../../scripts/stack/settings.ts";
import { UsageFault } from "../harness/command-line.ts";

const run = promisify(execFile);
const installMayTakeMs = 300_000;

export type OtherVersion = { tree: string; about: string; [Symbol.dispose](): void };

/** The whole tree of another commit in a folder of its own, ready to run; gone with what it is declared in. */
export async function checkOut(ref: string, say: (line: string) => void): Promise<OtherVersion> {
  const { stdout: about } = await run("git", ["log", "-1", "--format=%h %s", ref], { cwd: root }).catch(
    () => {
      throw new UsageFault(`--from ${ref} is no commit of this repository`);
    },
  );
  const tree = mkdtempSync(join(tmpdir(), "siren-version-"));
  const remove = () => rmSync(tree, { recursive: true, force: true, maxRetries: 3 });
  try {
    const archive = join(tree, "tree.tar");
    await run("git", ["archive", "--output", archive, ref], { cwd: root });
    await run("tar", ["-xf", archive, "-C", tree]);
    rmSync(archive);
    if (hasOurLibraries(tree)) linkLibraries(tree);
    else {
      say("its libraries are others than ours: npm ci ...");
      const args = ["ci", "--omit=dev", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
      await run("npm", args, { cwd: tree, timeout: installMayTakeMs });
    }
  } catch (fault) {
    remove();
    throw fault;
  }
  return { tree, about: about.trim(), [Symbol.dispose]: remove };
}

type Lock = {
  packages: Record<string, { version?: string; link?: boolean; dev?: boolean; optional?: boolean }>;
};
const lockOf = (tree: string): Lock => JSON.parse(readFileSync(join(tree, "package-lock.json"), "utf8"));

/** Whether each library that runs there is installed here in the same version. */
function hasOurLibraries(tree: string): boolean {
  return Object.entries(lockOf(tree).packages).every(
    ([path, { version, link, dev, optional }]) =>
      !path.includes("node_modules/") || link || dev || optional || installedVersion(path) === version,
  );
}

function installedVersion(path: string): string | undefined {
  const file = join(root, path, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}

/** Libraries are ours, our packages its own. */
function linkLibraries(tree: string): void {
  const [ours, theirs] = [join(root, "node_modules"), join(tree, "node_modules")];
  mkdirSync(join(theirs, "@siren"), { recursive: true });
  for (const name of readdirSync(ours))
    if (name !== "@siren" && name !== ".bin") symlinkSync(join(ours, name), join(theirs, name));
  for (const name of readdirSync(join(ours, "@siren"))) {
    const target = join(ours, "@siren", readlinkSync(join(ours, "@siren", name)));
    const its = join(tree, relative(root, target));
    if (existsSync(its)) symlinkSync(its, join(theirs, "@siren", name));
  }
  for (const path of Object.keys(lockOf(root).packages)) {
    const own = /^(?!node_modules)(.+?)\/node_modules\//.exec(path)?.[1];
    const folder = own === undefined ? undefined : join(tree, own, "node_modules");
    if (own === undefined || folder === undefined || existsSync(folder) || !existsSync(dirname(folder)))
      continue;
    if (existsSync(join(root, own, "node_modules"))) symlinkSync(join(root, own, "node_modules"), folder);
  }
}
