import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const worthIt = /\.(html|js|css|svg|json|webmanifest|txt)$/;
/** Less fits into the packet that has to be sent anyway. */
const leastBytes = 1_024;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/**
 * Compressed once, as small as it gets, instead of for each browser: beside each file that is worth it lie its `.br`
 * and `.gz`, which the gateway gives to whoever takes them.
 */
export async function precompress(folder: string): Promise<void> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile() && worthIt.test(one.name));
  await Promise.all(files.map(({ parentPath, name }) => compress(join(parentPath, name))));
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length < leastBytes) return;
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const variants = { ".br": await brotli(bytes, { params }), ".gz": await zip(bytes, { level: 9 }) };
  for (const [ending, variant] of Object.entries(variants))
    if (variant.length < bytes.length) await writeFile(path + ending, variant);
}
