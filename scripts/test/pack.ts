import { describe } from "node:test";
import { pathToFileURL } from "node:url";

/**
 * Runs several test files in one process, each as a suite of its own, so that what a file opens before its tests it
 * closes after them and before the next file's begin. Half of a small file's time is a process that starts and loads
 * what its neighbour has loaded as well.
 */
const [timeoutMs, ...files] = process.argv.slice(2);
for (const file of files)
  describe(file, { timeout: Number(timeoutMs) }, async () => {
    await import(pathToFileURL(file).href);
  });
