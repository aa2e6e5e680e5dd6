import { existsSync, readdirSync, readFileSync } from "node:fs";
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

/**
 * What a file may say of itself, with the reason behind it. `alone`: it has to have a process to itself. `long`: it
 * takes as long as several others, so it has one too, and begins first. `patient`: it only reckons and holds no bound
 * of time, so it runs beside the journeys against the clock, where much of the machine is idle.
 */
const says = (root: string, file: string, word: "alone" | "long" | "patient") =>
  new RegExp(`^// ${word}: .`, "m").test(readFileSync(join(root, file), "utf8"));

export const isPatient = (root: string, file: string) => says(root, file, "patient");

/** The package that a file belongs to, and for what is in none of them its top folder. */
function roomOf(root: string, file: string): string {
  for (let folder = dirname(file); folder !== "."; folder = dirname(folder))
    if (existsSync(join(root, folder, "package.json")) || dirname(folder) === ".") return folder;
  return ".";
}

/**
 * Neighbours of one package, which load much the same, in about equal parts of `mostFiles` at most. What takes long
 * comes first, so that little runs by itself at the end.
 */
export function packsOf(root: string, files: readonly string[], mostFiles: number): string[][] {
  const long = files.filter((file) => says(root, file, "long"));
  const alone = files.filter((file) => !long.includes(file) && says(root, file, "alone"));
  const byRoom = Map.groupBy(
    files.filter((file) => !long.includes(file) && !alone.includes(file)),
    (file) => roomOf(root, file),
  );
  const packs = [...byRoom.values()].flatMap((neighbours) => {
    const count = Math.ceil(neighbours.length / mostFiles);
    return Array.from({ length: count }, (_, k) => neighbours.filter((_file, at) => at % count === k));
  });
  packs.sort((one, other) => other.length - one.length);
  return [...long.map((file) => [file]), ...packs, ...alone.map((file) => [file])];
}
