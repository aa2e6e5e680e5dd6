import { createHash } from "node:crypto";
import type { FixedService } from "@siren/chassis/registry/fixed-services";
import type { ServiceName } from "@siren/contracts/roles";
import type { GatewayFile } from "../reading/gateway-file.ts";

export type Target = {
  /** As the balancer knows it. */
  service: string;
  audience: ServiceName | undefined;
  fixed: FixedService | undefined;
};

/**
 * Other addresses are another service to the balancer, so that what is under way to the old ones is not cut. No
 * registry has a name with @ in it.
 */
export function targetsOf({ serviceEndpoints }: GatewayFile): Map<string, Target> {
  const targets = new Map<string, Target>();
  for (const [name, { url, urls, discover, use }] of Object.entries(serviceEndpoints)) {
    const addresses = urls ?? (url === undefined ? [] : [url]);
    const audience = discover as ServiceName | undefined;
    if (addresses.length === 0) {
      targets.set(name, { service: discover ?? "", audience, fixed: undefined });
      continue;
    }
    const fixed = {
      ...{ urls: addresses.map((one) => new URL(one)), discover, together: use === "together" },
    };
    const digest = createHash("sha256")
      .update(JSON.stringify([addresses, discover, use]))
      .digest("hex");
    targets.set(name, { service: `${name}@${digest.slice(0, 6)}`, audience, fixed });
  }
  return targets;
}
