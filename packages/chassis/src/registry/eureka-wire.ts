import type { Instance, InstanceStatus, SelfDescription } from "./port.ts";
import { instanceId } from "./port.ts";

const statuses = new Set<string>(["UP", "OUT_OF_SERVICE", "DOWN", "STARTING", "UNKNOWN"]);

/** Our registration as Eureka's JSON wants it: status and lastDirtyTimestamp are set when it is sent. */
export function registrationOf(self: SelfDescription, lease: { renewalMs: number; durationMs: number }) {
  const base = `http://${self.host}:${self.port}`;
  return {
    instanceId: instanceId(self),
    app: self.service.toUpperCase(),
    hostName: self.host,
    ipAddr: self.host,
    // Spring looks services up by vipAddress, not by app name.
    vipAddress: self.service,
    secureVipAddress: self.service,
    port: { $: self.port, "@enabled": "true" },
    securePort: { $: 443, "@enabled": "false" },
    countryId: 1,
    dataCenterInfo: { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: "MyOwn" },
    leaseInfo: {
      renewalIntervalInSecs: Math.max(1, Math.round(lease.renewalMs / 1000)),
      durationInSecs: Math.max(1, Math.round(lease.durationMs / 1000)),
    },
    homePageUrl: `${base}/`,
    statusPageUrl: `${base}/readyz`,
    healthCheckUrl: `${base}/healthz`,
    metadata: { ...self.metadata, bootId: self.bootId },
  };
}

/**
 * Reads `GET /apps`. Arrays or single objects (older servers), bare or wrapped ports; what cannot be read is left
 * out rather than failing the whole fetch, as the library's own reading would.
 */
export function instancesOf(registry: unknown): Instance[] | undefined {
  const applications = field(registry, "applications");
  if (typeof applications !== "object" || applications === null) return undefined;
  return listOf(field(applications, "application"))
    .flatMap((application) => listOf(field(application, "instance")))
    .flatMap((instance) => instanceOf(instance) ?? []);
}

/** One instance as any Eureka server writes it. */
export function instanceOf(wire: unknown): Instance | undefined {
  const app = text(field(wire, "app"));
  const host = text(field(wire, "hostName")) ?? text(field(wire, "ipAddr"));
  const rawPort = field(wire, "port");
  const port = Number(typeof rawPort === "object" ? field(rawPort, "$") : rawPort);
  if (!app || !host || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const vip = text(field(wire, "vipAddress"))?.split(",")[0]?.trim();
  const status = text(field(wire, "status")) ?? "UNKNOWN";
  return {
    id: text(field(wire, "instanceId")) ?? `${host}:${app.toLowerCase()}:${port}`,
    service: vip || app.toLowerCase(),
    host,
    port,
    status: isStatus(status) ? status : "UNKNOWN",
    metadata: metadataOf(field(wire, "metadata")),
  };
}

function metadataOf(wire: unknown): Record<string, string> {
  if (typeof wire !== "object" || wire === null) return {};
  const entries = Object.entries(wire).filter(([key]) => key !== "@class");
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function isStatus(status: string): status is InstanceStatus {
  return statuses.has(status);
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}
