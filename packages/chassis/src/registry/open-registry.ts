import { consulRegistry } from "./consul.ts";
import { eurekaRegistry } from "./eureka.ts";
import type { Registry, RegistryOptions } from "./port.ts";

export class RegistryAddressFault extends Error {
  override name = "RegistryAddressFault";
}

export type RegistryAddress = { kind: "eureka" | "consul"; urls: readonly string[] };

const example = "eureka:http://127.0.0.1:8761/eureka or consul:http://127.0.0.1:8500";

/** `eureka:URL,URL` or `consul:URL`; anything else is refused with one line that says what is expected. */
export function parseRegistryAddress(text: string): RegistryAddress {
  const match = /^(eureka|consul):(.+)$/.exec(text.trim());
  if (!match) throw new RegistryAddressFault(`REGISTRY must be like ${example}, not "${scrubbed(text)}"`);
  const kind = match[1] === "consul" ? "consul" : "eureka";
  const urls = match[2]!.split(",").map((part) => part.trim());
  if (kind === "consul" && urls.length > 1) {
    throw new RegistryAddressFault(
      "REGISTRY names several Consul agents; a process talks to its own agent only",
    );
  }
  return { kind, urls: urls.map((url) => (kind === "eureka" ? appsAddress(url) : agentAddress(url))) };
}

export function openRegistry(address: string, options: RegistryOptions): Registry {
  const { kind, urls } = parseRegistryAddress(address);
  return kind === "consul" ? consulRegistry(urls[0]!, options) : eurekaRegistry(urls, options);
}

function httpUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "" || url.search || url.hash) {
    throw new RegistryAddressFault(
      `REGISTRY holds "${scrubbed(text)}", which is no http(s) address: expected ${example}`,
    );
  }
  return url;
}

/** The library joins paths as strings, so the address ends in `/apps/`; a bare host means Spring's `/eureka`. */
function appsAddress(text: string): string {
  const url = httpUrl(text);
  const path = url.pathname.replace(/\/+$/, "") || "/eureka";
  url.pathname = path.endsWith("/apps") ? `${path}/` : `${path}/apps/`;
  return url.href;
}

function agentAddress(text: string): string {
  return httpUrl(text).href.replace(/\/+$/, "");
}

function scrubbed(text: string): string {
  return text.replace(/\/\/[^@/]*@/g, "//***@");
}
