import { readFile } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { isEverywhere } from "@siren/chassis/addresses";
import { listedPeers, type OwnAddress, peerUrl } from "./peer-addresses.ts";

const here = ["localhost", "127.0.0.1", "::1"];

type Listening = { readonly host: string; readonly advertisedHost?: string | undefined };

/** Every way in which a peer's address may mean this process. */
export function ownAddress({ host, advertisedHost = host }: Listening, port: number): OwnAddress {
  const addresses = Object.values(networkInterfaces()).flatMap((one) =>
    (one ?? []).map(({ address }) => address),
  );
  const hosts = isEverywhere(host) ? [...here, ...addresses, hostname().toLowerCase()] : [host];
  hosts.push(advertisedHost);
  return { port, hosts: new Set(here.includes(host) ? [...here, ...hosts] : hosts) };
}

type Setting = { readonly peers: readonly string[]; readonly peersFile: string | undefined };

/**
 * The setting, and what the file has each time it is asked for; a line that is no address is left out. A file that
 * cannot be read has what it had, and that is told once.
 */
export function peersSetting(
  { peers, peersFile }: Setting,
  onUnread: (reason: string) => void,
): () => Promise<string[]> {
  let fromFile: string[] = [];
  let isUnread = false;
  return async () => {
    if (peersFile === undefined) return [...peers];
    try {
      const text = await readFile(peersFile, "utf8");
      fromFile = listedPeers(text).flatMap((line) => peerUrl(line) ?? []);
      isUnread = false;
    } catch (fault) {
      if (!isUnread) onUnread(String(fault));
      isUnread = true;
    }
    return [...peers, ...fromFile];
  };
}
