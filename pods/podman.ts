import { spawn } from "node:child_process";
import { accessSync, constants, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { StackFault } from "../scripts/stack/fault.ts";

/**
 * Podman 4.3 as Debian has it: crun refuses a mixed cgroup layout, limits in pods have to be equal because soft and
 * hard ones change places, and there may be no systemd to hold cgroups, timers or a journal.
 */
const containersConf = `[containers]
default_ulimits = ["nofile=10000:10000", "nproc=20000:20000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/** What it does not do without, and the Debian package that has each. */
const programs = {
  podman: "podman",
  runc: "runc",
  conmon: "conmon",
  catatonit: "catatonit",
  iptables: "iptables",
  kubectl: "kubectl",
} as const;
const besides = { netavark: "/usr/lib/podman/netavark", "aardvark-dns": "/usr/lib/podman/aardvark-dns" };

/** Nothing is installed here: that is for whoever owns the machine. */
export function demandPodman(path: string): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    throw new StackFault("pods are played by podman as root, on Linux only");
  const folders = [...path.split(delimiter), "/usr/sbin", "/sbin"];
  const isThere = (program: string) => folders.some((folder) => isRunnable(join(folder, program)));
  const missing = [
    ...Object.entries(programs).filter(([program]) => !isThere(program)),
    ...Object.entries(besides).filter(([name, file]) => !isRunnable(file) && !isThere(name)),
  ].map(([program]) => program);
  if (missing.length > 0)
    throw new StackFault(`pods need what is not installed here: ${missing.join(", ")} (pods/README.md)`);
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

class CommandFailed extends Error {
  override name = "CommandFailed";
  readonly code: number | null;
  constructor(what: string, code: number | null, said: string) {
    // The last line says what was wrong, those before it what led there; podman warns of much that is meant so.
    const lines = said.trim().split("\n").slice(-15);
    super(`${what} ended with ${code}: ${lines.pop()}${lines.map((line) => `\n  ${line}`).join("")}`);
    this.code = code;
  }
}

type Running = {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  input?: string | Buffer;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
};

/** What it wrote; a failure is thrown with the end of what it said. */
export function run(command: string, args: readonly string[], running: Running = {}): Promise<string> {
  const { env, cwd, input, timeoutMs = 60_000, signal } = running;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...{ env, cwd, timeout: timeoutMs, signal },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const [out, said]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    child.once("error", reject);
    // Who reads nothing may close its end before it was given all.
    child.stdin.on("error", () => undefined);
    child.once("close", (code) => {
      const text = Buffer.concat(out).toString();
      const what = `${command} ${args.slice(0, 3).join(" ")}`;
      if (code === 0) resolve(text);
      else reject(new CommandFailed(what, code, Buffer.concat(said).toString() || text));
    });
    child.stdin.end(input);
  });
}

export type Podman = (args: readonly string[], running?: Omit<Running, "env">) => Promise<string>;

/** With settings of its own, which lie in `folder` and touch nothing of the machine's. */
export function openPodman(folder: string, environment: NodeJS.ProcessEnv): Podman {
  const file = join(folder, "containers.conf");
  writeFileSync(file, containersConf);
  const env = { ...environment, CONTAINERS_CONF: file };
  return (args, running) => run("podman", args, { ...running, env });
}
