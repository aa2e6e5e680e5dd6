import { isIP } from "node:net";
import { isEverywhere } from "./addresses.ts";
import type { EjectionOptions } from "./balancing/ejection.ts";
import { parseEjection } from "./balancing/ejection-setting.ts";
import { ConfigFault, type ConfigOf } from "./config.ts";
import { parseFailpoints } from "./failpoints.ts";
import { type FaultyReads, parseFaultyReads } from "./http/faulty-reads-setting.ts";
import { defaultLease, type Lease } from "./registry/port.ts";
import { parseRegistryAddress } from "./registry/registry-address.ts";
import { parseSeeds, type Seed } from "./registry/seeds.ts";
import {
  choice,
  flag,
  integer,
  networksSetting,
  optionalText,
  type Setting,
  setting,
  text,
} from "./settings.ts";

const port = { min: 0, max: 65_535 };

/** OpenTelemetry's own names. */
const samplers = [
  ...["parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"],
  ...["always_on", "always_off", "traceidratio"],
] as const;

/** What every back end is told. */
export const baseConfig = {
  host: text("HOST", { about: "the address to listen on", default: "127.0.0.1" }),
  advertisedHost: advertisedHostSetting(),
  port: integer("PORT", { about: "the port to listen on; 0 lets the system choose", default: 0, ...port }),
  managementHost: text("MANAGEMENT_HOST", {
    about: "where metrics and the log level are served",
    default: "127.0.0.1",
  }),
  managementPort: integer("MANAGEMENT_PORT", {
    about: "the management port; 0 lets the system choose",
    default: 0,
    ...port,
  }),
  registry: setting(
    "REGISTRY",
    {
      about: "where services find each other: eureka:URL,URL or consul:URL",
      default: "eureka:http://127.0.0.1:8761/eureka/",
      // A URL may carry credentials.
      secret: true,
    },
    (given) => {
      parseRegistryAddress(given);
      return given;
    },
  ),
  registryLease: setting<Lease>(
    "REGISTRY_LEASE_S",
    {
      about: "seconds between our renewals / seconds that the registry keeps us without one",
      default: defaultLease,
    },
    lease,
  ),
  registrySeeds: setting<readonly Seed[]>(
    "REGISTRY_SEEDS",
    {
      about:
        "where services are while no registry answers and none of them is remembered: order=HOST:PORT,...",
      default: [],
    },
    parseSeeds,
  ),
  zone: optionalText("ZONE", {
    about: "where this process runs: told to the registry, and instances of the same zone are called first",
  }),
  dataDir: text("DATA_DIR", {
    about: "this process's own folder for copies: registry view, keys, revocations",
  }),
  replica: text("REPLICA", {
    about:
      "which replica of its kind this is, a number or a pod's name: only shown, nothing is decided by it",
    default: "0",
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/,
  }),
  logLevel: choice("LOG_LEVEL", ["debug", "info", "warn", "error"], {
    about: "how much is logged",
    default: "info",
  }),
  liveSettings: optionalText("LIVE_SETTINGS", {
    about:
      "what may be changed while it runs: a YAML file, a mounted ConfigMap's folder, or consul:http://host:8500/key",
    // An ACL token may stand in it.
    secret: true,
  }),
  identityKeyFile: text("IDENTITY_KEY_FILE", {
    about: "the private JWK with which this service says who it is",
  }),
  identityPublicKeysFile: text("IDENTITY_PUBLIC_KEYS_FILE", {
    about: "the JWKS of all services' public keys",
  }),
  seed: choice("SEED", ["demo", "empty"], { about: "what a new store begins with", default: "empty" }),
  drainTimeoutMs: integer("DRAIN_TIMEOUT_MS", {
    about: "how long a stop may take",
    default: 8_000,
    min: 100,
    max: 600_000,
  }),
  drainNoticeMs: integer("DRAIN_NOTICE_MS", {
    about:
      "how long callers are given to say that they saw this instance leave, where the registry tells them",
    default: 1_000,
    min: 0,
    max: 60_000,
  }),
  runnerIpc: flag("RUNNER_IPC", {
    about: "stop when the runner that started this process is gone",
    default: false,
  }),
  allowedNetworks: networksSetting(
    "ALLOWED_NETWORKS",
    "where an instance may be for us to call it, whatever the registry says",
    "127.0.0.0/8,::1/128",
  ),
  otlpEndpoint: setting<string | undefined>(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    {
      about: "the collector that spans are sent to by OTLP, as http://jaeger:4318; none are made without it",
      default: undefined,
      // A URL may carry credentials.
      secret: true,
    },
    collectorUrl,
  ),
  otlpTimeoutMs: integer("OTEL_EXPORTER_OTLP_TIMEOUT", {
    about: "how long the collector may take to answer",
    default: 5_000,
    min: 10,
    max: 60_000,
  }),
  tracesSampler: choice("OTEL_TRACES_SAMPLER", samplers, {
    about: "which traces are told of; those that fail are in any case",
    default: "parentbased_always_on",
  }),
  tracesSamplerArg: setting(
    "OTEL_TRACES_SAMPLER_ARG",
    { about: "the share of traces that the ratio samplers choose, from 0 to 1", default: 1 },
    (given) => {
      const share = Number(given);
      if (!/^\d*\.?\d+$/.test(given) || share > 1) throw new Error("must be a number from 0 to 1");
      return share;
    },
  ),
  ejection: setting<EjectionOptions>(
    "EJECTION",
    {
      about:
        "when an instance is left alone for its answers, as 2/10s/30s/50%: so many failures in a row, within so long, out for so long, at most this share of a service; by kind of trouble and for a growing while when left out",
      default: {},
    },
    parseEjection,
  ),
  faultyReads: setting<FaultyReads | undefined>(
    "FAULTY_READS",
    {
      about:
        "so many of each so many reads are answered 500, in order to show what others make of it, as 2/10@2026-11-22T18:30Z; in production with an end within the hour only",
      default: undefined,
    },
    parseFaultyReads,
  ),
  failpoints: failpointsSetting(),
  isProduction: setting(
    "NODE_ENV",
    { about: "production or anything else", default: false },
    (given) => given === "production",
  ),
};

