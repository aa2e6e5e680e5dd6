import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

export type FirstLoad = { names: string[]; brotliBytes: number; source: string };

/**
 * The JavaScript that a first visit waits for: what the page's index.html asks for, all that those import at once, and
 * the screen that they open with, which may be loaded by itself (`lazy`).
 */
export function firstLoadOf(dist: string, lazy: readonly RegExp[]): FirstLoad {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  const wanted = [...page.matchAll(/(?:src|href)="\/client\/(assets\/[^"]+\.js)"/g)].map(
    ([, name = ""]) => name,
  );
  const names = new Set<string>();
  const sources: string[] = [];
  let bytes = 0;
  for (let name = wanted.shift(); name; name = wanted.shift()) {
    if (names.has(name)) continue;
    names.add(name);
    const path = join(dist, name);
    const source = readFileSync(path, "utf8");
    sources.push(source);
    bytes += existsSync(`${path}.br`) ? readFileSync(`${path}.br`).length : brotliCompressSync(source).length;
    wanted.push(...importedBy(source));
    for (const [, part = ""] of source.matchAll(/import\(\s*[`"']\.\/([^`"']+\.js)[`"']/g))
      if (lazy.some((one) => one.test(part))) wanted.push(`assets/${part}`);
  }
  return { names: [...names], brotliBytes: bytes, source: sources.join("\n") };
}

const importedBy = (source: string) =>
  [...source.matchAll(/(?:from|^import|[;}]import)\s*[`"']\.\/([^`"']+\.js)[`"']/gm)].map(
    ([, name]) => `assets/${name}`,
  );
