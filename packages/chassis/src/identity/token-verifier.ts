import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type TokenClaims, tokenClaims, tokenIssuer } from "@siren/contracts/identity";
import { jwks } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import { type CryptoKey, decodeProtectedHeader, errors, importJWK, type JWK, jwtVerify } from "jose";
import { isLoopback } from "../addresses.ts";
import type { ServiceClient } from "../client.ts";
import { errorFields, type Log } from "../log.ts";
import type { NeighbourProbe } from "../neighbour-probe.ts";
import type { Caller } from "./caller.ts";
import { createFailedChecks } from "./failed-checks.ts";
import { createKeptUntil } from "./kept-until.ts";
import type { Revocations } from "./revocations.ts";

export type TokenVerifier = {
  /**
   * The caller and when the token runs out; a refusal otherwise. An expired token is never taken. `from` is whoever
   * shows it, where many wrong ones of theirs are to be held against them.
   */
  verifyAccess(token: string, from?: string): Promise<Verified>;
  /**
   * Of an access token that was verified before and still counts: nothing to wait for. A connection mostly shows the
   * same one again.
   */
  knownByAccess(token: string, connection: object): Caller | undefined;
  /** The outage pass: taken only while our own probe finds that member cannot be asked. */
  verifyPass(token: string, from?: string): Promise<Verified>;
  /** Gets member's keys before anybody shows a token: the first one may come when member is gone. */
  start(): void;
  stop(): Promise<void>;
  /** For the readiness: true, or what is missing. */
  isReady(): true | string;
};

export type Verified = { caller: Caller; expiresAtMs: number };

/** A stranger's made-up key id must not make us ask member for each request. */
const askAgainAfterMs = 5_000;
/** A question that got no answer is soon put again. */
const askAgainAfterSilenceMs = 300;
/** While there is no key at all. */
const firstKeysEveryMs = 500;
/** Member shows a new key for a quarter of an hour before it signs: whoever looks this often knows it by then. */
const newKeysEveryMs = 5 * 60_000;
const lookAtClockEveryMs = 30_000;
const mostWrong = 5_000;
const wrongForMs = 60_000;
/**
 * So long a starting process counts as not ready for want of keys: were member gone right after, nobody's token
 * could be judged. No longer, because guests need no key and must not wait for member.
 */
const unreadyWithoutKeysMs = 10_000;

