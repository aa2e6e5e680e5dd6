import { generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { hashPassword, hashSecret } from "../../src/credentials/hash.ts";

/** The same people for both: in their store, and in our file as hashes. */
export const people = {
  scopes: ["read", "write"],
  users: [
    { name: "mina", password: "latte-latte", scopes: ["read"] },
    { name: "joon", password: "mocha-mocha", scopes: ["read", "write"] },
  ],
  keys: [
    { of: "mina", keyId: "till", keySecret: "s3cret", scopes: ["read"] },
    { of: "joon", keyId: "desk", keySecret: "s4cret", scopes: ["read", "write"] },
  ],
  tokens: [{ of: "mina", keyId: "u1" }],
};

export async function credentialsFile(): Promise<string> {
  const users = people.users.map(async ({ name, password, scopes }) => ({
    name,
    scopes,
    hash: await hashPassword(password),
  }));
  const keys = people.keys.map(({ of, keyId, keySecret, scopes }) => ({
    of,
    keyId,
    scopes,
    hash: hashSecret(keySecret),
  }));
  // Whom a token names has to be there, and nothing more.
  const named = people.tokens.map(({ of, keyId }) => ({
    of,
    keyId,
    scopes: [],
    hash: hashSecret(`${keyId} shows no key`),
  }));
  return JSON.stringify({ users: await Promise.all(users), keys: [...keys, ...named] });
}

export const jwtSecret = "a-secret-of-this-run-only-".repeat(3);
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const rsaPublicKey = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();

const seconds = Math.floor(Date.now() / 1000);
const sign = (alg: "HS256" | "RS256", claims: object) =>
  new SignJWT({ sub: "u1", exp: seconds + 3600, ...claims })
    .setProtectedHeader({ alg })
    .sign(alg === "HS256" ? Buffer.from(jwtSecret) : rsa.privateKey);

export const tokens = {
  good: await sign("HS256", {}),
  stranger: await sign("HS256", { sub: "u2" }),
  expired: await sign("HS256", { exp: seconds - 60 }),
  forUs: await sign("RS256", { iss: "us", aud: "shop" }),
  forThem: await sign("RS256", { iss: "us", aud: "other" }),
  byThem: await sign("RS256", { iss: "them", aud: "shop" }),
  /** Signed with the public key's own text. */
  forged: await new SignJWT({ sub: "u1", exp: seconds + 3600 })
    .setProtectedHeader({ alg: "HS256" })
    .sign(Buffer.from(rsaPublicKey)),
  scoped: await sign("HS256", { scope: "read" }),
};

export const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
