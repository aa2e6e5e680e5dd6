import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const notOurs = /^(node_modules|dist.*|data|coverage|\..*)$/;

/** Every page of the tree, as paths from the root with forward slashes. */
export function pages(root: string, under = ""): string[] {
  return readdirSync(join(root, under), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.test(entry.name)) return [];
    const path = under === "" ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) return pages(root, path);
    return entry.isFile() && entry.name.endsWith(".md") ? [path] : [];
  });
}

/** As GitHub names a heading: letters and digits of any script, hyphens for spaces. */
const anchorOf = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const headingsOf = (markdown: string) =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

/** Links of one page that lead to no file, or to no heading of it; those to other sites are not followed. */
export function brokenLinks(root: string, page: string, markdown: string): string[] {
  const targets = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !headingsOf(readFileSync(file, "utf8")).includes(anchor);
  });
}

/** Paths in backticks, from the root or from beside the page, where `*`, `{a,b}` are meant as a shell means them and CAPITALS stand for a name. */
export function absentPaths(root: string, page: string, markdown: string): string[] {
  const text = markdown.replace(/^```.*?^```/gms, "");
  return [...text.matchAll(/`([\w@.-]+\/[\w@.{},*/-]+)`/g)]
    .map(([, path = ""]) => path)
    .filter((path) => !/(^|\/)[A-Z]+(\/|$)/.test(path) && isOfTree(root, path))
    .filter((path) =>
      [root, join(root, dirname(page))].every(
        (cwd) => globSync(path.replace(/\/$/, ""), { cwd }).length === 0,
      ),
    );
}

const isOfTree = (root: string, path: string) => {
  const top = path.slice(0, path.indexOf("/"));
  return !notOurs.test(top) && existsSync(join(root, top));
};

/** A decision tells of its day; every other page of today. */
const isOfToday = (page: string) => !page.startsWith("docs/decisions/");

export function linkFaults(root: string): string[] {
  return pages(root).flatMap((page) => {
    const markdown = readFileSync(join(root, page), "utf8");
    return [
      ...brokenLinks(root, page, markdown).map((one) => `${page} links to ${one}, which does not exist`),
      ...(isOfToday(page) ? absentPaths(root, page, markdown) : []).map(
        (one) => `${page} names ${one}, which does not exist`,
      ),
    ];
  });
}
