import { relative } from "node:path";
import { after, before, describe } from "node:test";
import { pathToFileURL } from "node:url";
import { loadingOf, note, stopwatch } from "./times.ts";

const nameOf = (file = "") => relative(process.cwd(), file);

/**
 * Runs several test files in one process, each as a suite of its own, so that what a file opens before its tests it
 * closes after them and before the next file's begin. Half of a small file's time is a process that starts and loads
 * what its neighbour has loaded as well.
 */
const [timeoutMs, timesFile = "", ...files] = process.argv.slice(2);
const whole = stopwatch({ fromStart: true });
const tested = { tookS: 0, processorS: 0 };
if (timesFile !== "")
  process.on("exit", () => {
    const all = whole();
    note(timesFile, {
      what: loadingOf(nameOf(files[0])),
      tookS: all.tookS - tested.tookS,
      processorS: all.processorS - tested.processorS,
    });
  });
for (const file of files)
  describe(file, { timeout: Number(timeoutMs) }, async () => {
    let watch = stopwatch();
    before(() => {
      watch = stopwatch();
    });
    await import(pathToFileURL(file).href);
    after(() => {
      if (timesFile === "") return;
      const took = watch();
      tested.tookS += took.tookS;
      tested.processorS += took.processorS;
      note(timesFile, { what: nameOf(file), ...took });
    });
  });
