import { readFile } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { listedPeers, type OwnAddress, peerUrl } from "./peer-addresses.ts";

const anywhere = new Set(["0.0.0.0", "::"]);
const here = ["localhost", "127.0.0.1", "::1"];

/** Every way in which a peer's address may mean this process. */
export function ownAddress(host: string, port: number): OwnAddress {
  const addresses = Object.values(networkInterfaces()).flatMap((one) =>
    (one ?? []).map(({ address }) => address),
  );
  const hosts = anywhere.has(host) ? [...here, ...addresses, hostname().toLowerCase()] : [host];
  return { port, hosts: new Set(here.includes(host) ? [...here, ...hosts] : hosts) };
}

/** The setting, and what the file has at this moment; a line that is no address is left out. */
export async function peersNow(config: {
  peers: readonly string[];
  peersFile: string | undefined;
}): Promise<string[]> {
  if (config.peersFile === undefined) return [...config.peers];
  const text = await readFile(config.peersFile, "utf8");
  return [...config.peers, ...listedPeers(text).flatMap((line) => peerUrl(line) ?? [])];
}
