import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serviceNames } from "@siren/contracts/roles";
import { exportJWK, generateKeyPair } from "jose";

/** A private key for every service, and the set of their public halves. */
export async function writeKeys(folder: string) {
  const fileOf = (name: string) => join(folder, `${name}.jwk.json`);
  const keys = [];
  for (const name of serviceNames) {
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const { d, ...open } = { ...(await exportJWK(privateKey)), kid: name };
    await writeFile(fileOf(name), JSON.stringify({ ...open, d }));
    keys.push(open);
  }
  const publicFile = join(folder, "public.jwks.json");
  await writeFile(publicFile, JSON.stringify({ keys }));
  return { fileOf, publicFile };
}
