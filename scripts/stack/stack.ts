import { join } from "node:path";
import { fillCompileCache } from "./compile-cache.ts";
import { lockDataFolder } from "./data-folder.ts";
import { inherited } from "./environment.ts";
import { StackFault } from "./fault.ts";
import { nodeFlags } from "./node-flags.ts";
import { inOrderOfNeed, inWavesOfNeed } from "./order-of-need.ts";
import { demandOwn } from "./own-settings.ts";
import { buildStalePages } from "./pages.ts";
import { asWritten, gatheredUnder, gatherPrograms } from "./programs.ts";
import { missingFromReadiness, missingFromRegistry, registryAnswers, until } from "./readiness.ts";
import { makeSecrets } from "./secrets.ts";
import { chosenProcesses, type StackOptions, settingsOf } from "./settings.ts";
import { stopTimes, waveMayTakeMs } from "./stop-times.ts";
import { Supervised } from "./supervised-process.ts";
import {
  environmentOf,
  type ProcessName,
  type ProcessSpec,
  registryPortOf,
  type StackSettings,
  specOf,
  topology as wholeTopology,
} from "./topology.ts";

export type Stack = {
  settings: StackSettings;
  dataDir: string;
  gatewayUrl: string;
  /** Ends in `/eureka/`; `undefined` when this stack runs no registry of its own. */
  registryUrl: string | undefined;
  processes: (name?: ProcessName) => Supervised[];
  process: (name: ProcessName, replica?: number) => Supervised;
  /** Sends a signal (SIGKILL unless told otherwise) and waits until the process is gone. */
  kill: (name: ProcessName, replica?: number, signal?: NodeJS.Signals) => Promise<void>;
  /** Graceful stop of one process, which then stays down. */
  stopProcess: (name: ProcessName, replica?: number) => Promise<void>;
  /** Stops it if it runs, starts it, and waits until it is healthy and registered. */
  restart: (name: ProcessName, replica?: number, env?: Record<string, string>) => Promise<Supervised>;
  addReplica: (name: ProcessName, env?: Record<string, string>) => Promise<Supervised>;
  /** Waits until this process is healthy and registered. */
  whenUp: (process: Supervised) => Promise<void>;
  /** From here on warnings of the processes are told, not only their errors. */
  settled: () => void;
  stop: () => Promise<void>;
  /** SIGKILL to everything, for somebody who cannot wait. */
  killEverything: () => void;
};

const defaultStartTimeoutMs = 60_000;

