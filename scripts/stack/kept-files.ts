import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "./source-tree.ts";

const worker = "sw.js";
const placeholder = /(["'`])__SIREN_KEPT_FILES__\1/;
/** Fonts are 250 files, of which a page needs a dozen: the worker keeps those that were asked for. */
const isKept = (name: string) => name !== worker && /\.(html|js|css|svg|png|webmanifest)$/.test(name);

/**
 * Tells the page's service worker of which files its build consists, each with the digest of its bytes: it keeps all
 * of them or none. Done before anything of an earlier build lies beside them.
 */
export function tellKeptFiles(folder: string): void {
  const path = join(folder, worker);
  if (!existsSync(path)) return;
  const source = readFileSync(path, "utf8");
  const files: Record<string, string> = {};
  for (const file of filesUnder(folder).sort()) {
    const name = file.slice(folder.length + 1);
    if (isKept(name)) files[name] = createHash("sha256").update(readFileSync(file)).digest("hex");
  }
  const build = createHash("sha256").update(JSON.stringify(files)).update(source).digest("hex").slice(0, 12);
  // JSON of JSON is a string literal of JavaScript.
  const literal = JSON.stringify(JSON.stringify({ build, files }));
  if (!placeholder.test(source)) throw new Error(`${worker} has no place for the list of files`);
  writeFileSync(
    path,
    source.replace(placeholder, () => literal),
  );
}
