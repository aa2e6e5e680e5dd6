import { startEmbeddedMongo } from "@siren/embedded-mongo";

/**
 * The embedded engine by itself, as a database that outlives those who are connected to it: `openStore(uri)` is
 * then one process of a service, which a test may abandon at any moment and open anew over the same data.
 */
export async function openLastingEngine(file: string): Promise<{ uri: string; close(): Promise<void> }> {
  // Nobody pulls the plug of a test's machine; what a process loses when it dies is the same either way.
  const { uri, close } = await startEmbeddedMongo({ file, synchronous: "NORMAL" });
  return { uri, close };
}
