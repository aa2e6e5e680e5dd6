import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { ballast } from "./ballast.ts";
import { gatheredFile } from "./programs.ts";

/**
 * `node scripts/stack/gather-programs.ts ROOT FOLDER ENTRY...`: each entry with all that it loads as one file, and what
 * it loads only when it is needed as files beside it. A process of its own, for the runner stays and this need not.
 * Names and lines stay as they are: whoever reads a stack finds the function, and above it the file that it is from.
 */
const [root = "", folder = "", ...entries] = process.argv.slice(2);
const isLean = process.env.GATHER !== "whole";

const isTheirs = (id: string) => id.includes(`${sep}node_modules${sep}`);
/** Asked for where it is needed, as `eureka-calls.ts` does; a library in CommonJS is run then, and not before. */
const askedForLater = /createRequire\(import\.meta\.url\)\("(eureka-js-client)"\)/g;
const threads = /new URL\("(\.\/worker\.ts)", import\.meta\.url\)/g;

/** A module of ours that asks where it lies is told where its source does; a thread runs what was gathered, too. */
const placesOfSources = (gathered: string): Plugin => ({
  name: "places of sources",
  transform(code, id) {
    if (isTheirs(id) || !code.includes("import.meta.")) return null;
    const here = dirname(id);
    const threadsHere = code.split(threads);
    return threadsHere
      .map((part, at) => {
        // Every second one is what the pattern found.
        if (at % 2 === 1) return threadFrom(gathered, join(here, part));
        return part
          .replaceAll(askedForLater, 'require("$1")')
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href))
          .replaceAll("import.meta.dirname", JSON.stringify(here));
      })
      .join("");
  },
});

/** Relative, since all of it is moved once it is whole. */
function threadFrom(gathered: string, source: string): string {
  const thread = gatheredFile(folder, relative(root, source));
  return `new URL(${JSON.stringify(relative(dirname(gathered), thread))}, import.meta.url)`;
}

const withoutBallast: Plugin = {
  name: "without ballast",
  async resolveId(specifier, importer, options) {
    if (importer === undefined || !isTheirs(importer)) return null;
    const found = await this.resolve(specifier, importer, { ...options, skipSelf: true });
    const listed = ballast.find(({ asking, gets }) => found?.id.endsWith(gets) && importer.includes(asking));
    return found && listed ? { id: listed.instead(found.id) } : found;
  },
};

/** V8 keeps a source in two bytes a character where a single one of them is outside of Latin-1; ASCII is so in any encoding. */
const inAscii = (code: string) =>
  code.replace(/(\\*)([^\0-\x7f])/g, (_whole, before: string, unit: string) => {
    const escaped = `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
    // Escaped already, for nothing: twice would be a backslash and a word.
    return before.length % 2 === 1 ? before.slice(1) + escaped : before + escaped;
  });

for (const entry of entries) {
  const file = gatheredFile(folder, entry);
  const bundle = await rolldown({
    input: { main: join(root, entry) },
    cwd: root,
    platform: "node",
    plugins: [placesOfSources(file), ...(isLean ? [withoutBallast] : [])],
    // Of what libraries ask for and do without, and of their own habits.
    logLevel: "silent",
  });
  const { output } = await bundle.generate({
    format: "esm",
    entryFileNames: basename(file),
    chunkFileNames: "[name]-[hash].mjs",
    comments: false,
  });
  await bundle.close();
  mkdirSync(dirname(file), { recursive: true });
  for (const part of output)
    if (part.type === "chunk") writeFileSync(join(dirname(file), part.fileName), inAscii(part.code));
}
