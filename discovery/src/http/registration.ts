import { type DataCenter, type InstanceInfo, isStatus, type Status } from "../registry/instance-info.ts";
import { bytesOf } from "../registry/weight.ts";

/** A body that is no registration at all: 400 with the words that the Java server uses. */
export class Unparseable extends Error {}
/** A registration that lacks something: 400 with the reason as text. */
export class Incomplete extends Error {}

type Loose = Record<string, unknown>;

const MAX_NAME_CHARACTERS = 512;
const MAX_INT = 2_147_483_647;
const DATA_CENTER_CLASSES = [
  "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
  "com.netflix.appinfo.MyDataCenterInfo",
  "com.netflix.appinfo.AmazonInfo",
];

export const isObject = (value: unknown): value is Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Unparseable("expected text");
}

function integer(value: unknown, fallback: number, max = MAX_INT): number {
  const given = text(value);
  if (given === undefined || given.trim() === "") return fallback;
  const number = Number(given);
  if (!Number.isInteger(number) || Math.abs(number) > max) throw new Unparseable("expected a whole number");
  return number;
}

const positive = (value: unknown, fallback: number): number => {
  const number = integer(value, fallback);
  return number > 0 ? number : fallback;
};

const status = (value: unknown, fallback: Status): Status => {
  const given = text(value);
  if (given === undefined) return fallback;
  return isStatus(given) ? given : "UNKNOWN";
};

function port(
  value: unknown,
  fallback: { number: number; enabled: boolean },
): { number: number; enabled: boolean } {
  if (value === undefined || value === null) return fallback;
  const given: Loose = isObject(value) ? value : { $: value };
  const number = integer(given.$, fallback.number);
  if (number < 0 || number > 65_535) throw new Unparseable("no such port");
  const enabled = text(given["@enabled"]);
  return { number, enabled: enabled === undefined ? fallback.enabled : enabled.toLowerCase() === "true" };
}

function stringMap(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new Unparseable("expected a map");
  const entries = Object.entries(value)
    .filter(([key, item]) => key !== "@class" && item !== null)
    .map(([key, item]) => [key, text(item) ?? ""]);
  return Object.fromEntries(entries);
}

/** undefined: not given; null: given without a name. */
function dataCenter(value: unknown): DataCenter | null | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new Unparseable("expected dataCenterInfo to be an object");
  const kind = text(value["@class"]);
  if (kind !== undefined && !DATA_CENTER_CLASSES.includes(kind))
    throw new Unparseable("unknown dataCenterInfo");
  const name = text(value.name);
  if (name === undefined || name === "") return null;
  if (name === "Amazon") return { name, metadata: stringMap(value.metadata) };
  // Metadata is the cloud's alone; several clients send it for MyOwn, and the Java decoder trips over it.
  if (name === "MyOwn" || name === "Netflix") return { name };
  throw new Unparseable("unknown data center");
}

const isBlank = (value: string | undefined): boolean => value === undefined || value.trim() === "";

const optionalFields = [
  "appGroupName",
  "homePageUrl",
  "statusPageUrl",
  "healthCheckUrl",
  "secureHealthCheckUrl",
  "vipAddress",
  "secureVipAddress",
  "asgName",
] as const;

/** An instance that no path can name could neither renew nor cancel, and would be taken for another's. */
function requireAddressable(what: string, name: string): void {
  if (name.length > MAX_NAME_CHARACTERS) throw new Incomplete(`The ${what} is longer than any may be`);
  // Every URL of such a one is rewritten on its way to that of what lies above.
  if (name === "." || name === "..") throw new Incomplete(`The ${what} is one that no path can name`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[/\u0000-\u001f\u007f]/.test(name) || !name.isWellFormed()) {
    throw new Incomplete(`The ${what} holds a character that none may hold`);
  }
}

/** The checks come in the Java server's order, so that a client sees the same first complaint. */
export function readRegistration(body: unknown, pathApp: string, now: number): InstanceInfo {
  if (!isObject(body) || Object.keys(body).length !== 1 || !isObject(body.instance)) {
    throw new Unparseable("expected one object named instance");
  }
  const given = body.instance;
  const app = text(given.app);
  if (app === undefined) throw new Unparseable("app is required");
  const lease = isObject(given.leaseInfo) ? given.leaseInfo : {};
  const center = dataCenter(given.dataCenterInfo);
  const hostName = text(given.hostName) ?? "";
  const ipAddr = text(given.ipAddr) ?? "";
  const cloudId = center?.name === "Amazon" ? center.metadata["instance-id"] : undefined;
  const instanceId = [text(given.instanceId), cloudId, hostName].find((id) => !isBlank(id));
  const optional = Object.fromEntries(
    optionalFields.flatMap((field) => {
      const value = text(given[field]);
      return value === undefined ? [] : [[field, value]];
    }),
  ) as Pick<InstanceInfo, (typeof optionalFields)[number]>;
  const sid = text(given.sid);
  const read = {
    hostName,
    app: app.toUpperCase(),
    ipAddr,
    status: status(given.status, "UP"),
    overriddenStatus: status(given.overriddenStatus ?? given.overriddenstatus, "UNKNOWN"),
    port: port(given.port, { number: 7001, enabled: true }),
    securePort: port(given.securePort, { number: 7002, enabled: false }),
    countryId: integer(given.countryId, 1),
    renewalIntervalInSecs: positive(lease.renewalIntervalInSecs, 30),
    durationInSecs: positive(lease.durationInSecs, 90),
    metadata: stringMap(given.metadata),
    lastUpdatedTimestamp: now,
    lastDirtyTimestamp: integer(
      given.lastDirtyTimestamp,
      given.lastDirtyTimestamp === "" ? 0 : now,
      Number.MAX_SAFE_INTEGER,
    ),
  };

  if (instanceId === undefined) throw new Incomplete("Missing instanceId");
  requireAddressable("instanceId", instanceId);
  requireAddressable("app", app);
  if (isBlank(hostName)) throw new Incomplete("Missing hostname");
  if (isBlank(ipAddr)) throw new Incomplete("Missing ip address");
  if (isBlank(app)) throw new Incomplete("Missing appName");
  if (read.app !== pathApp.toUpperCase()) {
    throw new Incomplete(`Mismatched appName, expecting ${pathApp.toUpperCase()} but was ${read.app}`);
  }
  if (center === undefined) throw new Incomplete("Missing dataCenterInfo");
  if (center === null) throw new Incomplete("Missing dataCenterInfo Name");

  const located: DataCenter =
    center.name === "Amazon" && isBlank(cloudId)
      ? { name: "Amazon", metadata: { ...center.metadata, "instance-id": instanceId } }
      : center;
  const named = sid === undefined || sid === "na" || sid === "unknown" ? {} : { sid };
  const described = { ...read, ...named, ...optional, instanceId, dataCenter: located };
  return { ...described, bytes: bytesOf(described) };
}
