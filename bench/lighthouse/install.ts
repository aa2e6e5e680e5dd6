import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const here = import.meta.dirname;

/** Lighthouse comes by its own lockfile, into a folder that git does not see, once. Answers its command. */
export async function installLighthouse(say: (line: string) => void): Promise<string> {
  const lock = createHash("sha256")
    .update(await readFile(join(here, "package-lock.json")))
    .digest("hex");
  const note = join(here, "node_modules", ".installed");
  if ((await readFile(note, "utf8").catch(() => "")) !== lock) {
    say("installing lighthouse beside our workspaces (about 115 packages) ...");
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--workspaces=false"];
    const npm = spawn("npm", [...args, "--loglevel=error"], { cwd: here, stdio: "inherit" });
    const [code] = await once(npm, "exit");
    if (code !== 0) throw new Error(`npm ci ended with ${code}`);
    await writeFile(note, lock);
  }
  return join(here, "node_modules", "lighthouse", "cli", "index.js");
}
