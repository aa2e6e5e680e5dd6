import { createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type TokenClaims, tokenIssuer } from "@siren/contracts/identity";
import { importJWK, type JWK, SignJWT } from "jose";

export const accessLifetimeMs = 15 * 60 * 1000;
export const passLifetimeMs = 12 * 60 * 60 * 1000;
export const refreshLifetimeMs = 30 * 24 * 60 * 60 * 1000;

export type TokenSubject = {
  memberId: string;
  sessionId: string;
  roles: TokenClaims["roles"];
  stores: string[];
};

export type Tokens = {
  access(subject: TokenSubject, now: number): Promise<{ token: string; expiresAt: number }>;
  outagePass(subject: TokenSubject, now: number): Promise<string>;
  firstRefresh(sessionId: string): string;
  /** The same token always has the same successor: two tabs that refresh at once get one answer. */
  successorOf(refresh: string): string;
  jwks: { keys: JWK[] };
};

export const hashOf = (secret: string) => createHash("sha256").update(secret).digest("base64url");

/** A refresh token is `session.secret`. */
export function sessionOf(refresh: string): string | undefined {
  const match = /^(ses_[0-9A-HJKMNP-TV-Z]{26})\.[A-Za-z0-9_-]{43}$/.exec(refresh);
  return match?.[1];
}

export async function loadTokens(keyFile: string): Promise<Tokens> {
  const jwk = JSON.parse(await readFile(keyFile, "utf8")) as JWK & { d: string };
  const key = await importJWK(jwk, "EdDSA");
  const rotationKey = Buffer.from(
    hkdfSync("sha256", Buffer.from(jwk.d, "base64url"), "", "siren refresh rotation", 32),
  );
  const { d: _private, ...publicPart } = jwk;

  const sign = (use: TokenClaims["use"], subject: TokenSubject, now: number, lifetimeMs: number) =>
    new SignJWT({ sid: subject.sessionId, use, roles: subject.roles, stores: subject.stores, authAtMs: now })
      .setProtectedHeader({ alg: "EdDSA", kid: jwk.kid ?? "" })
      .setIssuer(tokenIssuer)
      .setSubject(subject.memberId)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(Math.floor((now + lifetimeMs) / 1000))
      .sign(key);

  return {
    async access(subject, now) {
      const token = await sign("access", subject, now, accessLifetimeMs);
      return { token, expiresAt: now + accessLifetimeMs };
    },
    outagePass: (subject, now) => sign("outage", subject, now, passLifetimeMs),
    firstRefresh: (sessionId) => `${sessionId}.${randomBytes(32).toString("base64url")}`,
    successorOf(refresh) {
      const secret = createHmac("sha256", rotationKey).update(refresh).digest("base64url");
      return `${sessionOf(refresh)}.${secret}`;
    },
    jwks: { keys: [{ ...publicPart, alg: "EdDSA", use: "sig" }] },
  };
}
