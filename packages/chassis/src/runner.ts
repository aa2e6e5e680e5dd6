import { ConfigFault } from "./config.ts";
import { errorFields } from "./log.ts";
import { toStandardOut } from "./log-out.ts";

export type Runnable = {
  start(): Promise<unknown>;
  stop(): Promise<void>;
};

/** Exit codes of sysexits(3): 78 is a configuration to be mended, 70 a fault of ours. */
const exitCodes = { config: 78, fault: 70 } as const;

/** A stop that outlasts its own deadline is cut off here, so that a runner never waits for ever. */
const lastResortMs = 2_000;

type Settings = { drainTimeoutMs: number; runnerIpc: boolean };

function say(name: string, event: string, fields: Record<string, unknown> = {}): void {
  const line = { t: new Date().toISOString(), level: "error", event, service: name, ...fields };
  toStandardOut(JSON.stringify(line), true);
}

function giveUp(name: string, error: unknown): never {
  if (error instanceof ConfigFault) {
    for (const fault of error.faults) process.stderr.write(`${name}: ${fault}\n`);
    process.exit(exitCodes.config);
  }
  // Those that say in one line what is wrong with a file, an address or a port.
  const isOneLine = error instanceof Error && ("oneLine" in error || "syscall" in error);
  if (isOneLine) process.stderr.write(`${name}: ${(error as Error).message}\n`);
  else say(name, "start.failed", errorFields(error));
  process.exit(isOneLine ? exitCodes.config : exitCodes.fault);
}

/**
 * The one place that hears signals and ends the process. A second signal while the stop is under way is
 * ignored: a terminal's Ctrl-C reaches the runner and its children alike.
 */
export async function runMain(
  name: string,
  settings: () => Settings,
  build: () => Promise<Runnable>,
): Promise<void> {
  let running: Runnable | undefined;
  let stopping = false;
  // Whatever this process writes, stores and copies alike, is for its own user only.
  process.umask(0o077);

  process.on("uncaughtException", (error) => {
    say(name, "uncaught", errorFields(error));
    process.exit(exitCodes.fault);
  });

  let read: Settings;
  try {
    read = settings();
  } catch (error) {
    giveUp(name, error);
  }

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(exitCodes.fault), read.drainTimeoutMs + lastResortMs).unref();
    try {
      await running?.stop();
      process.exit(0);
    } catch (error) {
      say(name, "stop.failed", errorFields(error));
      process.exit(exitCodes.fault);
    }
  }

  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (read.runnerIpc) process.on("disconnect", stop);

  try {
    const built = await build();
    running = built;
    // A signal during a long build must not leave half a process behind that nobody stops any more.
    if (stopping) return;
    await built.start();
  } catch (error) {
    // The stop that is under way says how this ends.
    if (!stopping) giveUp(name, error);
  }
}
