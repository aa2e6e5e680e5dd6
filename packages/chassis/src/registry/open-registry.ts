import { consulRegistry } from "./consul.ts";
import { eurekaRegistry } from "./eureka.ts";
import type { Registry, RegistryOptions } from "./port.ts";
import { parseRegistryAddress } from "./registry-address.ts";

export function openRegistry(address: string, options: RegistryOptions): Registry {
  const { kind, urls } = parseRegistryAddress(address);
  return kind === "consul" ? consulRegistry(urls[0]!, options) : eurekaRegistry(urls, options);
}
