import * as z from "zod/mini";

/**
 * kind publishes no JSON schema, only Go types: these are those of v1alpha4 that a cluster of ours may use, strictly.
 * `npm run check:delivery` reads the file with kind's own.
 */
const patches = { kubeadmConfigPatches: z.optional(z.array(z.string())) };
const portMapping = z.strictObject({
  containerPort: z.int().check(z.gte(1), z.lte(65_535)),
  hostPort: z.optional(z.int().check(z.gte(-1), z.lte(65_535))),
  listenAddress: z.optional(z.string()),
  protocol: z.optional(z.enum(["TCP", "UDP", "SCTP"])),
});
const mount = z.strictObject({
  hostPath: z.string(),
  containerPath: z.string(),
  readOnly: z.optional(z.boolean()),
  selinuxRelabel: z.optional(z.boolean()),
  propagation: z.optional(z.enum(["None", "HostToContainer", "Bidirectional"])),
});
export const kindCluster = z.strictObject({
  kind: z.literal("Cluster"),
  apiVersion: z.literal("kind.x-k8s.io/v1alpha4"),
  name: z.optional(z.string()),
  nodes: z.array(
    z.strictObject({
      role: z.enum(["control-plane", "worker"]),
      image: z.optional(z.string()),
      labels: z.optional(z.record(z.string(), z.string())),
      extraMounts: z.optional(z.array(mount)),
      extraPortMappings: z.optional(z.array(portMapping)),
      ...patches,
    }),
  ),
  networking: z.optional(
    z.strictObject({
      ipFamily: z.optional(z.enum(["ipv4", "ipv6", "dual"])),
      apiServerAddress: z.optional(z.string()),
      apiServerPort: z.optional(z.int()),
      podSubnet: z.optional(z.string()),
      serviceSubnet: z.optional(z.string()),
      disableDefaultCNI: z.optional(z.boolean()),
      kubeProxyMode: z.optional(z.enum(["iptables", "ipvs", "nftables", "none"])),
    }),
  ),
  featureGates: z.optional(z.record(z.string(), z.boolean())),
  runtimeConfig: z.optional(z.record(z.string(), z.string())),
  ...patches,
});
