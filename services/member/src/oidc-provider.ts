import { Refusal } from "@siren/contracts/refusal";
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";
import * as z from "zod/mini";

export const providerNames = ["kakao", "google"] as const;
export type ProviderName = (typeof providerNames)[number];

export type ProviderSettings = {
  name: ProviderName;
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  scope: string;
};

/** What a provider says of somebody; an address that it has not checked is none. */
export type Claims = { subject: string; email: string | null; name: string | null };

const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});
const tokenAnswer = z.object({ id_token: z.string() });
const idToken = z.object({
  sub: z.string().check(z.minLength(1), z.maxLength(255)),
  nonce: z.string(),
  azp: z.optional(z.string()),
  aud: z.union([z.string(), z.array(z.string())]),
  email: z.optional(z.string()),
  email_verified: z.optional(z.union([z.boolean(), z.literal("true"), z.literal("false")])),
  name: z.optional(z.string()),
  nickname: z.optional(z.string()),
});

const answerWithinMs = 5_000;
const mostBytes = 64 * 1024;
const keptMs = 10 * 60_000;
const skewS = 60;

const isLocal = ({ hostname }: URL) =>
  hostname === "127.0.0.1" || hostname === "[::1]" || hostname === "localhost";

/** One provider of OpenID Connect, asked over HTTPS (or on this very machine) and believed only when it signs. */
export function createOidcProvider(settings: ProviderSettings, now: () => number) {
  const { issuer, clientId, clientSecret } = settings;
  let known: { readAt: number; found: z.infer<typeof metadata>; keys: JSONWebKeySet } | undefined;

  const failed = (why: string, cause?: unknown) =>
    new Refusal("BAD_UPSTREAM", `${settings.name} did not answer as agreed: ${why}`, {}, { cause });

  async function ask(address: string, init: RequestInit = {}): Promise<unknown> {
    const url = new URL(address);
    if (url.protocol !== "https:" && !isLocal(url)) throw failed("an address of it is not https");
    try {
      const answer = await fetch(url, {
        ...init,
        redirect: "error",
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const text = await answer.text();
      if (!answer.ok || text.length > mostBytes) throw new Error(`status ${answer.status}`);
      return JSON.parse(text);
    } catch (error) {
      throw failed("no proper answer", error);
    }
  }

  async function about(fresh = false) {
    if (known && !fresh && now() - known.readAt < keptMs) return known;
    const read = metadata.safeParse(
      await ask(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`),
    );
    if (!read.success || read.data.issuer !== issuer) throw failed("its configuration is another's");
    const keys = (await ask(read.data.jwks_uri)) as JSONWebKeySet;
    known = { readAt: now(), found: read.data, keys };
    return known;
  }

  async function verified(token: string): Promise<z.infer<typeof idToken>> {
    const check = async (fresh: boolean) =>
      jwtVerify(token, createLocalJWKSet((await about(fresh)).keys), {
        ...{ issuer, audience: clientId, algorithms: ["RS256", "ES256", "EdDSA"] },
        ...{ requiredClaims: ["exp", "iat", "sub", "nonce"], clockTolerance: skewS, maxTokenAge: "10 min" },
        currentDate: new Date(now()),
      });
    // A key that is not known may be its next one: it is asked once more, and once only.
    const { payload } = await check(false).catch((error) => {
      if (error instanceof errors.JWKSNoMatchingKey) return check(true);
      throw error;
    });
    const claims = idToken.parse(payload);
    const isForOthersToo = Array.isArray(claims.aud) && claims.aud.length > 1;
    if ((isForOthersToo || claims.azp !== undefined) && claims.azp !== clientId)
      throw new Error("made out to somebody else");
    return claims;
  }

  return {
    name: settings.name,

    async startUrl(flow: { state: string; nonce: string; challenge: string; redirectUri: string }) {
      const url = new URL((await about()).found.authorization_endpoint);
      const query = {
        ...{ response_type: "code", client_id: clientId, redirect_uri: flow.redirectUri },
        ...{ scope: settings.scope, state: flow.state, nonce: flow.nonce },
        ...{ code_challenge: flow.challenge, code_challenge_method: "S256" },
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return url.href;
    },

    async claimsFor(given: {
      code: string;
      verifier: string;
      redirectUri: string;
      nonce: string;
    }): Promise<Claims> {
      const form = new URLSearchParams({
        ...{ grant_type: "authorization_code", code: given.code, redirect_uri: given.redirectUri },
        ...{ client_id: clientId, code_verifier: given.verifier },
        ...(clientSecret !== undefined && { client_secret: clientSecret }),
      });
      const answer = await ask((await about()).found.token_endpoint, { method: "POST", body: form });
      const read = tokenAnswer.safeParse(answer);
      if (!read.success) throw failed("no token");
      const claims = await verified(read.data.id_token).catch((error) => {
        throw error instanceof Refusal ? error : failed("its token does not hold", error);
      });
      if (claims.nonce !== given.nonce) throw failed("the token is of another sign-in");
      const isChecked = claims.email_verified === true || claims.email_verified === "true";
      return {
        subject: claims.sub,
        email: isChecked && claims.email ? claims.email.toLowerCase() : null,
        name: claims.nickname ?? claims.name ?? null,
      };
    },
  };
}

export type OidcProvider = ReturnType<typeof createOidcProvider>;
