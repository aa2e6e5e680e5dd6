import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const ticksPerSecond = 100;

export type Child = {
  readonly pid: number;
  readonly url: string;
  readonly managementUrl: string;
  /** The instance under which it stands in the registry. */
  readonly instanceId: string;
  /** Processor time so far, of all its threads and its own children. Linux: it looks into /proc. */
  cpuMs(): number;
  residentMb(): number;
  log: readonly string[];
  kill(signal: NodeJS.Signals): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  [Symbol.asyncDispose](): Promise<void>;
};

type Start = {
  env: Readonly<Record<string, string>>;
  flags?: readonly string[];
  /** Anything else than Node. */
  program?: string;
  args?: readonly string[];
  /** For those that do not say where they listen. */
  listensAt?: string;
};

const startWithinMs = 60_000;

/** A process of its own, as it is started in earnest; known by the line in which it says where it listens. */
export async function startChild(
  entry: string,
  { env, flags = [], program, args, listensAt }: Start,
): Promise<Child> {
  const child: ChildProcess = program
    ? spawn(program, [...(args ?? [])], { env, stdio: ["ignore", "pipe", "pipe"] })
    : spawn(process.execPath, [...flags, entry, ...(args ?? [])], { env, stdio: ["ignore", "pipe", "pipe"] });
  const log: string[] = [];
  const keep = (line: string) => {
    if (log.push(line) > 5_000) log.splice(0, 1_000);
  };
  const { pid } = child;
  if (!child.stdout || !child.stderr || pid === undefined) throw new Error(`${entry} did not start`);
  createInterface({ input: child.stderr }).on("line", keep);
  const lines = createInterface({ input: child.stdout }).on("line", keep);
  const end = once(child, "exit");

  const listening = await new Promise<Record<string, string>>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${entry} said nothing for a minute:\n${log.join("\n")}`));
    }, startWithinMs);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`${entry} ended with ${code}:\n${log.slice(-20).join("\n")}`));
    });
    const found = (fields: Record<string, string>) => {
      clearTimeout(timer);
      resolve(fields);
    };
    if (listensAt !== undefined) {
      answersAt(listensAt, child).then(() => found({ url: listensAt }), reject);
      return;
    }
    lines.on("line", (line) => {
      if (line.includes('"event":"listening"')) found(JSON.parse(line));
    });
  });

  async function kill(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await end;
  }
  return {
    pid,
    url: listening.url ?? "",
    managementUrl: listening.managementUrl ?? "",
    instanceId: listening.instanceId ?? "",
    cpuMs: () => familyOf(pid).reduce((sum, one) => sum + ticksOf(one), 0) * (1000 / ticksPerSecond),
    residentMb: () => familyOf(pid).reduce((sum, one) => sum + residentOf(one), 0),
    log,
    kill,
    signal: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      // One that is stopped would hear nothing else.
      child.kill("SIGCONT");
      const last = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await kill("SIGTERM");
      clearTimeout(last);
    },
  };
}

async function answersAt(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + startWithinMs;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody answers at ${url}`);
}

function statOf(pid: number): string[] {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name, in brackets, may hold anything.
    return line.slice(line.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

const ticksOf = (pid: number) => {
  const fields = statOf(pid);
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
};

function residentOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** nginx has its worker do the work. */
function familyOf(pid: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(statOf(Number(name))[1]) === pid)
    .map(Number);
  return [pid, ...children];
}
