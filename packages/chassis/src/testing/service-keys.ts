import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serviceNames } from "@siren/contracts/roles";

export const fileOfKey = (folder: string, name: string) => join(folder, `${name}.jwk.json`);

export async function writePrivateKey(folder: string, kid: string): Promise<object> {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  await writeFile(fileOfKey(folder, kid), JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid }));
  return { ...publicKey.export({ format: "jwk" }), kid };
}

/** A private key for every service, as the runner makes them, and the set of their public halves. */
export async function writeServiceKeys(folder: string): Promise<{ publicFile: string }> {
  const keys = await Promise.all(serviceNames.map((name) => writePrivateKey(folder, name)));
  const publicFile = join(folder, "public.jwks.json");
  await writeFile(publicFile, JSON.stringify({ keys }));
  return { publicFile };
}
