import type { IncomingHttpHeaders } from "node:http";
import { type BlockList, isIP } from "node:net";
import { rememberedWithin } from "@siren/chassis/addresses";

/** Where a request came from, as far as those who told of it are trusted. */
export type Whence = {
  /** Of the browser, not of the proxies before us. */
  address: string;
  proto: "http" | "https";
  /** As the browser named us. */
  host: string | undefined;
  /** What is told on: the browser, then each proxy that it came through. */
  forwardedFor: string;
};

export type Asking = {
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined; encrypted?: boolean };
};

/** `::ffff:192.0.2.1` is how a socket for both versions names 192.0.2.1. */
export const plainAddress = (address: string): string =>
  address.startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;

/** `192.0.2.1:4711`, `[2001:db8::1]:4711` and `"[2001:db8::1]"` are how proxies write it. */
function addressIn(text: string): string | undefined {
  const bare = text.trim().replace(/^"|"$/g, "");
  const inner = /^\[([^\]]*)\](?::\d+)?$/.exec(bare)?.[1] ?? (/^([\d.]+):\d+$/.exec(bare)?.[1] || bare);
  return isIP(inner) === 0 || inner.includes("%") ? undefined : plainAddress(inner);
}

const listed = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : String(value).split(",");

/** `for=` of each element (RFC 7239), where a proxy tells it so and not by X-Forwarded-For. */
function forwardedChain(headers: IncomingHttpHeaders): (string | undefined)[] {
  const told = headers["x-forwarded-for"];
  if (told !== undefined) return listed(told).map(addressIn);
  return listed(headers.forwarded).map((element) =>
    addressIn(/(?:^|;)\s*for=("[^"]*"|[^;,\s]*)/i.exec(element)?.[1] ?? ""),
  );
}

const last = (value: string | string[] | undefined): string | undefined => listed(value).at(-1)?.trim();

/**
 * What a proxy that we trust says of the one before it is believed, from the right to the left, up to the first
 * that is not one of ours. Nobody else's word counts: without trusted proxies the socket says it all.
 */
export function createWhence(trusted: BlockList | undefined): (req: Asking) => Whence {
  const isTrusted = trusted === undefined ? () => false : rememberedWithin(trusted);
  return ({ headers, socket }) => {
    const peer = plainAddress(socket.remoteAddress ?? "");
    const own = socket.encrypted === true ? "https" : "http";
    if (!isTrusted(peer)) return { address: peer, proto: own, host: headers.host, forwardedFor: peer };
    const chain = forwardedChain(headers);
    const hops = [peer];
    let address = peer;
    for (let i = chain.length - 1; i >= 0; i -= 1) {
      const next = chain[i];
      // Unreadable: whoever passed it on is the last of whom we know.
      if (next === undefined) break;
      address = next;
      hops.unshift(next);
      if (!isTrusted(next)) break;
    }
    const proto = last(headers["x-forwarded-proto"]) ?? /proto=(https?)/i.exec(headers.forwarded ?? "")?.[1];
    return {
      address,
      proto: proto === "https" || proto === "http" ? proto : own,
      host: last(headers["x-forwarded-host"]) ?? headers.host,
      forwardedFor: hops.join(", "),
    };
  };
}

/** Whoever has an IPv6 line has 2^64 addresses of it: it is counted as one. */
export function addressKey(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === "" ? [] : tail.split(":");
  const gap = address.includes("::") ? Math.max(0, 8 - front.length - back.length) : 0;
  const groups = [...front, ...Array.from({ length: gap }, () => "0"), ...back].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
