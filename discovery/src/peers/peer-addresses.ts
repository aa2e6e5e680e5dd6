import { isIP } from "node:net";

export type Lookup = (hostname: string) => Promise<readonly string[]>;

export type OwnAddress = {
  readonly port: number;
  /** Every address and name by which this process is reached. */
  readonly hosts: ReadonlySet<string>;
};

/** Peers' addresses end in a slash; a bare host means Spring's `/eureka/`. Undefined: no address at all. */
export function peerUrl(text: string): string | undefined {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "" || url.search || url.hash)
    return undefined;
  if (!decodes(url.username) || !decodes(url.password)) return undefined;
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = `${path === "" ? "/eureka" : path}/`;
  return url.href;
}

/** A percent sign in a password is to be written as %25. */
function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** One to a line or with commas between; `#` begins a remark. */
export const listedPeers = (text: string): string[] =>
  text
    .split("\n")
    .flatMap((line) => line.replace(/#.*/, "").split(","))
    .map((part) => part.trim())
    .filter((part) => part !== "");

const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === "https:" ? 443 : 80);
const bare = (host: string): string => host.replace(/^\[|\]$/g, "").toLowerCase();

export const isOwn = (url: string, own: OwnAddress): boolean => {
  const parsed = new URL(url);
  return portOf(parsed) === own.port && own.hosts.has(bare(parsed.hostname));
};

/** A certificate is for the name, and localhost is one machine however many addresses it has. */
const isOneByItsName = ({ hostname, protocol }: URL): boolean =>
  protocol === "https:" || hostname === "localhost" || isIP(bare(hostname)) !== 0;

/** One peer by its name, of which each connection may lead to another registry, and now and then to this one. */
export async function isNameOfSeveral(text: string, lookup: Lookup): Promise<boolean> {
  const { hostname } = new URL(text);
  if (hostname === "localhost" || isIP(bare(hostname)) !== 0) return false;
  const addresses = await lookup(hostname).catch(() => []);
  return addresses.length > 1;
}

/**
 * A name of several addresses, as a headless service has one, is a peer for each. A name that cannot be looked
 * up now keeps the addresses that it had.
 */
export async function resolvePeers(
  listed: readonly string[],
  own: OwnAddress,
  lookup: Lookup,
  known: Map<string, readonly string[]>,
): Promise<string[]> {
  const resolved = await Promise.all(
    listed.map(async (text) => {
      const url = new URL(text);
      if (isOneByItsName(url)) return [text];
      try {
        known.set(url.hostname, await lookup(url.hostname));
      } catch {
        // What it was before, below.
      }
      return (known.get(url.hostname) ?? []).map((address) => {
        const each = new URL(url);
        each.hostname = isIP(address) === 6 ? `[${address}]` : address;
        return each.href;
      });
    }),
  );
  return [...new Set(resolved.flat())].filter((url) => !isOwn(url, own)).sort();
}

/** For logs and pages. */
export function withoutCredentials(text: string): string {
  const url = new URL(text);
  url.username = url.password = "";
  return url.href;
}
