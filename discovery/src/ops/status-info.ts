import { availableParallelism } from "node:os";
import { fullInstance, type WireObject } from "../http/wire.ts";
import type { PeerState } from "../peers/peer.ts";
import type { Preservation } from "../registry/eviction.ts";
import { grant } from "../registry/lease.ts";

export type StatusView = {
  readonly host: string;
  readonly port: number;
  readonly registered: number;
  readonly preservation: Preservation;
  readonly selfPreservation: boolean;
  readonly peers: readonly PeerState[];
  readonly startedAt: number;
  readonly now: number;
};

const MB = 1024 * 1024;

/** `[N days ]HH:MM`, as Eureka writes it. */
function uptime(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const days = Math.floor(minutes / 1_440);
  const two = (n: number) => String(n).padStart(2, "0");
  const clock = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  return days === 0 ? clock : `${days} ${days === 1 ? "day" : "days"} ${clock}`;
}

const listOf = (urls: readonly string[]): string => urls.map((url) => `${url},`).join("");

/**
 * Eureka's own account of itself. Its two maps are open ones, so what an operator wants beyond stands in them;
 * its JSON answers 500 in the original, ours does not.
 */
export function statusInfo(view: StatusView): WireObject {
  const { host, port, registered, preservation, selfPreservation, peers, startedAt, now } = view;
  const { heapUsed, heapTotal } = process.memoryUsage();
  const state = !selfPreservation ? "off" : preservation.active ? "active" : "ready";
  const urls = (isWanted: (peer: PeerState) => boolean) =>
    listOf(peers.filter(isWanted).map(({ url }) => url));
  return {
    generalStats: {
      environment: "siren",
      "num-of-cpus": String(availableParallelism()),
      "total-avail-memory": `${Math.round(heapTotal / MB)}mb`,
      "current-memory-usage": `${Math.round(heapUsed / MB)}mb (${Math.round((heapUsed / heapTotal) * 100)}%)`,
      "server-uptime": uptime(now - startedAt),
      "registered-instances": String(registered),
      "self-preservation": state,
      "renewals-last-minute": String(preservation.renewed),
      "renewals-expected": String(preservation.expected),
      "renewals-threshold": String(Math.max(0, preservation.threshold)),
    },
    applicationStats: {
      "registered-replicas": urls(() => true),
      "available-replicas": urls(({ trouble }) => trouble === undefined),
      "unavailable-replicas": urls(({ trouble }) => trouble !== undefined),
    },
    instanceInfo: { ...itself(host, port, startedAt), isCoordinatingDiscoveryServer: "true" },
  };
}

function itself(host: string, port: number, startedAt: number): WireObject {
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}/`;
  return fullInstance(
    grant(
      {
        instanceId: `${host}:discovery:${port}`,
        ...{ hostName: host, ipAddr: host, app: "DISCOVERY", vipAddress: "discovery" },
        ...{ status: "UP", overriddenStatus: "UNKNOWN", countryId: 1, metadata: {} },
        port: { number: port, enabled: true },
        securePort: { number: 443, enabled: false },
        dataCenter: { name: "MyOwn" },
        ...{ renewalIntervalInSecs: 30, durationInSecs: 90 },
        ...{ homePageUrl: url, statusPageUrl: `${url}status`, healthCheckUrl: `${url}healthz` },
        ...{ lastUpdatedTimestamp: startedAt, lastDirtyTimestamp: startedAt, bytes: 0 },
      },
      undefined,
      undefined,
      startedAt,
    ),
  );
}
