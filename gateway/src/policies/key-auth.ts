import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod";
import type { Credential } from "../credentials/credentials-file.ts";
import type { Exchange, Policy } from "./exchange.ts";
import { definePolicy } from "./policy.ts";
import { setProven } from "./proven.ts";
import { inOneHeader, inQuery, keepHeaderBack, keepQueryBack } from "./shown-secret.ts";
import { type WithCredentials, wantedCredentials } from "./wanted-credentials.ts";

const token = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/);

export const keyAuthAction = z
  .strictObject({
    apiKeyHeader: token.default("Authorization"),
    apiKeyHeaderScheme: token.default("apiKey"),
    /** The parameter of the query. */
    apiKeyField: z.string().min(1).default("apiKey"),
    disableHeaders: z.boolean().default(false),
    disableHeadersScheme: z.boolean().default(false),
    disableQueryParam: z.boolean().default(false),
    /** Whoever shows none, or a wrong one, comes by as anonymous. */
    passThrough: z.boolean().default(false),
    credentialsFile: z.string().optional(),
  })
  .refine(({ disableHeaders, disableQueryParam }) => !(disableHeaders && disableQueryParam), {
    error: "with disableHeaders and disableQueryParam there is no place left to show a key",
  });
type KeyAuthAction = z.infer<typeof keyAuthAction>;

const longestKey = 512;

/** A key is its id, a colon and its secret; a header says a scheme before it. */
function createShownKey(action: KeyAuthAction) {
  const header = action.apiKeyHeader.toLowerCase();
  const scheme = action.apiKeyHeaderScheme.toLowerCase();

  function fromHeader(exchange: Exchange): string | undefined {
    const words = inOneHeader(exchange, header)?.trim().split(/ +/) ?? [];
    const isOfScheme = action.disableHeadersScheme || words[0]?.toLowerCase() === scheme;
    return isOfScheme ? words.at(-1) : undefined;
  }

  return (exchange: Exchange): string | undefined => {
    const inHeader = action.disableHeaders ? undefined : fromHeader(exchange);
    if (inHeader !== undefined) {
      keepHeaderBack(exchange, header);
      return inHeader;
    }
    const shown = action.disableQueryParam ? undefined : inQuery(exchange, action.apiKeyField);
    if (shown !== undefined) keepQueryBack(exchange, action.apiKeyField);
    return shown;
  };
}

export function createKeyAuth(action: KeyAuthAction, parts: WithCredentials): Policy {
  const credentials = wantedCredentials("key-auth", action.credentialsFile, parts);
  const shownKey = createShownKey(action);

  async function whose(shown: string | undefined): Promise<Credential | undefined> {
    if (shown === undefined || shown.length > longestKey) return undefined;
    const colon = shown.indexOf(":");
    return colon <= 0 ? undefined : credentials.byKey(shown.slice(0, colon), shown.slice(colon + 1));
  }

  return async (exchange, next) => {
    const found = await whose(shownKey(exchange));
    if (found) {
      const { sub, keyId, scopes } = found;
      setProven(exchange, sub, { sub, keyId, scopes }, scopes);
    } else if (!action.passThrough) {
      exchange.res.setHeader("WWW-Authenticate", action.apiKeyHeaderScheme);
      throw new Refusal("UNAUTHENTICATED");
    }
    await next();
  };
}

export const keyAuth = definePolicy({
  name: "key-auth",
  action: keyAuthAction.prefault({}),
  create: createKeyAuth,
});