export function createTokenVerifier(options: {
  client: ServiceClient;
  dataDir: string;
  revocations: Revocations;
  probe: Pick<NeighbourProbe, "isDown">;
  log: Log;
  now: () => number;
  newKeysEveryMs?: number;
}): TokenVerifier {
  const { client, log, now, probe, revocations } = options;
  const file = join(options.dataDir, "member-keys.json");
  const verified = createKeptUntil<Verified & { use: TokenClaims["use"] }>(now);
  /** What was wrong stays wrong: a page that repeats itself is not worth a check each time. */
  const wrong = createKeptUntil<"expired" | "invalid">(now, mostWrong);
  const failed = createFailedChecks(now);
  /** Not by hash, which costs more than all else that is asked of a known token: a connection holds its last request anyway. */
  const lastShown = new WeakMap<object, { token: string; found: Verified & { use: TokenClaims["use"] } }>();
  let keys: Map<string, CryptoKey> | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  /** Whether member answered when it was last asked: an unknown key means something only then. */
  let wasAnswered = false;
  let asking: Promise<void> | undefined;
  const stopping = new AbortController();
  let following: Promise<void> = Promise.resolve();
  const lookEveryMs = options.newKeysEveryMs ?? newKeysEveryMs;
  let startedAtMs = Number.POSITIVE_INFINITY;

  revocations.onRevoked((memberId) => verified.dropWhere(({ caller }) => caller.sub === memberId));

  async function take(set: unknown): Promise<void> {
    const fresh = new Map<string, CryptoKey>();
    for (const jwk of jwks.parse(set).keys)
      fresh.set(jwk.kid, (await importJWK(jwk as JWK, "EdDSA")) as CryptoKey);
    keys = fresh;
  }

  let loading: Promise<void> | undefined;
  function loadKept(): Promise<void> {
    loading ??= readKept();
    return loading;
  }

  async function readKept(): Promise<void> {
    try {
      await take(JSON.parse(await readFile(file, "utf8")));
    } catch (error) {
      keys = new Map();
      if ((error as NodeJS.ErrnoException).code !== "ENOENT")
        log.warn("member-keys.copy-unreadable", errorFields(error));
    }
  }

  /** Whoever needs a key meanwhile waits for the one answer. */
  function ask(): Promise<void> {
    askedAtMs = now();
    asking ??= askMember().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  async function askMember(): Promise<void> {
    wasAnswered = false;
    try {
      const answer = await client.call({
        service: "member",
        method: "GET",
        path: "/.well-known/jwks.json",
        timeoutMs: 2_000,
        retry: "safe",
        schema: jwks,
        signal: stopping.signal,
      });
      if (!answer.ok) return;
      await take(answer.body);
      wasAnswered = true;
      await writeFile(`${file}.new`, JSON.stringify(answer.body), { mode: 0o600 });
      await rename(`${file}.new`, file);
    } catch (error) {
      // Everything starts at once: that member is not there yet is no news.
      const isNews = keys !== undefined && keys.size > 0;
      log[isNews ? "warn" : "debug"]("member-keys.not-read", errorFields(error));
    }
  }

  async function followKeys(): Promise<void> {
    await loadKept();
    while (!stopping.signal.aborted) {
      const isTime = now() - Math.max(askedAtMs, startedAtMs) >= lookEveryMs;
      if (keys?.size === 0 || isTime) await ask();
      const pauseMs = keys?.size === 0 ? firstKeysEveryMs : Math.min(lookEveryMs, lookAtClockEveryMs);
      await pause(pauseMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  }

  async function keyOf(kid: string | undefined): Promise<CryptoKey | undefined> {
    await loadKept();
    const known = keys?.get(kid ?? "");
    if (known) return known;
    const isTime = now() - askedAtMs >= (wasAnswered ? askAgainAfterMs : askAgainAfterSilenceMs);
    await (isTime ? ask() : asking);
    return keys?.get(kid ?? "");
  }

  async function check(token: string, from: string | undefined) {
    const known = verified.get(token);
    if (known) {
      if (from !== undefined) failed.vouch(from);
      return known;
    }
    const told = wrong.get(token);
    if (told === "expired") throw new Refusal("TOKEN_EXPIRED");
    if (told) throw new Error("found wrong before");
    if (from === undefined || isLoopback(from)) return checkAnew(token);
    if (failed.isBarred(from))
      throw new Refusal("TOO_MANY_REQUESTS", "Too many wrong tokens from there", {
        retryAfterS: failed.retryAfterS(),
      });
    try {
      const fresh = await checkAnew(token);
      failed.vouch(from);
      return fresh;
    } catch (error) {
      if (!(error instanceof Refusal)) failed.add(from);
      throw error;
    }
  }

  /** Only what the signature says is remembered: a key that is unknown now may be known in a minute. */
  function remember(token: string, error: unknown): void {
    if (error instanceof errors.JWTExpired) wrong.set(token, "expired", now() + wrongForMs);
    else if (error instanceof errors.JWSSignatureVerificationFailed)
      wrong.set(token, "invalid", now() + wrongForMs);
  }

  async function checkAnew(token: string): Promise<Verified & { use: TokenClaims["use"] }> {
    const { kid } = decodeProtectedHeader(token);
    const key = await keyOf(kid);
    // A replica that starts before member cannot tell a good token from a bad one, and must not say "bad".
    if (!key && !wasAnswered) throw new Refusal("NO_INSTANCE", "Member's keys cannot be read just now");
    if (!key) throw new Error("signed with a key that member does not have");
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["EdDSA"],
      issuer: tokenIssuer,
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      remember(token, error);
      throw error;
    });
    const { sub, roles, stores, use, authAtMs, exp, nickname } = tokenClaims.parse(payload);
    const via = use === "access" ? "token" : "pass";
    const fresh = {
      caller: {
        ...{ kind: "member" as const, sub, roles, stores, via, authAtMs },
        ...(nickname !== undefined && { nickname }),
      } satisfies Caller,
      expiresAtMs: exp * 1000,
      use,
    };
    verified.set(token, fresh, fresh.expiresAtMs);
    return fresh;
  }

  async function verify(token: string, use: TokenClaims["use"], from?: string): Promise<Verified> {
    let found: Verified & { use: TokenClaims["use"] };
    try {
      found = await check(token, from);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if (error instanceof errors.JWTExpired) throw new Refusal("TOKEN_EXPIRED");
      throw new Refusal("UNAUTHENTICATED", "The token is not valid", {}, { cause: error });
    }
    if (found.use !== use) throw new Refusal("UNAUTHENTICATED", "The token is for another use");
    if (revocations.isRevoked(found.caller)) throw new Refusal("UNAUTHENTICATED", "This sign-in was ended");
    return found;
  }

  return {
    start() {
      startedAtMs = now();
      following = followKeys();
    },
    async stop() {
      stopping.abort();
      await following;
    },
    isReady() {
      const hasKeys = keys !== undefined && keys.size > 0;
      return hasKeys || now() - startedAtMs >= unreadyWithoutKeysMs || "member has not shown them yet";
    },
    verifyAccess: (token, from) => verify(token, "access", from),
    knownByAccess(token, connection) {
      const last = lastShown.get(connection);
      const found = last?.token === token ? last.found : verified.get(token);
      if (found?.use !== "access" || found.expiresAtMs <= now()) return undefined;
      if (revocations.isRevoked(found.caller)) return undefined;
      if (last?.token !== token) lastShown.set(connection, { token, found });
      return found.caller;
    },
    async verifyPass(token, from) {
      const found = await verify(token, "outage", from);
      if (!probe.isDown())
        throw new Refusal("UNAUTHENTICATED", "The outage pass counts only while member is out of reach");
      return found;
    },
  };
}
