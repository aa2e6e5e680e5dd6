import { BlockList, isIP } from "node:net";

/** Networks as `10.0.0.0/8,fd00::/8`. */
export function networks(given: string): BlockList {
  const list = new BlockList();
  for (const network of given.split(",")) {
    const [address = "", bits = ""] = network.trim().split("/");
    const version = isIP(address);
    const most = version === 4 ? 32 : 128;
    if (version === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) {
      throw new Error(`must be networks like 10.0.0.0/8, not "${network.trim().slice(0, 40)}"`);
    }
    list.addSubnet(address, Number(bits), version === 4 ? "ipv4" : "ipv6");
  }
  return list;
}

export const isWithin = (list: BlockList, host: string) => {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 4 ? "ipv4" : "ipv6");
};

const mostRemembered = 1_000;

/**
 * The same for whoever asks with each request: the networks stay what they are, and an address comes many times. Node's
 * list makes an object of its own for each look, which costs more than the look.
 */
export function rememberedWithin(list: BlockList): (host: string) => boolean {
  const known = new Map<string, boolean>();
  return (host) => {
    const found = known.get(host);
    if (found !== undefined) return found;
    if (known.size >= mostRemembered) known.clear();
    const judged = isWithin(list, host);
    known.set(host, judged);
    return judged;
  };
}

/** Addresses to listen on that are nobody's to be called at. */
export const isEverywhere = (host: string) => /^(::ffff:)?[0:.]+$/i.test(host);

export const isLoopback = (host: string) =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
