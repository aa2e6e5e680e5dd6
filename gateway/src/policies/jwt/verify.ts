import { createKeptUntil } from "@siren/chassis/identity/kept-until";
import { Refusal } from "@siren/contracts/refusal";
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from "jose";
import { fixedKeyOf } from "./fixed-key.ts";
import { algorithms, type JwtAction } from "./jwt-action.ts";
import type { KeySet } from "./key-sets.ts";

export type VerifyParts = {
  now: () => number;
  folder: string;
  keySets: (url: string) => KeySet;
  /** When nobody takes the step any more. */
  onClose?: (close: () => void) => void;
};
type Outcome = { claims: JWTPayload } | { refusal: Refusal };

const asymmetric = algorithms.filter((name) => !name.startsWith("HS"));
/** A token without an end is looked at again after so long. */
const keptAtMostMs = 5 * 60_000;
/** The same wrong token costs a verification once in a while. */
const wrongForMs = 10_000;
const longestToken = 8_192;

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return new Refusal("TOKEN_EXPIRED");
  return new Refusal("UNAUTHENTICATED", "The token is not valid", {}, { cause: error });
}

/** Verifies a token once, and remembers by its hash how that went. */
export function createVerify(action: JwtAction, { now, folder, keySets, onClose }: VerifyParts) {
  const { audience, issuer, clockSkewMs } = action;
  const known = createKeptUntil<Outcome>(now);
  const told: JWTVerifyOptions = {
    ...(audience !== undefined && { audience }),
    ...(issuer !== undefined && { issuer }),
    clockTolerance: clockSkewMs / 1000,
  };
  const fixed = action.jwksUrl === undefined ? fixedKeyOf(action, folder) : undefined;
  const set = action.jwksUrl === undefined ? undefined : keySets(action.jwksUrl);
  const end = set?.onChange(() => known.dropWhere(() => true));
  // A set outlives each file; it must not keep what the step of an old one remembers.
  if (end) onClose?.(end);
  const allowed = [...(fixed?.algorithms ?? action.algorithms ?? [...asymmetric, "Ed25519"])];

  async function byFixed(token: string): Promise<JWTPayload> {
    if (!fixed) throw new Refusal("INTERNAL");
    const options = { ...told, algorithms: allowed, currentDate: new Date(now()) };
    return (await jwtVerify(token, fixed.key, options)).payload;
  }

  async function bySet(token: string, keySet: KeySet, isUnknown: boolean): Promise<JWTPayload> {
    const keys = await keySet.keys(isUnknown);
    // Without any key a good token cannot be told from a bad one, and nobody must be told "bad".
    if (!keys) throw new Refusal("NO_INSTANCE", "The keys of the tokens' issuer cannot be read just now");
    try {
      const options = { ...told, algorithms: allowed, currentDate: new Date(now()) };
      return (await jwtVerify(token, keys, options)).payload;
    } catch (error) {
      if (isUnknown || !(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return bySet(token, keySet, true);
    }
  }

  async function verify(token: string): Promise<Outcome> {
    try {
      const claims = await (set ? bySet(token, set, false) : byFixed(token));
      const outcome = { claims };
      const endsMs = claims.exp === undefined ? Number.POSITIVE_INFINITY : claims.exp * 1000 + clockSkewMs;
      known.set(token, outcome, Math.min(endsMs, now() + keptAtMostMs));
      return outcome;
    } catch (error) {
      if (error instanceof Refusal) return { refusal: error };
      const outcome = { refusal: refusalOf(error) };
      // Who shows a key that is not there yet may come again as soon as it is.
      if (!(error instanceof errors.JWKSNoMatchingKey)) known.set(token, outcome, now() + wrongForMs);
      return outcome;
    }
  }

  return (token: string): Outcome | Promise<Outcome> => {
    if (token.length > longestToken)
      return { refusal: new Refusal("UNAUTHENTICATED", "The token is too long") };
    return known.get(token) ?? verify(token);
  };
}
