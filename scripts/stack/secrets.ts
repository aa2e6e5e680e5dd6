import { createHash, generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StackFault } from "./fault.ts";
import { processNames } from "./topology.ts";

type PublicKey = { kty: "OKP"; crv: "Ed25519"; x: string; kid: string };
type PrivateKey = PublicKey & { d: string };

/**
 * Ed25519 keys, made at the first start and kept: one per kind of process for what it tells the others,
 * and member's own for the tokens of people. The public halves are configuration, never registry data.
 */
export function makeSecrets(dataDir: string): string {
  const folder = join(dataDir, "secrets");
  const identityFile = (name: string) => join(folder, `identity-${name}.jwk.json`);
  const tokenKeyFile = join(folder, "token-key.jwk.json");
  // All that is there is read before anything is added: a start that is refused leaves no new keys behind.
  for (const file of [...processNames.map(identityFile), tokenKeyFile]) if (existsSync(file)) readKey(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const publicKeys = processNames.map((name) => publicHalf(keepKey(identityFile(name), name)));
  writePrivately(join(folder, "identity-public-keys.jwks.json"), { keys: publicKeys });
  keepKey(tokenKeyFile);
  return folder;
}

function keepKey(file: string, kid?: string): PrivateKey {
  if (existsSync(file)) return readKey(file);
  const key = newKey(kid);
  writePrivately(file, key);
  return key;
}

function readKey(file: string): PrivateKey {
  try {
    const key = JSON.parse(readFileSync(file, "utf8"));
    if (key.crv === "Ed25519" && key.x && key.d && key.kid) return key;
  } catch {
    // Falls through to the one message for every way of being unusable.
  }
  throw new StackFault(
    `${file} is not an Ed25519 key: put it back from a backup, or remove it to have a new one made (open sessions end)`,
  );
}

function newKey(kid?: string): PrivateKey {
  const { x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  if (!x || !d) throw new Error("node:crypto exported an Ed25519 key without x or d");
  return { kty: "OKP", crv: "Ed25519", x, d, kid: kid ?? thumbprint(x) };
}

/** RFC 7638, so that a new token key has a new name. */
const thumbprint = (x: string) =>
  createHash("sha256")
    .update(JSON.stringify({ crv: "Ed25519", kty: "OKP", x }))
    .digest("base64url");

const publicHalf = ({ kty, crv, x, kid }: PrivateKey): PublicKey => ({ kty, crv, x, kid });

/** Renamed into place: a start that is cut off leaves no half key behind. */
function writePrivately(file: string, content: object): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
