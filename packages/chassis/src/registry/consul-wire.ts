import type { Instance, InstanceStatus, SelfDescription, SettableStatus } from "./port.ts";
import { instanceId } from "./port.ts";

/** Ours among whatever else an agent knows. */
const sirenTag = "siren";
const maintenance = "_service_maintenance:";

/** Consul's metadata keys are letters, digits, `-` and `_` only: a dot is written as two underscores. */
function metaKey(key: string): string {
  return key.replaceAll(".", "__");
}

export function consulRegistration(self: SelfDescription, status: SettableStatus, ttlMs: number) {
  const meta = { ...self.metadata, bootId: self.bootId };
  const id = instanceId(self);
  return {
    name: self.service,
    id,
    address: self.host,
    port: self.port,
    tags: [sirenTag],
    meta: Object.fromEntries(Object.entries(meta).map(([key, value]) => [metaKey(key), value])),
    check: {
      name: "renewed in time",
      checkid: checkId(id),
      ttl: `${ttlMs}ms`,
      // Who is not UP is put into maintenance by a second call, and must not be found before that.
      status: status === "UP" ? "passing" : "critical",
      timeout: "1s",
      // Consul's shortest; a critical instance is hidden from the first moment.
      deregistercriticalserviceafter: "1m",
    },
  };
}

export function checkId(id: string): string {
  return `service:${id}`;
}

/** One answer of `GET /v1/health/service/NAME`. */
export function consulInstances(answer: unknown): Instance[] {
  return Array.isArray(answer) ? answer.flatMap((entry) => readEntry(entry) ?? []) : [];
}

/** The names in an answer of `GET /v1/catalog/services` that carry our tag. */
export function consulServices(answer: unknown): string[] {
  if (typeof answer !== "object" || answer === null) return [];
  return Object.entries(answer).flatMap(([name, tags]) =>
    Array.isArray(tags) && tags.includes(sirenTag) ? [name] : [],
  );
}

type Entry = {
  Node?: { Address?: string };
  Service?: {
    ID?: string;
    Service?: string;
    Address?: string;
    Port?: number;
    Meta?: Record<string, string> | null;
  };
  Checks?: { CheckID?: string; Status?: string }[] | null;
};

function readEntry(entry: Entry): Instance | undefined {
  const { Service: service, Node: node, Checks: checks } = entry;
  const host = service?.Address || node?.Address;
  if (!service?.ID || !service.Service || !host || !service.Port) return undefined;
  const meta = Object.entries(service.Meta ?? {}).map(([key, value]) => [
    key.replaceAll("__", "."),
    String(value),
  ]);
  return {
    id: service.ID,
    service: service.Service,
    host,
    port: service.Port,
    status: statusOf(checks ?? []),
    metadata: Object.fromEntries(meta),
  };
}

function statusOf(checks: { CheckID?: string; Status?: string }[]): InstanceStatus {
  if (checks.some((check) => check.CheckID?.startsWith(maintenance))) return "OUT_OF_SERVICE";
  return checks.some((check) => check.Status === "critical") ? "DOWN" : "UP";
}
