import { BlockList, isIP } from "node:net";

/** What IANA has set apart among the addresses of version 4: this machine, this house, tests, groups, nobody. */
const notPublic4 = [
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24",
  "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15",
  "198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4",
];
/**
 * Of version 6 one block is the public net. Beside it there is nothing to be reached by: no mapped address, no NAT64,
 * no link's, no site's own. In it are what tunnels to version 4 (2001::/32 within 2001::/23, 2002::/16) and examples.
 */
const publicNet6 = "2000::/3";
const notPublic6 = ["2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"];

function listOf(networks: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const network of networks.flatMap((line) => line.split(" "))) {
    const [address = "", bits = ""] = network.split("/");
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const refused4 = listOf(notPublic4, "ipv4");
const taken6 = listOf([publicNet6], "ipv6");
const refused6 = listOf(notPublic6, "ipv6");

/** Whether an address is one that anybody in the world may mean; whatever is not an address is not. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !refused4.check(address, "ipv4");
  // A zone names a link of this machine.
  if (version !== 6 || address.includes("%")) return false;
  return taken6.check(address, "ipv6") && !refused6.check(address, "ipv6");
}
