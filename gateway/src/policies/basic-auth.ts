import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod";
import type { Credential } from "../credentials/credentials-file.ts";
import type { Exchange, Policy } from "./exchange.ts";
import { definePolicy } from "./policy.ts";
import { setProven } from "./proven.ts";
import { inOneHeader } from "./shown-secret.ts";
import { type WithCredentials, wantedCredentials } from "./wanted-credentials.ts";

export const basicAuthAction = z.strictObject({
  /** Whoever shows none, or a wrong one, comes by as anonymous. */
  passThrough: z.boolean().default(false),
  credentialsFile: z.string().optional(),
  /** What a browser's window says. */
  realm: z
    .string()
    .regex(/^[\w .-]{1,60}$/)
    .default("gateway"),
});

/** Hashing takes the longer the longer it is. */
const longestShown = 1_024;

function shownIn(exchange: Exchange): { name: string; password: string } | undefined {
  const [, encoded = ""] =
    /^Basic +([A-Za-z0-9+/_-]+=*)$/i.exec(inOneHeader(exchange, "authorization") ?? "") ?? [];
  if (encoded === "" || encoded.length > longestShown) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon <= 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

export function createBasicAuth(action: z.infer<typeof basicAuthAction>, parts: WithCredentials): Policy {
  const credentials = wantedCredentials("basic-auth", action.credentialsFile, parts);
  const challenge = `Basic realm="${action.realm}", charset="UTF-8"`;
  return async (exchange, next) => {
    const shown = shownIn(exchange);
    const found: Credential | undefined = shown && (await credentials.byPassword(shown.name, shown.password));
    if (found) {
      const { sub, scopes } = found;
      setProven(exchange, sub, { sub, scopes }, scopes);
    } else if (!action.passThrough) {
      exchange.res.setHeader("WWW-Authenticate", challenge);
      throw new Refusal("UNAUTHENTICATED");
    }
    await next();
  };
}

export const basicAuth = definePolicy({
  name: "basic-auth",
  action: basicAuthAction.prefault({}),
  create: createBasicAuth,
});
