import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorFields, type Log } from "@siren/chassis/log";
import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import * as z from "zod";
import { askIssuer } from "./ask-issuer.ts";

/** Only what can verify and not sign: a secret that is shown to everybody is none. */
const publicKeys = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string(), kid: z.string().optional() }))
    .transform((keys) =>
      keys.filter(({ kty, d }) => ["RSA", "EC", "OKP"].includes(kty as string) && d === undefined),
    ),
});

export type KeySet = {
  /** The keys as they are known; asked for anew where `isUnknown` says that one is missing. */
  keys(isUnknown: boolean): Promise<ReturnType<typeof createLocalJWKSet> | undefined>;
  /** Each time that another set is taken, until the one who listens ends it. */
  onChange(listener: () => void): () => void;
};

export type KeySetAround = { now: () => number; log: Log; dataDir: string; ask?: typeof askIssuer };

const lookEveryMs = 5 * 60_000;
/** A stranger's made-up key id must not make us ask for each request. */
const askAgainAfterMs = 5_000;
const answerWithinMs = 3_000;

/** An issuer's keys, kept in memory and on disk while it cannot be asked. */
function createKeySet(url: string, around: KeySetAround): KeySet {
  const { now, log, dataDir } = around;
  const file = join(dataDir, `jwks-${createHash("sha256").update(url).digest("hex").slice(0, 16)}.json`);
  const listeners = new Set<() => void>();
  let taken: ReturnType<typeof createLocalJWKSet> | undefined;
  let text = "";
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  let loading: Promise<void> | undefined;

  function take(source: string): void {
    const read = publicKeys.parse(JSON.parse(source));
    if (read.keys.length === 0) throw new Error("no public key in it");
    if (source === text) return;
    taken = createLocalJWKSet(read as JSONWebKeySet);
    text = source;
    for (const listener of listeners) listener();
  }

  async function ask(): Promise<void> {
    askedAtMs = now();
    try {
      const source = await (around.ask ?? askIssuer)(url, answerWithinMs);
      const before = text;
      take(source);
      if (text === before) return;
      await writeFile(`${file}.new`, source, { mode: 0o600 });
      await rename(`${file}.new`, file);
    } catch (error) {
      log.warn("jwks.not-read", { url, isKept: taken !== undefined, ...errorFields(error) });
    }
  }

  function askOnce(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  const load = () =>
    readFile(file, "utf8")
      .then(take)
      .catch((error) => {
        if (error.code !== "ENOENT") log.warn("jwks.copy-not-read", errorFields(error));
      });

  return {
    async keys(isUnknown) {
      loading ??= load();
      await loading;
      const sinceMs = now() - askedAtMs;
      if (taken && !isUnknown) {
        // Nobody waits for what is only to be known next time.
        if (sinceMs >= lookEveryMs) void askOnce();
        return taken;
      }
      if (asking || sinceMs >= askAgainAfterMs) await askOnce();
      return taken;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** One for each address, however often the routes are read anew. */
export function createKeySets(around: KeySetAround): (url: string) => KeySet {
  const open = new Map<string, KeySet>();
  return (url) => {
    const found = open.get(url) ?? createKeySet(url, around);
    open.set(url, found);
    return found;
  };
}