/** Starts everything in order of need and resolves once all of it is healthy and registered. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const specs = chosenProcesses(options, options.topology ?? wholeTopology);
  const settings = await settingsOf(options, specs);
  demandOwn(options.ownSettings ?? {}, settings);
  const lock = lockDataFolder(settings.dataDir);
  const lifetime = new AbortController();
  let stack: Stack | undefined;
  let programOf = asWritten;
  let isBegun = false;
  try {
    stack = runningStack(options, specs, settings, lifetime, lock.release, (spec, replica) =>
      programOf(options.treeOf?.(spec.name, replica) ?? settings.root, spec.entry),
    );
    makeSecrets(settings.dataDir);
    if (options.https) {
      const { localCertificate } = await import("./certificates.ts");
      settings.tls = localCertificate(settings.dataDir, settings.host);
    }
    if (options.buildPages !== false && specs.some((spec) => spec.name === "gateway")) {
      await buildStalePages(settings.root, { say: options.say ?? (() => {}) });
    }
    programOf = await gatherPrograms(settings.root, { say: options.say ?? (() => {}) });
    await fillCompileCache({
      folder: options.compileCache,
      programs: gatheredUnder(programOf, settings.root),
      say: options.say ?? (() => {}),
      ...(options.nodeFlags && { flags: options.nodeFlags }),
    });
    isBegun = true;
    await startInOrder(stack, specs, settings, lifetime.signal, options.signal);
    stack.settled();
    return stack;
  } catch (fault) {
    if (!isBegun) lock.undo();
    if (stack) await stack.stop();
    else lock.release();
    throw fault;
  }
}

async function startInOrder(
  stack: Stack,
  specs: readonly ProcessSpec[],
  settings: StackSettings,
  lifetime: AbortSignal,
  abort: AbortSignal | undefined,
): Promise<void> {
  const listening = new Map<ProcessName, Promise<unknown>>();
  const up: Promise<void>[] = [];
  for (const spec of inOrderOfNeed(specs)) {
    const needed = spec.needs.map((need) => listening.get(need));
    const replicas = Array.from({ length: settings.replicas[spec.name] ?? 1 }, (_, replica) =>
      stack.process(spec.name, replica),
    );
    const all = Promise.all(needed).then(() => {
      lifetime.throwIfAborted();
      return Promise.all(replicas.map((process) => process.start()));
    });
    listening.set(spec.name, all);
    up.push(all.then(async () => void (await Promise.all(replicas.map(stack.whenUp)))));
  }
  const aborted = new Promise<never>((_, reject) => {
    abort?.addEventListener("abort", () => reject(abort.reason), { once: true });
  });
  await Promise.race([Promise.all(up), aborted]);
}

function runningStack(
  options: StackOptions,
  specs: readonly ProcessSpec[],
  settings: StackSettings,
  lifetime: AbortController,
  release: () => void,
  programOf: (spec: ProcessSpec, replica: number) => string,
): Stack {
  const say = options.say ?? (() => {});
  const supervised = specs.flatMap((spec) =>
    Array.from({ length: settings.replicas[spec.name] ?? 1 }, (_, replica) => supervise(spec, replica)),
  );
  let stopping: Promise<void> | undefined;
  let standing = false;

  function supervise(spec: ProcessSpec, replica: number): Supervised {
    return new Supervised({
      name: spec.name,
      replica,
      root: () => options.treeOf?.(spec.name, replica) ?? settings.root,
      program: () => programOf(spec, replica),
      logFile: join(settings.dataDir, "logs", `${spec.name}-${replica}.log`),
      // A function of now: the certificate is made after the processes are listed.
      env: () => ({
        ...inherited(),
        ...environmentOf(spec, settings, replica),
        ...options.ownSettings?.[spec.name],
        ...options.env?.[spec.name],
      }),
      restartCrashed: options.restartCrashed ?? true,
      nodeFlags: options.nodeFlags ?? nodeFlags,
      say,
      isSettled: () => standing && !lifetime.signal.aborted,
    });
  }

  function find(name: ProcessName, replica = 0): Supervised {
    const found = supervised.find((each) => each.name === name && each.replica === replica);
    if (!found) throw new StackFault(`this stack has no ${name}-${replica}`);
    return found;
  }

  async function whenUp(process: Supervised): Promise<void> {
    const deadline = {
      deadlineMs: options.startTimeoutMs ?? defaultStartTimeoutMs,
      signal: lifetime.signal,
      what: process.label,
    };
    const isRegistryThere =
      specs.some((spec) => spec.name === "discovery") || (await registryAnswers(settings.registry));
    await until(async () => {
      const at = process.announcement;
      if (process.state === "down") throw new StackFault(`${process.label} is down`);
      if (!at) return "not listening";
      if (!isRegistryThere) return undefined;
      const registers = specOf(process.name, specs).registers;
      return (
        (await missingFromReadiness(at.managementUrl ?? at.url)) ??
        (registers
          ? await missingFromRegistry(settings.registry, {
              service: process.name,
              ...(at.instanceId !== undefined && { instanceId: at.instanceId }),
            })
          : undefined)
      );
    }, deadline);
  }

  async function stopInReverse(): Promise<void> {
    lifetime.abort(new StackFault("the stack is being stopped"));
    const waves = inWavesOfNeed(specs).reverse();
    const times = options.stopTimes ?? stopTimes;
    const deadlineAtMs = performance.now() + times.wholeMs;
    for (const [place, wave] of waves.entries()) {
      const leftMs = deadlineAtMs - performance.now();
      const mayTakeMs = waveMayTakeMs(times, leftMs, waves.length - place - 1);
      await Promise.all(
        supervised.filter((each) => wave.includes(each.name)).map((each) => each.stop(mayTakeMs)),
      );
    }
    release();
  }

  return {
    settings,
    dataDir: settings.dataDir,
    gatewayUrl: `${options.https ? "https" : "http"}://${urlHost(settings.host)}:${settings.gatewayPort}`,
    registryUrl: specs.some((spec) => spec.name === "discovery")
      ? `http://127.0.0.1:${registryPortOf(settings, 0)}/eureka/`
      : undefined,
    processes: (name) => supervised.filter((each) => name === undefined || each.name === name),
    process: find,
    kill: (name, replica = 0, signal = "SIGKILL") => find(name, replica).signal(signal),
    stopProcess: (name, replica = 0) => find(name, replica).stop(),
    async restart(name, replica = 0, env = {}) {
      const process = find(name, replica);
      await process.stop();
      await process.start(env);
      await whenUp(process);
      return process;
    },
    async addReplica(name, env = {}) {
      const process = supervise(specOf(name, specs), supervised.filter((each) => each.name === name).length);
      supervised.push(process);
      await process.start(env);
      await whenUp(process);
      return process;
    },
    whenUp,
    settled() {
      standing = true;
    },
    stop() {
      stopping ??= stopInReverse();
      return stopping;
    },
    killEverything() {
      for (const each of supervised) each.killNow();
      release();
    },
  };
}

const urlHost = (host: string): string => {
  if (host === "127.0.0.1" || host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
};
