import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigFault } from "@siren/chassis/config";
import type { JwtAction } from "./jwt-action.ts";

/** What a token may be signed with, and by which algorithms. */
export type FixedKey = { key: KeyObject | Uint8Array; algorithms: readonly string[] };

const rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
const byCurve: Readonly<Record<string, string>> = {
  prime256v1: "ES256",
  secp384r1: "ES384",
  secp521r1: "ES512",
};
/** RFC 7518 asks for as many bytes as the hash has. */
const leastBytes: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 };

function fitting(key: KeyObject): readonly string[] {
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  if (asymmetricKeyType === "rsa") return rsa;
  if (asymmetricKeyType === "rsa-pss") return rsa.slice(3);
  if (asymmetricKeyType === "ed25519") return ["EdDSA", "Ed25519"];
  const curve = byCurve[asymmetricKeyDetails?.namedCurve ?? ""];
  return curve === undefined ? [] : [curve];
}

function publicKey(pem: string): FixedKey {
  if (pem.includes("PRIVATE KEY"))
    throw new ConfigFault(["jwt: a private key is given where a public one belongs"]);
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new ConfigFault(["jwt: the public key cannot be read; it has to be PEM"]);
  }
  const weak = (key.asymmetricKeyDetails?.modulusLength ?? 2048) < 2048;
  if (weak) throw new ConfigFault(["jwt: an RSA key has to have 2048 bits at least"]);
  return { key, algorithms: fitting(key) };
}

function secretOf(secret: Uint8Array): FixedKey {
  const usable = Object.keys(leastBytes).filter((name) => secret.length >= (leastBytes[name] ?? 0));
  if (usable.length === 0)
    throw new ConfigFault(["jwt: the secret has to have 32 bytes at least, or it can be found by trying"]);
  return { key: secret, algorithms: usable };
}

function given({ secretOrPublicKey, secretOrPublicKeyFile }: JwtAction, folder: string): Buffer {
  if (secretOrPublicKeyFile === undefined) return Buffer.from(secretOrPublicKey ?? "");
  try {
    return readFileSync(resolve(folder, secretOrPublicKeyFile));
  } catch (error) {
    throw new ConfigFault([
      `jwt: ${secretOrPublicKeyFile} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
    ]);
  }
}

/** A key says by itself what it may verify: a public one is never taken for a secret, whatever the file says. */
export function fixedKeyOf(action: JwtAction, folder: string): FixedKey {
  const bytes = given(action, folder);
  const text = bytes.toString("utf8").trim();
  const isKey = text.includes("-----BEGIN");
  // An editor ends a file with a line's end, which is no part of the secret.
  const found = isKey
    ? publicKey(text)
    : secretOf(Buffer.from(bytes.toString("latin1").replace(/\r?\n$/, ""), "latin1"));
  const wanted = action.algorithms;
  const unfit = wanted?.filter((name) => !found.algorithms.includes(name)) ?? [];
  if (unfit.length > 0) {
    const why =
      isKey && unfit.some((name) => name.startsWith("HS"))
        ? ": everybody knows a public key, so anybody could sign"
        : "";
    throw new ConfigFault([`jwt: ${unfit.join(", ")} does not fit the key that is given${why}`]);
  }
  return { ...found, algorithms: wanted ?? found.algorithms };
}
