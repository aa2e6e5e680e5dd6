import { createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type TokenClaims, tokenIssuer } from "@siren/contracts/identity";
import { importJWK, type JWK, SignJWT } from "jose";
import type { TokenKeys } from "./token-keys.ts";
import { accessLifetimeMs, passLifetimeMs } from "./token-times.ts";

export type TokenSubject = {
  memberId: string;
  sessionId: string;
  roles: TokenClaims["roles"];
  stores: string[];
  nickname: string;
};

export type Tokens = {
  access(
    subject: TokenSubject,
    now: number,
    lifetimeMs?: number,
  ): Promise<{ token: string; expiresAt: number }>;
  outagePass(subject: TokenSubject, now: number): Promise<string>;
  firstRefresh(sessionId: string): string;
  /** The same token always has the same successor: two tabs that refresh at once get one answer. */
  successorOf(refresh: string): string;
};

export const hashOf = (secret: string) => createHash("sha256").update(secret).digest("base64url");

/** A refresh token is `session.secret`. */
export function sessionOf(refresh: string): string | undefined {
  const match = /^(ses_[0-9A-HJKMNP-TV-Z]{26})\.[A-Za-z0-9_-]{43}$/.exec(refresh);
  return match?.[1];
}

export type KeyFile = {
  jwk: JWK & { d: string; kid: string };
  /** A key of its own for each purpose, drawn from the secret in the file. */
  keyFor(purpose: string): Buffer;
};

/** The one secret that a process of member is given; everything else is drawn from it or sealed with it. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  const jwk = JSON.parse(await readFile(path, "utf8")) as KeyFile["jwk"];
  // A file that cannot sign is found at the start, not at the first sign-in.
  await importJWK(jwk, "EdDSA");
  const secret = Buffer.from(jwk.d, "base64url");
  return {
    jwk: { ...jwk, kid: jwk.kid ?? "" },
    keyFor: (purpose) => Buffer.from(hkdfSync("sha256", secret, "", `siren ${purpose}`, 32)),
  };
}

export function createTokens(file: KeyFile, keys: Pick<TokenKeys, "signer">): Tokens {
  const rotationKey = file.keyFor("refresh rotation");

  async function sign(
    use: TokenClaims["use"],
    subject: TokenSubject,
    now: number,
    lifetimeMs: number,
  ): Promise<string> {
    const { kid, key } = await keys.signer();
    const { sessionId: sid, roles, stores, nickname } = subject;
    return new SignJWT({ sid, use, roles, stores, nickname, authAtMs: now })
      .setProtectedHeader({ alg: "EdDSA", kid })
      .setIssuer(tokenIssuer)
      .setSubject(subject.memberId)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(Math.floor((now + lifetimeMs) / 1000))
      .sign(key);
  }

  return {
    async access(subject, now, lifetimeMs = accessLifetimeMs) {
      const token = await sign("access", subject, now, lifetimeMs);
      return { token, expiresAt: now + lifetimeMs };
    },
    outagePass: (subject, now) => sign("outage", subject, now, passLifetimeMs),
    firstRefresh: (sessionId) => `${sessionId}.${randomBytes(32).toString("base64url")}`,
    successorOf(refresh) {
      const secret = createHmac("sha256", rotationKey).update(refresh).digest("base64url");
      return `${sessionOf(refresh)}.${secret}`;
    },
  };
}
