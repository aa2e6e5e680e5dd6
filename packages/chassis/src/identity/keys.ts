import { readFile } from "node:fs/promises";
import { jwks } from "@siren/contracts/member";
import type { ServiceName } from "@siren/contracts/roles";
import { serviceName } from "@siren/contracts/roles";
import { type CryptoKey, importJWK, type JWK } from "jose";
import { ConfigFault } from "../config.ts";

export type PrivateIdentity = { name: ServiceName; key: CryptoKey };

async function readJson(file: string, key: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "is not JSON" : (error as NodeJS.ErrnoException).code;
    throw new ConfigFault([`${key} names ${file}, which cannot be read: ${reason}`]);
  }
}

/** EdDSA only: another algorithm in the file is a fault, not a choice. */
const importKey = (jwk: JWK) => importJWK(jwk, "EdDSA") as Promise<CryptoKey>;

export async function readPrivateIdentity(name: ServiceName, file: string): Promise<PrivateIdentity> {
  const jwk = (await readJson(file, "IDENTITY_KEY_FILE")) as JWK;
  if (jwk?.crv !== "Ed25519" || jwk.d === undefined || jwk.kid !== name) {
    throw new ConfigFault([
      `IDENTITY_KEY_FILE names ${file}, which is not the private Ed25519 key of ${name}`,
    ]);
  }
  return { name, key: await importKey(jwk) };
}

export async function readPublicIdentities(file: string): Promise<ReadonlyMap<ServiceName, CryptoKey>> {
  const set = jwks.safeParse(await readJson(file, "IDENTITY_PUBLIC_KEYS_FILE"));
  if (!set.success)
    throw new ConfigFault([`IDENTITY_PUBLIC_KEYS_FILE names ${file}, which is not a set of Ed25519 keys`]);
  const keys = new Map<ServiceName, CryptoKey>();
  for (const jwk of set.data.keys) {
    const name = serviceName.safeParse(jwk.kid);
    if (name.success) keys.set(name.data, await importKey(jwk as JWK));
  }
  return keys;
}
