/** Its message completes "REGISTRY ...". */
export class RegistryAddressFault extends Error {
  override name = "RegistryAddressFault";
}

export type RegistryAddress = { kind: "eureka" | "consul"; urls: readonly string[] };

const example = "eureka:http://127.0.0.1:8761/eureka or consul:http://127.0.0.1:8500";

/** `eureka:URL,URL` or `consul:URL`; anything else is refused with one line that says what is expected. */
export function parseRegistryAddress(text: string): RegistryAddress {
  const match = /^(eureka|consul):(.+)$/.exec(text.trim());
  if (!match) throw new RegistryAddressFault(`must be like ${example}, not "${scrubbed(text)}"`);
  const kind = match[1] === "consul" ? "consul" : "eureka";
  const urls = match[2]!.split(",").map((part) => part.trim());
  if (kind === "consul" && urls.length > 1) {
    throw new RegistryAddressFault("names several Consul agents; a process talks to its own agent only");
  }
  return { kind, urls: urls.map((url) => (kind === "eureka" ? appsAddress(url) : agentAddress(url))) };
}

function httpUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "" || url.search || url.hash) {
    throw new RegistryAddressFault(
      `holds "${scrubbed(text)}", which is no http(s) address: it must be like ${example}`,
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

/** The client knows the agent's paths itself, and could not put anything before them. */
function agentAddress(text: string): string {
  const url = httpUrl(text);
  if (!/^\/*$/.test(url.pathname)) {
    throw new RegistryAddressFault(`holds the path ${url.pathname}; an agent's address has none`);
  }
  return url.href.replace(/\/+$/, "");
}

function scrubbed(text: string): string {
  return text.replace(/\/\/[^@/]*@/g, "//***@");
}
