import { type BlockList, isIPv4 } from "node:net";
import { baseConfig } from "@siren/chassis/base-config";
import { ConfigFault, readConfig } from "@siren/chassis/config";
import { choice, flag, integer, optionalText, type Setting, text } from "@siren/chassis/settings";
import { listedPeers, peerUrl } from "./peers/peer-addresses.ts";
import { MAX_STORED_BYTES } from "./registry/weight.ts";

/** Discovery is what the others register with: of the common settings it needs no registry and no identity. */
const spec = {
  host: baseConfig.host,
  advertisedHost: baseConfig.advertisedHost,
  port: integer("PORT", {
    about: "the port to listen on; 0 lets the system choose",
    default: 8761,
    min: 0,
    max: 65_535,
  }),
  managementHost: baseConfig.managementHost,
  managementPort: baseConfig.managementPort,
  dataDir: text("DATA_DIR", { about: "the folder of the registry's snapshot" }),
  logLevel: baseConfig.logLevel,
  drainTimeoutMs: baseConfig.drainTimeoutMs,
  runnerIpc: baseConfig.runnerIpc,
  credentials: optionalText("REGISTRY_CREDENTIALS", {
    about: "name:password that clients must show; required unless HOST is a loopback address",
    secret: true,
  }),
  dashboardCredentials: optionalText("DASHBOARD_CREDENTIALS", {
    about:
      "name:password for changes at the dashboard; without it they are made once and kept in DATA_DIR/dashboard-password",
    secret: true,
  }),
  allowedHosts: text("REGISTRY_HOST_NAMES", {
    about: "comma list of names by which clients reach this registry, beside addresses and localhost",
    default: "",
  }),
  leaseExpiry: choice("EUREKA_LEASE_EXPIRY", ["exact", "compat"], {
    about: "exact ends a lease after its stated duration, compat after twice that, as Netflix does",
    default: "exact",
  }),
  compat: flag("EUREKA_COMPAT", {
    about: "leases and self-preservation exactly as Netflix's server has them; see the README",
    default: false,
  }),
  maxInstances: integer("EUREKA_MAX_INSTANCES", {
    about: "a registration beyond this many is answered 503",
    default: 50_000,
    min: 1,
    max: 1_000_000,
  }),
  maxBytes: integer("EUREKA_MAX_BYTES", {
    about: "a registration for which all together would take more memory than this is answered 503",
    default: MAX_STORED_BYTES,
    min: 65_536,
    max: 4_294_967_296,
  }),
  selfPreservation: flag("EUREKA_SELF_PRESERVATION", {
    about: "keep everybody when too many renewals are missing at once",
    default: true,
  }),
  peers: peersSetting(),
  peersFile: optionalText("EUREKA_PEERS_FILE", {
    about: "a file with more peers, one to a line; read again while running",
  }),
  peersRefreshMs: integer("EUREKA_PEERS_REFRESH_MS", {
    about: "how often the file is read and the peers' names are looked up again",
    default: 10_000,
    min: 100,
    max: 3_600_000,
  }),
  allowedNetworks: allowedNetworksSetting(),
  requestTimeoutMs: integer("EUREKA_REQUEST_TIMEOUT_MS", {
    about: "a request that has not arrived whole after so long is answered 408",
    default: 10_000,
    min: 100,
    max: 300_000,
  }),
  delta: flag("EUREKA_DELTA", { about: "serve /apps/delta", default: true }),
};

/** Off unless set: most registries serve whoever may reach them. */
function allowedNetworksSetting(): Setting<BlockList | undefined> {
  return {
    key: "EUREKA_ALLOWED_NETWORKS",
    about: "networks like 10.0.0.0/8,fd00::/8; an instance whose ipAddr lies in none of them is not taken",
    secret: false,
    fallback: undefined,
    isRequired: false,
    parse: baseConfig.allowedNetworks.parse,
  };
}

function peersSetting(): Setting<readonly string[]> {
  return {
    key: "EUREKA_PEERS",
    about: "comma list of the other registries; a name of several addresses is a peer for each",
    secret: true,
    fallback: [],
    isRequired: false,
    parse: (given) =>
      listedPeers(given).map((text) => {
        const url = peerUrl(text);
        if (url === undefined)
          throw new Error("must be like http://host:8761/eureka/,http://other:8761/eureka/");
        return url;
      }),
  };
}

const isLoopbackAddress = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));

export type DiscoveryConfig = Omit<ReturnType<typeof readConfig<typeof spec>>, "allowedHosts"> & {
  readonly allowedHosts: readonly string[];
};

/** Faults of single settings and of their combination are reported together. */
export function readDiscoveryConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
): DiscoveryConfig {
  const faults: string[] = [];
  const credentials = env.REGISTRY_CREDENTIALS ?? "";
  const host = env.HOST ?? "";
  if (credentials !== "" && !/^[^:]+:.+$/s.test(credentials)) {
    faults.push("REGISTRY_CREDENTIALS must be name:password; it is ***");
  }
  const forPeople = env.DASHBOARD_CREDENTIALS ?? "";
  if (forPeople !== "" && !/^[^:]+:.+$/s.test(forPeople)) {
    faults.push("DASHBOARD_CREDENTIALS must be name:password; it is ***");
  }
  if (host !== "" && !isLoopbackAddress(host) && credentials === "") {
    faults.push(
      `REGISTRY_CREDENTIALS is missing: HOST ${JSON.stringify(host)} is not a loopback address, and whoever reaches an open registry may pose as any service`,
    );
  }
  let config: ReturnType<typeof readConfig<typeof spec>> | undefined;
  try {
    config = readConfig(spec, env);
  } catch (fault) {
    if (!(fault instanceof ConfigFault)) throw fault;
    faults.unshift(...fault.faults);
  }
  if (!config || faults.length > 0) throw new ConfigFault(faults);
  const allowedHosts = config.allowedHosts
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const leaseExpiry = config.compat ? "compat" : config.leaseExpiry;
  return Object.freeze({ ...config, leaseExpiry, allowedHosts });
}
