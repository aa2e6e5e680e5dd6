import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedMongo } from "../src/embedded-mongo.ts";

/** The embedded engine over a file of its own, gone afterwards, and so not waiting for the disk unless told to. */
export async function withEmbeddedEngine<T>(
  use: (uri: string, file: string) => Promise<T>,
  { synchronous = "NORMAL" }: { synchronous?: "FULL" | "NORMAL" } = {},
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "embedded-mongo-"));
  const file = path.join(folder, "judged.db");
  try {
    const engine = await startEmbeddedMongo({ file, synchronous });
    try {
      return await use(engine.uri, file);
    } finally {
      await engine.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