export type BaseConfig = ConfigOf<typeof baseConfig>;

function advertisedHostSetting(): Setting<string | undefined> {
  return setting<string | undefined>(
    "ADVERTISED_HOST",
    { about: "the address at which others find this process; HOST when it is not given", default: undefined },
    (given) => {
      // A name would be told, and nobody would believe it.
      if (isIP(given) === 0 || isEverywhere(given)) throw new Error("must be one address, like 10.0.0.7");
      return given;
    },
  );
}

function failpointsSetting(): Setting<string> {
  return setting(
    "FAILPOINTS",
    { about: "steps at which this process dies or waits, for game days", default: "" },
    (given) => {
      parseFailpoints(given);
      return given;
    },
  );
}

function collectorUrl(given: string): string {
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "")
    throw new Error("must be a URL like http://127.0.0.1:4318");
  return given;
}

/** `5/15`. Whole seconds, for that is how Eureka is told. */
function lease(given: string): Lease {
  const [, renewal, duration] = /^(\d{1,3})\/(\d{1,4})$/.exec(given) ?? [];
  const [renewalS, durationS] = [Number(renewal), Number(duration)];
  // One lost renewal must not cost the lease.
  if (!(renewalS >= 1 && durationS >= 2 * renewalS)) {
    throw new Error("must be like 5/15, the second at least twice the first");
  }
  return { renewalMs: renewalS * 1_000, durationMs: durationS * 1_000 };
}

/** What the registry is told. */
export function advertisedHostOf({
  host,
  advertisedHost = host,
}: Pick<BaseConfig, "host" | "advertisedHost">) {
  if (isEverywhere(advertisedHost))
    throw new ConfigFault([
      `ADVERTISED_HOST is missing: who listens at ${host} listens everywhere, and has to say where others find it`,
    ]);
  return advertisedHost;
}
