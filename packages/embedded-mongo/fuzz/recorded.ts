import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const FILE = path.join(import.meta.dirname, "recorded.json");

/** What the real engine answered to the operations of one seed, as digests of stretches of steps. */
export interface Recorded {
  engine: string;
  seed: number;
  operations: number;
  digests: string[];
}

export async function recorded(): Promise<Recorded> {
  return JSON.parse(await readFile(FILE, "utf8")) as Recorded;
}

export async function record(run: Recorded): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(run, null, 2)}\n`);
}
