import { StackFault } from "./fault.ts";
import type { StackOptions } from "./settings.ts";
import { withoutPassword } from "./table.ts";

/** What `npm start` takes from the environment; the rest are options. */
export function fromEnvironment(env: NodeJS.ProcessEnv): StackOptions {
  const { REGISTRY, REGISTRY_LEASE_S, LOG_LEVEL } = env;
  if (REGISTRY && !isRegistry(REGISTRY)) {
    throw new StackFault(`REGISTRY=${withoutPassword(REGISTRY)} is neither eureka:URL,URL nor consul:URL`);
  }
  if (REGISTRY_LEASE_S && !isLease(REGISTRY_LEASE_S)) {
    throw new StackFault(
      `REGISTRY_LEASE_S=${REGISTRY_LEASE_S} is not like 5/15, the second at least twice the first`,
    );
  }
  const levels = ["debug", "info", "warn", "error"];
  if (LOG_LEVEL && !levels.includes(LOG_LEVEL)) {
    throw new StackFault(`LOG_LEVEL=${LOG_LEVEL} is none of ${levels.join(", ")}`);
  }
  return {
    ...(REGISTRY && { registry: REGISTRY }),
    ...(LOG_LEVEL && { logLevel: LOG_LEVEL }),
  };
}

/** Each process would refuse the rest of it by itself, but only once half of them were started. */
function isRegistry(text: string): boolean {
  const [, kind, addresses = ""] = /^(eureka|consul):(\S+)$/.exec(text) ?? [];
  const urls = addresses.split(",").map((address) => URL.parse(address));
  if (!urls.every((url) => url !== null && /^https?:$/.test(url.protocol) && !url.search && !url.hash))
    return false;
  // A process talks to its own agent only, and at its root.
  return kind === "eureka" || (urls.length === 1 && urls[0]?.pathname === "/");
}

/** The processes take it from the environment themselves; the first of them would have started by then. */
function isLease(text: string): boolean {
  const [, renewalS = 0, durationS = 0] = /^(\d{1,3})\/(\d{1,4})$/.exec(text) ?? [];
  return Number(renewalS) >= 1 && Number(durationS) >= 2 * Number(renewalS);
}

/** The little of our own environment that a program needs to run at all; the rest is the topology's. */
export function inherited(): Record<string, string> {
  const kept = [
    "PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "TZ",
    "NODE_EXTRA_CA_CERTS",
    "NODE_COMPILE_CACHE",
    "REGISTRY_LEASE_S",
    "ZONE",
    "LIVE_SETTINGS",
  ];
  // Whether, where and how much is told of traces, by OpenTelemetry's own names.
  const isKept = (key: string) => kept.includes(key) || key.startsWith("OTEL_");
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) =>
      value !== undefined && isKept(key) ? [[key, value]] : [],
    ),
  );
}
