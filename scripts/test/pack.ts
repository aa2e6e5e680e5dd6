import { relative } from "node:path";
import { after, before, describe } from "node:test";
import { pathToFileURL } from "node:url";
import { note, stopwatch } from "./times.ts";

/**
 * Runs several test files in one process, each as a suite of its own, so that what a file opens before its tests it
 * closes after them and before the next file's begin. Half of a small file's time is a process that starts and loads
 * what its neighbour has loaded as well.
 */
const [timeoutMs, timesFile = "", ...files] = process.argv.slice(2);
for (const file of files)
  describe(file, { timeout: Number(timeoutMs) }, async () => {
    let watch = stopwatch();
    before(() => {
      watch = stopwatch();
    });
    await import(pathToFileURL(file).href);
    after(() => {
      if (timesFile !== "") note(timesFile, { what: relative(process.cwd(), file), ...watch() });
    });
  });
