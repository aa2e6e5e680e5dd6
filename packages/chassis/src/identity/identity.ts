import { type IdentityClaims, identityClaims } from "@siren/contracts/identity";
import { Refusal } from "@siren/contracts/refusal";
import type { ServiceName } from "@siren/contracts/roles";
import { type CryptoKey, decodeProtectedHeader, jwtVerify, SignJWT } from "jose";
import type { Caller } from "./caller.ts";
import { createKeptUntil } from "./kept-until.ts";
import type { PrivateIdentity } from "./keys.ts";

const lifetimeMs = 30_000;
/** One signature serves a caller's next requests; well inside its lifetime, so that it never arrives stale. */
const reuseMs = 10_000;
const skewS = 5;

export type IdentitySigner = {
  /** The value of X-Siren-Identity: ourselves, or (from the gateway) the person we ask for. */
  headerFor(aud: ServiceName, as?: Caller): Promise<string>;
  /** The same where it was signed a moment ago: nothing to wait for. */
  signedLately(aud: ServiceName, as: Caller): string | undefined;
};

export type CallerVerifier = { fromHeader(jws: string): Promise<Caller> };

export function createIdentitySigner(own: PrivateIdentity, now: () => number): IdentitySigner {
  const signed = createKeptUntil<string>(now, 5_000);
  /** A verified token gives the same caller each time: what was signed for it is found without spelling it out. */
  const lately = new WeakMap<Caller, { aud: ServiceName; jws: string; untilMs: number }>();

  function signedLately(aud: ServiceName, as: Caller): string | undefined {
    const last = lately.get(as);
    return last && last.aud === aud && last.untilMs > now() ? last.jws : undefined;
  }

  return {
    signedLately,
    async headerFor(aud, as) {
      const last = as && signedLately(aud, as);
      if (last !== undefined) return last;
      const claims: Omit<IdentityClaims, "iat" | "exp" | "iss" | "aud" | "sub"> = {
        roles: as?.roles ?? ["service"],
        stores: as?.stores ?? [],
        via: as && as.via !== "none" ? as.via : "service",
        authAtMs: as?.authAtMs ?? 0,
        ...(as?.kind === "member" && as.nickname !== undefined && { nickname: as.nickname }),
      };
      const sub = as?.sub ?? own.name;
      const key = JSON.stringify([aud, sub, claims]);
      const known = signed.get(key);
      if (known !== undefined) return known;
      const untilMs = now() + reuseMs;
      const jws = await new SignJWT(claims)
        .setProtectedHeader({ alg: "EdDSA", kid: own.name })
        .setIssuer(own.name)
        .setAudience(aud)
        .setSubject(sub)
        .setIssuedAt(Math.floor(now() / 1000))
        .setExpirationTime(Math.floor((now() + lifetimeMs) / 1000))
        .sign(own.key);
      signed.set(key, jws, untilMs);
      if (as) lately.set(as, { aud, jws, untilMs });
      return jws;
    },
  };
}

function callerOf(claims: IdentityClaims): Caller {
  const { sub, roles, stores, via, authAtMs, nickname } = claims;
  const kind = via === "service" ? "service" : via === "guest" ? "guest" : "member";
  return { kind, sub, roles, stores, via, authAtMs, ...(nickname !== undefined && { nickname }) };
}

/** Who may say what: each process speaks for itself, and only the gateway for people; only members have names. */
function mayClaim({ iss, sub, via, roles, nickname }: IdentityClaims): boolean {
  if (nickname !== undefined && (via === "service" || via === "guest")) return false;
  if (via === "service") return sub === iss && roles.every((role) => role === "service");
  return iss === "gateway" && !roles.includes("service");
}

export function createCallerVerifier(
  aud: ServiceName,
  keys: ReadonlyMap<ServiceName, CryptoKey>,
  now: () => number,
): CallerVerifier {
  const verified = createKeptUntil<Caller>(now);

  const keyOf = (jws: string) => {
    const key = keys.get(decodeProtectedHeader(jws).kid as ServiceName);
    if (!key) throw new Error("signed by nobody we know");
    return key;
  };

  return {
    async fromHeader(jws) {
      const known = verified.get(jws);
      if (known) return known;
      try {
        const { payload, protectedHeader } = await jwtVerify(jws, keyOf(jws), {
          algorithms: ["EdDSA"],
          audience: aud,
          clockTolerance: skewS,
          currentDate: new Date(now()),
        });
        const claims = identityClaims.parse(payload);
        if (claims.iss !== protectedHeader.kid || !mayClaim(claims))
          throw new Error("not for that process to say");
        if (claims.exp - claims.iat > lifetimeMs / 1000 + 1) throw new Error("valid for too long");
        const caller = callerOf(claims);
        verified.set(jws, caller, claims.exp * 1000);
        return caller;
      } catch (error) {
        throw new Refusal(
          "UNAUTHENTICATED",
          "The identity that came with the request is not valid",
          {},
          { cause: error },
        );
      }
    },
  };
}
