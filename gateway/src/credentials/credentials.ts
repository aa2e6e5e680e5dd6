import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { createKeptUntil } from "@siren/chassis/identity/kept-until";
import { errorFields, type Log } from "@siren/chassis/log";
import { Refusal } from "@siren/contracts/refusal";
import { type Credential, type CredentialSet, readCredentialsFile } from "./credentials-file.ts";
import { type Hash, readHash } from "./hash.ts";

export type Credentials = {
  /** Whom the password belongs to; nothing when it is nobody's. */
  byPassword(name: string, password: string): Promise<Credential | undefined>;
  byKey(keyId: string, secret: string): Promise<Credential | undefined>;
  /** Whether somebody of that name or key is there at all. */
  has(sub: string): boolean;
};

const lookAgainAfterMs = 1_000;
/** What was right is right until the file changes; a while, so that the memory forgets whoever stays away. */
const rightForMs = 10 * 60_000;
/** Trying the same wrong one again and again costs a hash once a while. */
const wrongForMs = 10_000;
/** A slow hash takes some 50 ms of a core and 32 MB: so many at once, and so many waiting, before others are told to come later. */
const mostAtOnce = 2;
const mostWaiting = 50;

/** Nobody's; tried all the same, so that the time an answer takes does not tell which names there are. */
const nobodys = readHash(
  "$scrypt$ln=15,r=8,p=1$c2lyZW4gaGFzIG5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
) as Hash;
const nobodysKey = readHash(`$sha256$${"A".repeat(43)}`) as Hash;

function createTurns(atOnce: number, waitingAtMost: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= waitingAtMost)
        throw new Refusal("OVERLOADED", "Too many passwords are being checked", { retryAfterS: 2 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/** The credentials of one file. It is looked at again when it has changed; one that is wrong leaves the last in place. */
export function openCredentials(path: string, { now, log }: { now: () => number; log: Log }): Credentials {
  const known = createKeptUntil<{ credential: Credential | undefined }>(now);
  const asking = new Map<string, Promise<Credential | undefined>>();
  const inTurn = createTurns(mostAtOnce, mostWaiting);
  let seen = "";
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let set: CredentialSet = read();

  function read(): CredentialSet {
    const { mtimeMs, size, ino } = statSync(path, { throwIfNoEntry: false }) ?? {};
    seen = `${mtimeMs}/${size}/${ino}`;
    lookedAtMs = now();
    return readCredentialsFile(path);
  }

  /** Its own name may be a link that is turned to another folder: looking is surer than being told. */
  function current(): CredentialSet {
    if (Math.abs(now() - lookedAtMs) < lookAgainAfterMs) return set;
    lookedAtMs = now();
    const { mtimeMs, size, ino } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (`${mtimeMs}/${size}/${ino}` === seen) return set;
    try {
      set = read();
      known.dropWhere(() => true);
      log.info("credentials.read", { users: set.users.size, keys: set.keys.size });
    } catch (error) {
      log.error("credentials.not-read", errorFields(error));
    }
    return set;
  }

  async function check(
    id: string,
    secret: string,
    found: Credential | undefined,
    inPlace: Hash,
  ): Promise<Credential | undefined> {
    const hash = found?.hash ?? inPlace;
    const isRight = hash.isSlow ? await inTurn(() => hash.matches(secret)) : await hash.matches(secret);
    const credential = isRight ? found : undefined;
    // A file that changed meanwhile has the last word.
    const isStill = found === undefined || current().users.get(found.sub) === found || keyOf(found) === found;
    if (isStill) known.set(id, { credential }, now() + (credential ? rightForMs : wrongForMs));
    return isStill ? credential : undefined;
  }
  const keyOf = ({ keyId }: Credential) => (keyId === undefined ? undefined : set.keys.get(keyId));

  function verify(
    kind: "users" | "keys",
    name: string,
    secret: string,
    inPlace: Hash,
  ): Promise<Credential | undefined> {
    const found = current()[kind].get(name);
    // The secret itself is kept nowhere.
    const id = createHash("sha256")
      .update(JSON.stringify([kind, name, secret, found?.hash.text]))
      .digest("base64");
    const before = known.get(id);
    if (before) return Promise.resolve(before.credential);
    const already = asking.get(id);
    if (already) return already;
    const made = check(id, secret, found, inPlace).finally(() => asking.delete(id));
    asking.set(id, made);
    return made;
  }

  return {
    byPassword: (name, password) => verify("users", name, password, nobodys),
    byKey: (keyId, secret) => verify("keys", keyId, secret, nobodysKey),
    has(sub) {
      const { users, keys } = current();
      return users.has(sub) || keys.has(sub);
    },
  };
}

/** One for each file, whichever steps name it and however often the routes are read anew. */
export function createCredentialFiles(
  around: { now: () => number; log: Log },
  usualFile: string | undefined,
): (file?: string) => Credentials | undefined {
  const open = new Map<string, Credentials>();
  return (file = usualFile) => {
    if (file === undefined) return undefined;
    const found = open.get(file) ?? openCredentials(file, around);
    open.set(file, found);
    return found;
  };
}
