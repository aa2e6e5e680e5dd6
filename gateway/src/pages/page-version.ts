import { createHash } from "node:crypto";
import { type Dirent, promises as fs } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { type InlineParts, inlinePartsOf, noInlineParts } from "./inline-parts.ts";

export type Coding = "br" | "gzip" | "identity";

export type PageFile = {
  type: string;
  etag: string;
  cacheControl: string;
  size: number;
  /** As built; undefined when it has gone from the disk meanwhile. */
  bytes(): Buffer | Promise<Buffer | undefined>;
  /** What the build made of it beside. */
  encoded: Readonly<Partial<Record<Coding, Buffer>>>;
  /** What of it may run and style, by digest. */
  inline: InlineParts;
};

/** One build of a page, as it was found. */
export type PageVersion = { folder: string; files: ReadonlyMap<string, PageFile> };

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".wasm": "application/wasm",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Read from the disk each time: they are large, seldom asked for, and of the same name in each build. */
const leftOnDisk = new Set([".woff2", ".png", ".jpg", ".webp", ".avif", ".map", ".wasm"]);

const codings: readonly [ending: string, coding: Coding][] = [
  [".br", "br"],
  [".gz", "gzip"],
];
const isVariant = (name: string) => codings.some(([ending]) => name.endsWith(ending));

/** A name in there holds a hash of what is in the file. */
const isHashed = (name: string) => name.startsWith("assets/");

/** What one page may hold of the memory. */
const mostHeldBytes = 16 * 1024 * 1024;
const mostFiles = 5_000;

const digest = (bytes: Buffer | string) =>
  createHash("sha256").update(bytes).digest("base64url").slice(0, 22);

/** Throws an Error that says what is missing where the folder holds no whole page. */
export async function readPageVersion(given: string): Promise<PageVersion> {
  // Through a link that is switched later: what was begun is read from one build to its end.
  const folder = await fs.realpath(given);
  const found = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const names = found.filter(isServed).map((one) => nameOf(folder, one));
  if (names.length > mostFiles) throw new Error(`it holds more than ${mostFiles} files`);
  const there = new Set(names);
  const files = new Map<string, PageFile>();
  let heldBytes = 0;
  for (const name of names) {
    if (isVariant(name) && there.has(name.replace(/\.(br|gz)$/, ""))) continue;
    const path = join(folder, name);
    const cacheControl = isHashed(name) ? "public, max-age=31536000, immutable" : "no-cache";
    const type = types[extname(name)] ?? "application/octet-stream";
    if (leftOnDisk.has(extname(name))) {
      const { size, mtimeMs } = await fs.stat(path);
      const etag = `"${digest(isHashed(name) ? `${name} ${size}` : `${name} ${size} ${mtimeMs}`)}"`;
      const bytes = () => fs.readFile(path).catch(() => undefined);
      files.set(name, { type, etag, cacheControl, size, bytes, encoded: {}, inline: noInlineParts });
      continue;
    }
    const bytes = await fs.readFile(path);
    const encoded: Partial<Record<Coding, Buffer>> = {};
    for (const [ending, coding] of codings)
      if (there.has(name + ending)) encoded[coding] = await fs.readFile(path + ending);
    heldBytes += [bytes, ...Object.values(encoded)].reduce((sum, one) => sum + one.length, 0);
    if (heldBytes > mostHeldBytes) throw new Error(`it holds more than ${mostHeldBytes} bytes of text`);
    const inline = extname(name) === ".html" ? inlinePartsOf(bytes.toString()) : noInlineParts;
    files.set(name, {
      ...{ type, etag: `"${digest(bytes)}"`, cacheControl, size: bytes.length, bytes: () => bytes, encoded },
      inline,
    });
  }
  await mustBeWhole(files);
  return { folder, files };
}

const isServed = (one: Dirent) => one.isFile() && !one.name.startsWith(".") && one.name !== "built-from.txt";

const nameOf = (folder: string, { parentPath, name }: Dirent) =>
  relative(folder, join(parentPath, name)).split(sep).join("/");

/** A folder that is still being filled may have its page before its scripts. */
async function mustBeWhole(files: ReadonlyMap<string, PageFile>): Promise<void> {
  const page = await files.get("index.html")?.bytes();
  if (!page) throw new Error("it has no index.html");
  for (const [, name = ""] of page.toString().matchAll(/(?:src|href)="\/[^"/]+\/(assets\/[^"?#]+)"/g))
    if (!files.has(name)) throw new Error(`its index.html asks for ${name}, which is not there`);
}
