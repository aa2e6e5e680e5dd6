import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Seconds on the clock and of processor, with those of the processes that were started and have ended meanwhile. */
export type Time = { what: string; tookS: number; processorS: number };

/** Where the packs of one run note what each of their files took: `npm test -- --times`. */
export function openTimes(): { file: string; all: () => Time[]; [Symbol.dispose]: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "siren-times-"));
  const file = join(folder, "times.jsonl");
  appendFileSync(file, "");
  return {
    file,
    all: () =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Time),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** From now until it is called, or from the start of this process. */
export function stopwatch({ fromStart = false } = {}): () => Omit<Time, "what"> {
  const [beganAtMs, beganAtS] = fromStart ? [0, 0] : [performance.now(), processorS()];
  return () => ({ tookS: (performance.now() - beganAtMs) / 1000, processorS: processorS() - beganAtS });
}

export const note = (file: string, time: Time) => appendFileSync(file, `${JSON.stringify(time)}\n`);

/** Linux counts ticks of a hundredth of a second, also for children that have ended; others tell of this process only. */
function processorS(): number {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }
}

/** How much of the whole machine's processor was used by nobody, whoever else was on it. */
export function idleWatch(): () => string {
  const read = () =>
    cpus().reduce(
      ({ idle, all }, { times }) => ({
        idle: idle + times.idle,
        all: all + times.idle + times.user + times.nice + times.sys + times.irq,
      }),
      { idle: 0, all: 0 },
    );
  const before = read();
  return () => {
    const now = read();
    return `${((100 * (now.idle - before.idle)) / Math.max(1, now.all - before.all)).toFixed(0)} %`;
  };
}

/** What a pack's process took beside its files' tests, as of a folder. */
const loading = "what packs load";
export const loadingOf = (firstFile: string) => join(loading, firstFile);
const folderOf = ({ what }: Time) => (what.startsWith(join(loading, "")) ? loading : dirname(what));

/** The dearest files by processor, and the sums of their folders. */
export function tableOf(times: readonly Time[], most = 40): string {
  const folders = [...Map.groupBy(times, folderOf)].map(([what, all]) => ({
    what: `${what}: ${all.length}`,
    tookS: all.reduce((sum, { tookS }) => sum + tookS, 0),
    processorS: all.reduce((sum, { processorS }) => sum + processorS, 0),
  }));
  return [
    "processor s   clock s",
    ...linesOf(times).slice(0, most),
    "by folder",
    ...linesOf(folders).slice(0, most),
  ].join("\n");
}

const linesOf = (times: readonly Time[]) =>
  times
    .toSorted((a, b) => b.processorS - a.processorS)
    .map(
      ({ what, tookS, processorS }) =>
        `${processorS.toFixed(1).padStart(11)} ${tookS.toFixed(1).padStart(9)}   ${what}`,
    );
