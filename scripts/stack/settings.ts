import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { StackFault } from "./fault.ts";
import type { OwnSettings } from "./own-settings.ts";
import { demandFreePorts, freePort, type WantedPort } from "./ports.ts";
import type { StopTimes } from "./stop-times.ts";
import {
  eurekaUrl,
  gatewayPortOf,
  type ProcessName,
  type ProcessSpec,
  registryPortOf,
  type Seed,
  type StackSettings,
} from "./topology.ts";

export const repositoryRoot = fileURLToPath(new URL("../../", import.meta.url));

/** What a caller may choose; everything has a default. Port 0 means any free one. */
export type StackOptions = {
  root?: string;
  topology?: readonly ProcessSpec[];
  replicas?: Partial<Record<ProcessName, number>>;
  only?: readonly ProcessName[];
  dataDir?: string;
  gatewayPort?: number;
  registryPort?: number;
  host?: string;
  https?: boolean;
  seed?: Seed;
  /** An outside registry instead of our own discovery: `eureka:URL,URL` or `consul:URL`. */
  registry?: string;
  logLevel?: string;
  /** What the cafe itself tells its processes (`--settings`). */
  ownSettings?: OwnSettings;
  /** More environment for one process, e.g. a fault switch. */
  env?: Partial<Record<ProcessName, Record<string, string>>>;
  /** Another tree for one process, e.g. of another version; asked each time that it is started. */
  treeOf?: (name: ProcessName, replica: number) => string | undefined;
  restartCrashed?: boolean;
  /** Without it, those of the local stack, which has to be small. */
  nodeFlags?: readonly string[];
  buildPages?: boolean;
  /** Node's compile cache, to be filled before anything starts. */
  compileCache?: string | undefined;
  startTimeoutMs?: number;
  /** For tests of processes that do not obey. */
  stopTimes?: StopTimes;
  signal?: AbortSignal;
  say?: (line: string) => void;
};

export const defaultPorts = { gateway: 8080, registry: 8761 } as const;

export const isLoopback = (host: string) => host === "localhost" || host === "::1" || host.startsWith("127.");

export function chosenProcesses(options: StackOptions, topology: readonly ProcessSpec[]): ProcessSpec[] {
  const externalRegistry = options.registry !== undefined;
  return topology.filter((spec) => {
    if (options.only) return options.only.includes(spec.name);
    return !(externalRegistry && spec.name === "discovery");
  });
}

export async function settingsOf(
  options: StackOptions,
  specs: readonly ProcessSpec[],
): Promise<StackSettings> {
  const root = options.root ?? repositoryRoot;
  const host = options.host ?? "127.0.0.1";
  const seed = options.seed ?? "demo";
  if (!isLoopback(host) && seed === "demo") {
    throw new StackFault(
      `--host ${host} opens the cafe to other machines, and the demo accounts' passwords are public: add --seed empty`,
    );
  }
  const ports = await choosePorts(options, host, specs);
  const replicas = options.replicas ?? {};
  const registryUrls = Array.from({ length: replicas.discovery ?? 1 }, (_, replica) =>
    eurekaUrl(registryPortOf({ registryPort: ports.registry }, replica)),
  );
  return {
    root,
    dataDir: resolve(root, options.dataDir ?? "data"),
    host,
    registryPort: ports.registry,
    gatewayPort: ports.gateway,
    registry: options.registry ?? `eureka:${registryUrls.join(",")}`,
    replicas,
    seed,
    logLevel: options.logLevel ?? "info",
  };
}

type Ports = { gateway: number; registry: number };

async function choosePorts(
  options: StackOptions,
  host: string,
  specs: readonly ProcessSpec[],
): Promise<Ports> {
  const wanted: Ports = {
    gateway: options.gatewayPort ?? defaultPorts.gateway,
    registry: options.registryPort ?? defaultPorts.registry,
  };
  for (let tries = 1; ; tries++) {
    const ports: Ports = {
      gateway: wanted.gateway || (await freePort(host)),
      registry: wanted.registry || (await freePort("127.0.0.1")),
    };
    try {
      await demandFreePorts(fixedPorts(ports, host, options, specs));
      return ports;
    } catch (fault) {
      const anotherMayDo = wanted.gateway === 0 || wanted.registry === 0;
      if (!anotherMayDo || tries >= 5) throw fault;
    }
  }
}

function fixedPorts(
  ports: Ports,
  host: string,
  options: StackOptions,
  specs: readonly ProcessSpec[],
): WantedPort[] {
  const each = (name: ProcessName, at: (replica: number) => Omit<WantedPort, "whose">): WantedPort[] =>
    specs.some((spec) => spec.name === name)
      ? Array.from({ length: options.replicas?.[name] ?? 1 }, (_, replica) => ({
          ...at(replica),
          whose: replica === 0 ? name : `${name} (replica ${replica})`,
        }))
      : [];
  return [
    ...each("gateway", (replica) => ({
      host,
      port: gatewayPortOf({ gatewayPort: ports.gateway }, replica),
      option: "--gateway-port",
    })),
    ...each("discovery", (replica) => ({
      host: "127.0.0.1",
      port: registryPortOf({ registryPort: ports.registry }, replica),
      option: "--registry-port",
    })),
  ];
}
