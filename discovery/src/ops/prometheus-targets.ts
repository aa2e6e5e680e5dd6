import { isEverywhere } from "@siren/chassis/addresses";
import type { InstanceInfo } from "../registry/instance-info.ts";

export type Target = { targets: [string]; labels: Record<string, string> };

const addressOf = (host: string, port: number) => `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** Who says where its management listener is, in the form that Prometheus asks for. */
export function targetOf({ app, ipAddr, metadata }: InstanceInfo): Target | undefined {
  const port = Number(metadata["management.port"]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const { replica, zone } = metadata;
  return {
    targets: [addressOf(metadata["management.host"] ?? ipAddr, port)],
    labels: { app: app.toLowerCase(), ...(replica && { replica }), ...(zone && { zone }) },
  };
}

export type Own = { host: string; port: number };

/** Everybody, whatever its status: one that is out of service is looked at, too. A registry is in no registry. */
export const targetsOf = (instances: readonly InstanceInfo[], own: Own): Target[] => [
  // Nobody but this machine itself would find it there.
  ...(isEverywhere(own.host)
    ? []
    : [{ targets: [addressOf(own.host, own.port)] satisfies [string], labels: { app: "discovery" } }]),
  ...instances.flatMap((instance) => targetOf(instance) ?? []),
];
