import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import {
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
  type TlsOptions,
} from "node:tls";
import { ConfigFault } from "@siren/chassis/config";
import type { Certificate, Https } from "../reading/file-shape.ts";
import type { GatewayFile } from "../reading/gateway-file.ts";
import { compileGlob } from "../routing/host-pattern.ts";

type Named = { fits: (name: string) => boolean; context: SecureContext };
type Material = Pick<SecureContextOptions, "key" | "cert" | "ca" | "minVersion" | "ciphers">;
export type Certificates = {
  named: Named[];
  usual: { context: SecureContext; material: Material } | undefined;
};

/** Every certificate of the file, read and held to its key: a wrong one is a fault of the file, with its line. */
export async function readCertificates({ file, https, told }: GatewayFile): Promise<Certificates> {
  const faults: string[] = [];
  const certificates: Certificates = { named: [], usual: undefined };
  for (const [domain, path, given] of domainsOf(https)) {
    try {
      const material = { ...(await read(given, dirname(file))), ...https?.options };
      const context = createSecureContext(material);
      if (domain === "default") certificates.usual = { context, material };
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

/**
 * What a server is made with. The certificate is looked for at each handshake, so a new one counts at once; for those
 * who name nobody the server has to be told of it (`setSecureContext`).
 */
export function handshake(present: () => Certificates): Material & Pick<TlsOptions, "SNICallback"> {
  return {
    ...present().usual?.material,
    SNICallback(name, done) {
      const { named, usual } = present();
      const found = named.find(({ fits }) => fits(name))?.context ?? usual?.context;
      if (found) done(null, found);
      else done(new Error(`no certificate for ${name}`));
    },
  };
}
