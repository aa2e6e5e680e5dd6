import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const notOurs = /^(node_modules|dist.*|data|coverage|\..*)$/;

/** All `*.test.ts` of the tree, as paths from the root. */
export function testFiles(root: string, under = ""): string[] {
  return readdirSync(join(root, under), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(under, entry.name);
      if (notOurs.test(entry.name)) return [];
      if (entry.isDirectory()) return testFiles(root, path);
      return entry.isFile() && entry.name.endsWith(".test.ts") ? [path] : [];
    })
    .sort();
}

/** What a file says that has to have a process to itself, with the reason behind it. */
const standsAlone = /^\/\/ alone: ./m;

/** Neighbours of one folder, which load much the same, in about equal parts of `mostFiles` at most. */
export function packsOf(root: string, files: readonly string[], mostFiles: number): string[][] {
  const alone = files.filter((file) => standsAlone.test(readFileSync(join(root, file), "utf8")));
  const byFolder = Map.groupBy(
    files.filter((file) => !alone.includes(file)),
    (file) => dirname(file),
  );
  const packs = [...byFolder.values()].flatMap((neighbours) => {
    const count = Math.ceil(neighbours.length / mostFiles);
    return Array.from({ length: count }, (_, k) => neighbours.filter((_file, at) => at % count === k));
  });
  return [...packs, ...alone.map((file) => [file])];
}
