import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";

const NAME = "ops";

/**
 * Who was given no credentials for the dashboard finds some in the data folder, made at the first start and
 * readable by this user alone. They are never logged; where they lie is.
 */
export async function credentialsIn(file: string, newSecret: () => string): Promise<string> {
  try {
    const kept = (await readFile(file, "utf8")).trim();
    if (/^[^:]+:.+$/.test(kept)) return kept;
  } catch (fault) {
    if (!(fault instanceof Error && "code" in fault && fault.code === "ENOENT")) throw fault;
  }
  const made = `${NAME}:${newSecret()}`;
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(`${made}\n`);
  } finally {
    await handle.close();
  }
  return made;
}
