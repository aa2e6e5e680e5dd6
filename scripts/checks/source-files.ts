import { readdirSync } from "node:fs";
import { join } from "node:path";

const notOurs = /^(node_modules|dist.*|data|coverage|\..*)$/;
const read = /\.(ts|tsx)$|^package\.json$/;

/** Every source file and package.json of the tree, as paths from the root with forward slashes. */
export function sourceFiles(root: string, under = ""): string[] {
  return readdirSync(join(root, under), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.test(entry.name)) return [];
    const path = under === "" ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) return sourceFiles(root, path);
    return entry.isFile() && read.test(entry.name) ? [path] : [];
  });
}
