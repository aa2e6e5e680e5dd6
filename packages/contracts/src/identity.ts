import * as z from "zod/mini";
import { instant } from "./ids.ts";
import { role, serviceName } from "./roles.ts";

/** How the caller came to be known; `pass` is the outage pass, taken only while member cannot be asked. */
export const via = z.enum(["token", "pass", "guest", "service"]);
export type Via = z.infer<typeof via>;

export const tokenIssuer = "siren-member";

/**
 * What somebody is called, as member knew it when it signed: whoever orders right after registering is called by it
 * though the feed has not told it yet. Older tokens lack it; its form was looked at when it was chosen.
 */
const calledBy = z.optional(z.string().check(z.maxLength(256)));

/** Claims of the access token and of the outage pass that member signs (times in seconds, as JWT has it). */
export const tokenClaims = z.object({
  iss: z.literal(tokenIssuer),
  sub: z.string(),
  sid: z.string(),
  use: z.enum(["access", "outage"]),
  roles: z.array(role),
  stores: z.array(z.string()),
  nickname: calledBy,
  /** `iat` to the millisecond: signing in again in the second of a revocation must not be refused. */
  authAtMs: instant,
  iat: z.int(),
  exp: z.int(),
});
export type TokenClaims = z.infer<typeof tokenClaims>;

/** Claims of `X-Siren-Identity`: one process telling another on whose behalf it calls, for 30 s at most. */
export const identityClaims = z.object({
  iss: serviceName,
  aud: serviceName,
  sub: z.string(),
  roles: z.array(role),
  stores: z.array(z.string()),
  via,
  nickname: calledBy,
  /** When the person signed in: a revocation later than this ends it. */
  authAtMs: instant,
  iat: z.int(),
  exp: z.int(),
});
export type IdentityClaims = z.infer<typeof identityClaims>;

export const identityHeader = "x-siren-identity";

/** `path` is what the browser sees, through the gateway. */
export const cookies = {
  refresh: { name: "siren_refresh", path: "/api/v1/member" },
  outagePass: { name: "siren_pass", path: "/" },
  guest: { name: "siren_guest", path: "/" },
  /** Where somebody has signed in before; it opens nothing. */
  device: { name: "siren_device", path: "/api/v1/member" },
  /** The browser that set out for a provider is the one that comes back. */
  oidc: { name: "siren_oidc", path: "/api/v1/member/oidc" },
} as const;
