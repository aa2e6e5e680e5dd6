import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type SeedRow = { line: number; claim: string; shownBy: string };

/** The rows of every table of the page, without heads and rules. */
export function seedRows(markdown: string): SeedRow[] {
  return markdown.split("\n").flatMap((text, index) => {
    const cells = text.startsWith("|") ? text.split("|").map((cell) => cell.trim()) : [];
    const [, claim, , shownBy] = cells;
    if (claim === undefined || shownBy === undefined) return [];
    if (claim === "claim" || /^-+$/.test(claim)) return [];
    return [{ line: index + 1, claim, shownBy }];
  });
}

/** What is wrong with a row, if anything: it must name what exists, or say that it is not there. */
export function seedFault(row: SeedRow, root: string, scripts: readonly string[]): string | undefined {
  if (/^\*(to come|declined)\*$/i.test(row.shownBy)) return undefined;
  const named = [...row.shownBy.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  const at = `docs/seeds.md:${row.line} (${row.claim})`;
  if (named.length === 0) return `${at} names no file, test or command`;
  const absent = named.find((name) => {
    const script = /^npm (?:run )?([\w:-]+)/.exec(name)?.[1];
    return script === undefined ? !existsSync(join(root, name)) : !scripts.includes(script);
  });
  return absent === undefined ? undefined : `${at} names ${absent}, which does not exist`;
}

export function seedFaults(root: string): string[] {
  const { scripts = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return seedRows(readFileSync(join(root, "docs", "seeds.md"), "utf8")).flatMap(
    (row) => seedFault(row, root, Object.keys(scripts)) ?? [],
  );
}
