import { join } from "node:path";

/**
 * The one list of what runs: processes, ports, needs and environment.
 * The runner, e2e, chaos and bench read it; a check compares it with k8s/.
 */
export const processNames = [
  "discovery",
  "menu",
  "member",
  "barista",
  "order",
  "auditor",
  "gateway",
] as const;
export type ProcessName = (typeof processNames)[number];

export type Seed = "demo" | "empty";

/** What one running stack was told; every environment below is a function of it. */
export type StackSettings = {
  root: string;
  dataDir: string;
  /** Where the gateway listens. Everything else stays on loopback: nothing else is meant for people. */
  host: string;
  registryPort: number;
  gatewayPort: number;
  /** `eureka:URL,URL` or `consul:URL`. */
  registry: string;
  replicas: Readonly<Partial<Record<ProcessName, number>>>;
  seed: Seed;
  logLevel: string;
  tls?: { certFile: string; keyFile: string };
};

export type ProcessSpec = {
  name: ProcessName;
  entry: string;
  /** Started once these listen; stopped before these. */
  needs: readonly ProcessName[];
  /** False only for the registry itself. */
  registers: boolean;
  port: (settings: StackSettings, replica: number) => number;
  env: (settings: StackSettings, replica: number) => Record<string, string>;
};

const loopback = "127.0.0.1";
const portsBetweenReplicas = 10;
const chosenBySystem = () => 0;
const inData = (settings: StackSettings, ...path: string[]) => join(settings.dataDir, ...path);

export const registryPortOf = (settings: Pick<StackSettings, "registryPort">, replica: number) =>
  settings.registryPort + portsBetweenReplicas * replica;
export const gatewayPortOf = (settings: Pick<StackSettings, "gatewayPort">, replica: number) =>
  settings.gatewayPort + portsBetweenReplicas * replica;

const isEverywhere = (host: string) => host === "0.0.0.0" || host === "::";

/** Where a browser finds the gateway; one that listens everywhere is named as this machine knows it. */
const publicUrlOf = (settings: StackSettings) => {
  const { host, tls } = settings;
  const named = isEverywhere(host) ? loopback : host.includes(":") ? `[${host}]` : host;
  return `${tls ? "https" : "http"}://${named}:${gatewayPortOf(settings, 0)}`;
};

export const eurekaUrl = (port: number) => `http://${loopback}:${port}/eureka/`;

const storeOf = (name: ProcessName) => (settings: StackSettings) => ({
  STORE: `sqlite://${inData(settings, `${name}.db`)}`,
});

export const topology: readonly ProcessSpec[] = [
  {
    name: "discovery",
    entry: "discovery/src/main.ts",
    needs: [],
    registers: false,
    port: registryPortOf,
    env: (settings, replica) => ({ EUREKA_PEERS: peersOf(settings, replica).join(",") }),
  },
  {
    name: "menu",
    entry: "services/menu/src/main.ts",
    needs: ["discovery"],
    registers: true,
    port: chosenBySystem,
    env: storeOf("menu"),
  },
  {
    name: "member",
    entry: "services/member/src/main.ts",
    needs: ["discovery"],
    registers: true,
    port: chosenBySystem,
    env: (settings) => ({
      ...storeOf("member")(settings),
      TOKEN_KEY_FILE: inData(settings, "secrets", "token-key.jwk.json"),
      PUBLIC_URL: publicUrlOf(settings),
    }),
  },
  {
    name: "barista",
    entry: "services/barista/src/main.ts",
    needs: ["discovery"],
    registers: true,
    port: chosenBySystem,
    env: storeOf("barista"),
  },
  {
    name: "order",
    entry: "services/order/src/main.ts",
    needs: ["discovery"],
    registers: true,
    port: chosenBySystem,
    env: storeOf("order"),
  },
  {
    name: "auditor",
    entry: "auditor/src/main.ts",
    needs: ["discovery"],
    registers: true,
    port: chosenBySystem,
    env: () => ({}),
  },
  {
    name: "gateway",
    entry: "gateway/src/main.ts",
    needs: ["menu", "member", "barista", "order"],
    registers: true,
    port: gatewayPortOf,
    env: (settings) => ({
      HOST: settings.host,
      // Whoever asks the registry for it is on this machine.
      ...(isEverywhere(settings.host) && { ADVERTISED_HOST: loopback }),
      // With no other gateway to turn to, nobody gains by being told.
      ...((settings.replicas.gateway ?? 1) < 2 && { LINGER_MS: "0" }),
      CLIENT_DIST: join(settings.root, "frontends", "client", "dist"),
      ADMIN_DIST: join(settings.root, "frontends", "admin", "dist"),
      ...(settings.tls && { TLS_CERT_FILE: settings.tls.certFile, TLS_KEY_FILE: settings.tls.keyFile }),
    }),
  },
];

/** What every process is told, under the names that chassis' base configuration reads. */
export function environmentOf(
  spec: ProcessSpec,
  settings: StackSettings,
  replica: number,
): Record<string, string> {
  return {
    HOST: loopback,
    PORT: String(spec.port(settings, replica)),
    MANAGEMENT_HOST: loopback,
    MANAGEMENT_PORT: "0",
    REGISTRY: settings.registry,
    DATA_DIR: inData(settings, spec.name, String(replica)),
    REPLICA: String(replica),
    SEED: settings.seed,
    LOG_LEVEL: settings.logLevel,
    // Three waves (gateway, services, registry) within the ten seconds that a whole stop may take.
    DRAIN_TIMEOUT_MS: "2000",
    IDENTITY_KEY_FILE: inData(settings, "secrets", `identity-${spec.name}.jwk.json`),
    IDENTITY_PUBLIC_KEYS_FILE: inData(settings, "secrets", "identity-public-keys.jwks.json"),
    RUNNER_IPC: "1",
    MALLOC_ARENA_MAX: "2",
    // A password's hash takes tens of megabytes for a moment: they go back to the system, not to the next one.
    MALLOC_MMAP_THRESHOLD_: "131072",
    MALLOC_TRIM_THRESHOLD_: "131072",
    ...spec.env(settings, replica),
  };
}

function peersOf(settings: StackSettings, replica: number): string[] {
  const count = settings.replicas.discovery ?? 1;
  return Array.from({ length: count }, (_, peer) => peer)
    .filter((peer) => peer !== replica)
    .map((peer) => eurekaUrl(registryPortOf(settings, peer)));
}

export const specOf = (name: ProcessName, specs: readonly ProcessSpec[] = topology): ProcessSpec => {
  const spec = specs.find((candidate) => candidate.name === name);
  if (!spec) throw new Error(`no process is called ${name}`);
  return spec;
};
