import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { createSecureContext, type SecureContext, type TlsOptions } from "node:tls";
import { ConfigFault } from "@siren/chassis/config";
import type { Certificate, Https } from "../routing/file-shape.ts";
import type { GatewayFile } from "../routing/gateway-file.ts";
import { compileGlob } from "../routing/host-pattern.ts";

type Named = { fits: (name: string) => boolean; context: SecureContext };
export type Certificates = { named: Named[]; usual: SecureContext | undefined };

/** Every certificate of the file, read and held to its key: a wrong one is a fault of the file, with its line. */
export async function readCertificates({ file, https, told }: GatewayFile): Promise<Certificates> {
  const faults: string[] = [];
  const certificates: Certificates = { named: [], usual: undefined };
  for (const [domain, path, given] of domainsOf(https)) {
    try {
      const context = createSecureContext({ ...(await read(given, dirname(file))), ...https?.options });
      if (domain === "default") certificates.usual = context;
      else certificates.named.push({ fits: compileGlob(domain), context });
    } catch (error) {
      faults.push(told({ path, text: error instanceof Error ? error.message : String(error) }));
    }
  }
  if (faults.length > 0) throw new ConfigFault(faults);
  return certificates;
}

function domainsOf(https: Https | undefined): [string, (string | number)[], Certificate][] {
  if (!https) return [];
  const { tls } = https;
  const listed = Array.isArray(tls)
    ? tls.map((one, i) => [one, ["https", "tls", i]] as const)
    : [[tls, ["https", "tls"]] as const];
  return listed.flatMap(([domains, path]) =>
    Object.entries(domains).map(([domain, given]): [string, (string | number)[], Certificate] => [
      domain,
      [...path, domain],
      given,
    ]),
  );
}

async function read({ key, cert, ca }: Certificate, folder: string) {
  const bytes = (name: string) => readFile(resolve(folder, name));
  const authorities = await Promise.all([ca ?? []].flat().map(bytes));
  const pair = { key: await bytes(key), cert: await bytes(cert) };
  return authorities.length > 0 ? { ...pair, ca: authorities } : pair;
}

/** What a server is made with: the certificate is asked for at each handshake, so a new one counts at once. */
export function handshake(present: () => Certificates): Pick<TlsOptions, "SNICallback"> {
  return {
    SNICallback(name, done) {
      const { named, usual } = present();
      const found = named.find(({ fits }) => fits(name))?.context ?? usual;
      if (found) done(null, found);
      else done(new Error(`no certificate for ${name}`));
    },
  };
}
