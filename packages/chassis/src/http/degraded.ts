import type { ServiceName } from "@siren/contracts/roles";
import type { NeighbourProbe } from "../neighbour-probe.ts";

export type Neighbours = Partial<Record<ServiceName, Pick<NeighbourProbe, "isDown" | "lastSeenAt">>>;

/**
 * `X-Degraded` names what is old in an answer, and since when: each neighbour that the probes find away, and
 * those of `also`, which this very request could not ask. Nothing while all of them are there.
 */
export function degradedHeader(
  neighbours: Neighbours,
  also: readonly ServiceName[] = [],
): Record<string, string> {
  const names = new Set(also);
  for (const [name, probe] of Object.entries(neighbours)) if (probe.isDown()) names.add(name as ServiceName);
  if (names.size === 0) return {};
  const parts = [...names].map((name) => {
    const seenAt = neighbours[name]?.lastSeenAt();
    return seenAt === undefined ? name : `${name};as-of=${new Date(seenAt).toISOString()}`;
  });
  return { "X-Degraded": parts.join(", ") };
}
