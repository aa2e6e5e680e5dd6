import { readFileSync } from "node:fs";
import { ConfigFault } from "@siren/chassis/config";
import { LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import { type Hash, readHash } from "./hash.ts";

const hash = (mayBeQuick: boolean) =>
  z.string().transform((text, context): Hash => {
    const read = readHash(text);
    if (read && (mayBeQuick || read.isSlow)) return read;
    context.addIssue({
      code: "custom",
      message: read
        ? "a password wants a slow hash: scrypt or argon2"
        : "is no hash; `npm run credential -w gateway` makes one",
    });
    return z.NEVER;
  });

const scopes = z.array(z.string().min(1)).default([]);
const name = z
  .string()
  .regex(/^[^:\s\p{Cc}]{1,100}$/u, "a name has no colon and no space, and at most 100 characters");

const file = z.strictObject({
  /** Those who show a name and a password. */
  users: z.array(z.strictObject({ name, hash: hash(false), scopes })).default([]),
  /** Those who show a key: its id, a colon and its secret. */
  keys: z.array(z.strictObject({ keyId: name, hash: hash(true), scopes, of: name.optional() })).default([]),
});

/** One who may come in: by password under `sub`, or by the key `keyId` of `sub`. */
export type Credential = { sub: string; keyId?: string; scopes: readonly string[]; hash: Hash };
export type CredentialSet = { users: ReadonlyMap<string, Credential>; keys: ReadonlyMap<string, Credential> };

function byName(entries: readonly (readonly [string, Credential])[], what: string, path: string) {
  const found = new Map(entries);
  if (found.size !== entries.length) throw new ConfigFault([`${path}: a ${what} stands there twice`]);
  return found;
}

/** Reads the file whole, or tells all that is wrong with it; never what stands in it. */
export function readCredentialsFile(path: string): CredentialSet {
  let source: string;
  try {
    source = readFileSync(path, "utf8");
  } catch (error) {
    throw new ConfigFault([`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`]);
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  if (document.errors.length > 0)
    throw new ConfigFault(
      document.errors.map(({ linePos }) => `${path}:${linePos?.[0].line ?? 1}: is no YAML`),
    );
  const read = file.safeParse(document.toJS() ?? {});
  if (!read.success)
    throw new ConfigFault(
      read.error.issues.map((issue) => `${path}: ${issue.path.join(".")}: ${issue.message}`),
    );
  return {
    users: byName(
      read.data.users.map((user) => [user.name, { sub: user.name, scopes: user.scopes, hash: user.hash }]),
      "name",
      path,
    ),
    keys: byName(
      read.data.keys.map(({ keyId, of, scopes: held, hash: kept }) => [
        keyId,
        { sub: of ?? keyId, keyId, scopes: held, hash: kept },
      ]),
      "keyId",
      path,
    ),
  };
}
