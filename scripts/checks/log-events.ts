import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceFiles } from "./source-files.ts";

/** What names an event: a log's own four, and the callbacks by which a package without a log tells one. */
const naming =
  /\b(?:log(?:\.(?:debug|info|warn|error)|\[[^\]]+\])|(?:on)?[tT]rouble|onLog|say)\(\s*(?:name,\s*)?(["`])([^"`]*)\1/g;

/** Words of small letters joined by a hyphen, parts joined by a dot: `registry.not-deregistered`. */
const style = /^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)*$/;

const isProduct = (path: string) =>
  /^(discovery|gateway|auditor|services|packages)\//.test(path) &&
  path.includes("/src/") &&
  path.endsWith(".ts");

/** Every event that a source text names, with its line; what stands for a part is taken for a word. */
export function eventsIn(source: string): { line: number; event: string }[] {
  return [...source.matchAll(naming)].map((found) => ({
    line: source.slice(0, found.index).split("\n").length,
    event: (found[2] ?? "").replace(/\$\{[^}]*\}/g, "part"),
  }));
}

export const isInStyle = (event: string): boolean => style.test(event);

export function eventsOf(root: string): { at: string; event: string }[] {
  return sourceFiles(root)
    .filter(isProduct)
    .flatMap((path) =>
      eventsIn(readFileSync(join(root, path), "utf8")).map(({ line, event }) => ({
        at: `${path}:${line}`,
        event,
      })),
    );
}
