import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const here = import.meta.dirname;

/** The real express-gateway comes by its own lockfile, into a folder that git does not see, once. */
export async function install(): Promise<void> {
  const lock = createHash("sha256")
    .update(await readFile(join(here, "package-lock.json")))
    .digest("hex");
  const note = join(here, "node_modules", ".installed");
  if ((await readFile(note, "utf8").catch(() => "")) === lock) return;
  console.log("Installing express-gateway beside our workspaces (about 730 packages, 90 MB) ...");
  const npm = spawn(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--workspaces=false", "--loglevel=error"],
    {
      cwd: here,
      stdio: "inherit",
    },
  );
  const [code] = await once(npm, "exit");
  if (code !== 0) throw new Error(`npm ci ended with ${code}`);
  await writeFile(note, lock);
}
