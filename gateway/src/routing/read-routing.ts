import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Server } from "node:tls";
import { ConfigFault } from "@siren/chassis/config";
import type { TlsMaterial } from "@siren/chassis/http/server";
import { environmentOf, type GatewayConfig } from "../config.ts";
import { type Certificates, handshake, readCertificates } from "../listening/certificates.ts";
import { openTlsDoor } from "../listening/tls-door.ts";
import type { PolicyModule } from "../policies/policy.ts";
import { type GatewayFile, type Reading, readGatewayFile, readSource } from "../reading/gateway-file.ts";
import { allPolicies } from "../reading/own-policies.ts";
import type { StepBuilder } from "./built-step.ts";
import { type LiveRoutes, openLiveRoutes } from "./live-routes.ts";

export type Routing = {
  policies: readonly PolicyModule[];
  /** Where the file says to listen, as far as the environment does not. */
  address: { host?: string; port?: number };
  tls: TlsMaterial | undefined;
  /** Once there is a back end for the policies to work with. */
  open(parts: Omit<StepBuilder["parts"], "folder" | "serviceOf">): Promise<LiveRoutes>;
};

async function certificateOf(config: GatewayConfig) {
  const { tlsCertFile, tlsKeyFile, tlsMinVersion, tlsHandshakeTimeoutMs } = config;
  if (tlsCertFile === undefined && tlsKeyFile === undefined) return undefined;
  if (tlsCertFile === undefined || tlsKeyFile === undefined) {
    throw new ConfigFault(["TLS_CERT_FILE and TLS_KEY_FILE belong together; one of them is missing"]);
  }
  return {
    ...{ cert: await readFile(tlsCertFile), key: await readFile(tlsKeyFile) },
    ...{ minVersion: tlsMinVersion, handshakeTimeout: tlsHandshakeTimeoutMs },
  };
}

/** The file is read before anything is opened: a start with a wrong one leaves nothing behind. */
export async function readRouting(config: GatewayConfig): Promise<Routing> {
  const policies = await allPolicies(config.policyModules, config.routesFile);
  const reading: Reading = { file: config.routesFile, env: environmentOf(config).env, policies };
  const first = readGatewayFile(await readSource(config.routesFile), reading);
  const fromEnvironment = await certificateOf(config);
  if (fromEnvironment && first.https) {
    const text = "TLS_CERT_FILE gives a certificate already: one of them is enough";
    throw new ConfigFault([first.told({ path: ["https"], text })]);
  }
  let certificates = await readCertificates(first);
  const fromFile = {
    ...{ handshakeTimeout: config.tlsHandshakeTimeoutMs, ...first.https?.options },
    ...handshake(() => certificates),
  };
  // With both, the one server has a second door; with https alone it is its only one.
  const isTlsAlone = first.https !== undefined && first.http === undefined;
  const main = isTlsAlone ? first.https : first.http;

  let door: Pick<Server, "setSecureContext"> | undefined;
  async function prepare(file: GatewayFile): Promise<() => void> {
    const read: Certificates = await readCertificates(file);
    return () => {
      certificates = read;
      if (read.usual) door?.setSecureContext(read.usual.material);
    };
  }

  return {
    policies,
    address: addressOf(config, main),
    tls: fromEnvironment ?? (isTlsAlone ? fromFile : undefined),
    async open(parts) {
      const { backEnd } = parts;
      if (first.https && !isTlsAlone) {
        const { hostname = config.host, port = 0 } = first.https;
        door = openTlsDoor(backEnd, fromFile, { host: hostname, port });
      }
      // An https server is a TLS server, too.
      if (isTlsAlone) door = backEnd.server as unknown as Server;
      const builder = { ...parts, folder: dirname(config.routesFile), serviceOf: () => undefined };
      return openLiveRoutes(first, { backEnd, reading, builder, prepare, watches: config.watchesFile });
    },
  };
}

function addressOf(
  config: GatewayConfig,
  given: { hostname?: string | undefined; port?: number | undefined } | undefined,
): Routing["address"] {
  const { isHostGiven, isPortGiven } = environmentOf(config);
  return {
    ...(!isHostGiven && given?.hostname !== undefined && { host: given.hostname }),
    ...(!isPortGiven && given?.port !== undefined && { port: given.port }),
  };
}
