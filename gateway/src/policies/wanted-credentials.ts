import { resolve } from "node:path";
import { ConfigFault } from "@siren/chassis/config";
import type { Credentials } from "../credentials/credentials.ts";

export type WithCredentials = { credentials: (file?: string) => Credentials | undefined; folder: string };

/** A step that asks for credentials without there being any would let nobody in, or everybody. */
export function wantedCredentials(
  policy: string,
  file: string | undefined,
  { credentials, folder }: WithCredentials,
): Credentials {
  const found = credentials(file === undefined ? undefined : resolve(folder, file));
  if (found) return found;
  throw new ConfigFault([
    `${policy} wants a file of credentials: name it in CREDENTIALS_FILE, or as credentialsFile of the step`,
  ]);
}
