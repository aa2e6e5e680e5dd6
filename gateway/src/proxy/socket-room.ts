import type { Duplex } from "node:stream";
import { Refusal } from "@siren/contracts/refusal";

export type SocketLimits = { sockets: number; perAddress: number };

/** How many upgraded sockets there may be, in all and from one address. */
export function createSocketRoom(usual: SocketLimits) {
  let { sockets, perAddress } = usual;
  const open = new Set<Duplex>();
  const byAddress = new Map<string, number>();

  return {
    /** Whoever is inside stays. */
    limit(given: Partial<SocketLimits>): void {
      sockets = given.sockets ?? usual.sockets;
      perAddress = given.perAddress ?? usual.perAddress;
    },
    open: open as ReadonlySet<Duplex>,
    /** Taken at once, before anything is waited for: a burst must not find the same room free many times. */
    take(socket: Duplex, address: string): void {
      const fromThere = byAddress.get(address) ?? 0;
      if (open.size >= sockets) throw new Refusal("OVERLOADED");
      if (fromThere >= perAddress) throw new Refusal("TOO_MANY_REQUESTS");
      open.add(socket);
      byAddress.set(address, fromThere + 1);
      socket.once("close", () => {
        open.delete(socket);
        const left = (byAddress.get(address) ?? 1) - 1;
        if (left > 0) byAddress.set(address, left);
        else byAddress.delete(address);
      });
    },
  };
}
