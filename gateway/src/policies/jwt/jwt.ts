import { Refusal } from "@siren/contracts/refusal";
import type { JWTPayload } from "jose";
import type { Exchange, Policy } from "../exchange.ts";
import { definePolicy } from "../policy.ts";
import { setProven } from "../proven.ts";
import { inOneHeader, inQuery, keepHeaderBack, keepQueryBack } from "../shown-secret.ts";
import { type WithCredentials, wantedCredentials } from "../wanted-credentials.ts";
import { type JwtAction, jwtAction } from "./jwt-action.ts";
import { createVerify, type VerifyParts } from "./verify.ts";

type Extract = (exchange: Exchange) => string | undefined;

/** After a scheme of `Authorization`, which no service is sent anyway. */
const afterScheme = (scheme: string): Extract => {
  const wanted = scheme.toLowerCase();
  return (exchange) => {
    const [said, token, more] = inOneHeader(exchange, "authorization")?.trim().split(/\s+/) ?? [];
    return more === undefined && said?.toLowerCase() === wanted ? token : undefined;
  };
};

function extractorOf({ jwtExtractor, jwtExtractorField = "" }: JwtAction): Extract {
  if (jwtExtractor === "authBearer") return afterScheme("bearer");
  if (jwtExtractor === "authScheme") return afterScheme(jwtExtractorField);
  if (jwtExtractor === "query")
    return (exchange) => {
      const token = inQuery(exchange, jwtExtractorField);
      if (token !== undefined) keepQueryBack(exchange, jwtExtractorField);
      return token;
    };
  const header = jwtExtractorField.toLowerCase();
  return (exchange) => {
    const token = inOneHeader(exchange, header);
    if (token !== undefined) keepHeaderBack(exchange, header);
    return token;
  };
}

const words = (value: unknown): string[] => {
  if (typeof value === "string") return value.split(" ").filter(Boolean);
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
};
const scopesIn = ({ scope, scp, scopes }: JWTPayload) => [...words(scope), ...words(scp), ...words(scopes)];

export function createJwt(action: JwtAction, parts: VerifyParts & WithCredentials): Policy {
  const extract = extractorOf(action);
  const verify = createVerify(action, parts);
  const credentials = action.checkCredentialExistence
    ? wantedCredentials(
        "jwt with checkCredentialExistence (true unless said otherwise)",
        action.credentialsFile,
        parts,
      )
    : undefined;

  async function claimsOf(token: string | undefined): Promise<JWTPayload | Refusal> {
    if (token === undefined) return new Refusal("UNAUTHENTICATED");
    const outcome = await verify(token);
    if ("refusal" in outcome) return outcome.refusal;
    if (credentials && !credentials.has(outcome.claims.sub ?? ""))
      return new Refusal("UNAUTHENTICATED", "The token is of nobody who is known here");
    return outcome.claims;
  }

  return async (exchange, next) => {
    const token = extract(exchange);
    const claims = await claimsOf(token);
    if (!(claims instanceof Refusal)) setProven(exchange, claims.sub ?? "", claims, scopesIn(claims));
    else if (!action.passThrough) {
      const why = token === undefined ? "" : ' error="invalid_token"';
      if (claims.status === 401) exchange.res.setHeader("WWW-Authenticate", `Bearer${why}`);
      throw claims;
    }
    await next();
  };
}

export const jwt = definePolicy({
  name: "jwt",
  action: jwtAction,
  create: (action, parts) => createJwt(action, { ...parts, now: parts.backEnd.now }),
});
