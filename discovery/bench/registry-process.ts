import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const main = join(import.meta.dirname, "..", "src", "main.ts");
const TICKS_PER_SECOND = 100;

export type RegistryProcess = {
  readonly port: number;
  /** Processor time of all of its threads so far. */
  cpuMs(): Promise<number>;
  residentMb(): Promise<number>;
  logLines(): number;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The registry as it is started in earnest, with its log read as a runner reads it. Linux: it looks into /proc. */
export async function startRegistryProcess(
  flags: readonly string[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<RegistryProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), "siren-registry-bench-"));
  const child: ChildProcess = spawn(process.execPath, [...flags, main], {
    env: { PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "info", ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { stdout, pid } = child;
  if (!stdout || pid === undefined) throw new Error("the registry did not start");
  let lines = 0;
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: stdout }).on("line", (line) => {
      lines++;
      const url =
        lines < 10 ? /"event":"listening".*"url":"http:\/\/[^"]*:(\d+)"/.exec(line)?.[1] : undefined;
      if (url !== undefined) resolve(Number(url));
    });
    child.once("exit", (code) => reject(new Error(`the registry ended with ${code}`)));
  });
  return {
    port,
    async cpuMs() {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
    },
    async residentMb() {
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
    logLines: () => lines,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGTERM");
        await gone;
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
