import type { BlockList } from "node:net";
import { networkInterfaces } from "node:os";
import { isEverywhere, isWithin } from "../addresses.ts";
import type { Instance } from "./port.ts";

type Place = { host: string; port: number };

/** Who listens everywhere is found under each address that the machine has. */
function hostsOf(host: string): string[] {
  if (!isEverywhere(host)) return [host];
  return Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
}

export type Belief = ReturnType<typeof createBelief>;

/**
 * Whether an instance may be called at all, whatever the registry says: an address (no name, no zone) within the
 * allowed networks, a port that there is, and not this very process under another's name, which would ask itself for
 * ever.
 */
export function createBelief(networks: BlockList, ownName: string) {
  let own: readonly Place[] = [];
  return {
    ownPlaces(places: readonly Place[]) {
      own = places.flatMap(({ host, port }) => hostsOf(host).map((one) => ({ host: one, port })));
    },
    isBelievable({ service, host, port }: Pick<Instance, "service" | "host" | "port">): boolean {
      if (!Number.isInteger(port) || port < 1 || port > 65_535) return false;
      if (host.includes("%") || !isWithin(networks, host)) return false;
      return service === ownName || !own.some((place) => place.port === port && place.host === host);
    },
  };
}
