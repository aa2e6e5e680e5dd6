import type { InstanceInfo, Status } from "../registry/instance-info.ts";
import type { Lease } from "../registry/lease.ts";

/**
 * The JSON that Netflix's default codec writes, field for field and in its order. Nothing may be added to it:
 * Spring's transports refuse unknown fields, and Netflix's parser loses its place in unknown objects.
 */
export type WireObject = { [key: string]: string | number | WireObject | WireObject[] };

const dataCenterOf = ({ dataCenter }: InstanceInfo): WireObject =>
  dataCenter.name === "Amazon"
    ? { "@class": "com.netflix.appinfo.AmazonInfo", name: "Amazon", metadata: { ...dataCenter.metadata } }
    : { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: dataCenter.name };

const portOf = (port: InstanceInfo["port"]): WireObject => ({
  $: port.number,
  "@enabled": String(port.enabled),
});

const metadataOf = ({ metadata }: InstanceInfo): WireObject =>
  Object.keys(metadata).length === 0 ? { "@class": "java.util.Collections$EmptyMap" } : { ...metadata };

/** Only what is there: an absent field is left out, never null. */
function present(fields: Record<string, string | number | WireObject | undefined>): WireObject {
  const object: WireObject = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) object[key] = value;
  return object;
}

export function fullInstance(lease: Lease): WireObject {
  const { instance } = lease;
  return present({
    instanceId: instance.instanceId,
    hostName: instance.hostName,
    app: instance.app,
    ipAddr: instance.ipAddr,
    sid: instance.sid,
    status: instance.status,
    overriddenStatus: instance.overriddenStatus,
    port: portOf(instance.port),
    securePort: portOf(instance.securePort),
    countryId: instance.countryId,
    dataCenterInfo: dataCenterOf(instance),
    leaseInfo: {
      renewalIntervalInSecs: instance.renewalIntervalInSecs,
      durationInSecs: instance.durationInSecs,
      registrationTimestamp: lease.registeredAt,
      lastRenewalTimestamp: lease.clock,
      evictionTimestamp: 0,
      serviceUpTimestamp: lease.serviceUpAt,
    },
    metadata: metadataOf(instance),
    appGroupName: instance.appGroupName,
    homePageUrl: instance.homePageUrl,
    statusPageUrl: instance.statusPageUrl,
    healthCheckUrl: instance.healthCheckUrl,
    secureHealthCheckUrl: instance.secureHealthCheckUrl,
    vipAddress: instance.vipAddress,
    secureVipAddress: instance.secureVipAddress,
    isCoordinatingDiscoveryServer: "false",
    lastUpdatedTimestamp: String(instance.lastUpdatedTimestamp),
    lastDirtyTimestamp: String(instance.lastDirtyTimestamp),
    actionType: instance.actionType,
    asgName: instance.asgName,
  });
}

const COMPACT_AMAZON_KEYS = [
  "instance-id",
  "public-ipv4",
  "public-hostname",
  "local-ipv4",
  "availability-zone",
];

/** `X-Eureka-Accept: compact`: what a load balancer needs. */
export function compactInstance({ instance }: Lease): WireObject {
  const dataCenter = dataCenterOf(instance);
  if (instance.dataCenter.name === "Amazon") {
    const kept = Object.entries(instance.dataCenter.metadata).filter(([key]) =>
      COMPACT_AMAZON_KEYS.includes(key),
    );
    dataCenter.metadata = Object.fromEntries(kept);
  }
  return present({
    instanceId: instance.instanceId,
    app: instance.app,
    ipAddr: instance.ipAddr,
    vipAddress: instance.vipAddress,
    secureVipAddress: instance.secureVipAddress,
    dataCenterInfo: dataCenter,
    hostName: instance.hostName,
    status: instance.status,
    lastUpdatedTimestamp: instance.lastUpdatedTimestamp,
    actionType: instance.actionType,
    asgName: instance.asgName,
    port: portOf(instance.port),
    securePort: portOf(instance.securePort),
  });
}

/** Counts per status, names sorted; a client that computes another one fetches everything again, each time. */
export function appsHash(leases: Iterable<Lease>): string {
  const counts = new Map<Status, number>();
  for (const { instance } of leases) counts.set(instance.status, (counts.get(instance.status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, count]) => `${status}_${count}_`)
    .join("");
}

export type ApplicationsHeader = {
  readonly versionsDelta: string;
  readonly hash: string;
  readonly compact: boolean;
};

/** The inside of an `applications` document; the list comes first in a compact one. */
export function applicationsOf(
  list: WireObject[],
  { versionsDelta, hash, compact }: ApplicationsHeader,
): WireObject {
  const header = { versions__delta: versionsDelta, apps__hashcode: hash };
  return compact ? { application: list, ...header } : { ...header, application: list };
}
