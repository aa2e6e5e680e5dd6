import { type Reply, type Route, route } from "@siren/chassis/http/routes";
import { oidcProviders, oidcStart } from "@siren/contracts/accounts";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import { anybodySignedIn } from "./account-routes.ts";
import { oidcCookie, presentedOidc, sessionCookies } from "./cookies.ts";
import { type Oidc, type Outcome, oidcLifetimeMs } from "./oidc.ts";
import { providerNames } from "./oidc-provider.ts";
import { isSecure } from "./signed-in.ts";

type Parts = { oidc: Oidc; publicUrl: string };

const ofProvider = z.object({ provider: z.enum(providerNames) });
const word = z.string().check(z.minLength(1), z.maxLength(2048));
/** Providers add what they like (`scope`, `authuser`, `iss`): only this is read. */
const wayBack = z.object({ code: z.optional(word), state: z.optional(word), error: z.optional(word) });

/** Where the page goes on, by what came of it. */
const pages: Record<Outcome["kind"], string> = {
  "signed-in": "/client/?oidc=signed-in",
  linked: "/client/account?oidc=linked",
  offered: "/client/sign-in?oidc=confirm",
};

export function oidcRoutes({ oidc, publicUrl }: Parts): Route[] {
  const goTo = (page: string, cookies: string[]): Reply => ({
    status: 303,
    headers: { location: `${publicUrl}${page}`, "set-cookie": cookies, "cache-control": "no-store" },
  });

  return [
    route({
      method: "GET",
      path: "/oidc",
      summary: "The providers by which one may sign in here.",
      answers: { 200: oidcProviders },
      access: "anyone",
      async handle() {
        return { status: 200, body: { providers: oidc.names } };
      },
    }),
    route({
      method: "GET",
      path: "/oidc/:provider",
      summary: "Sends the browser to a provider to sign in.",
      answers: { 303: null },
      refuses: ["NOT_FOUND"],
      cookies: { sets: ["oidc"] },
      access: "anyone",
      params: ofProvider,
      async handle(c) {
        const { url, browser } = await oidc.begin(c.params.provider, null);
        const cookie = oidcCookie(browser, oidcLifetimeMs, isSecure(c));
        return {
          status: 303,
          headers: { location: url, "set-cookie": [cookie], "cache-control": "no-store" },
        };
      },
    }),
    route({
      method: "GET",
      path: "/oidc/:provider/callback",
      summary: "Where the provider sends the browser back to; it is sent on to a page, whatever came of it.",
      answers: { 303: null },
      cookies: { reads: ["oidc"], sets: ["oidc", "refresh", "outagePass"] },
      access: "anyone",
      params: ofProvider,
      query: wayBack,
      async handle(c) {
        const { code, state, error } = c.query;
        const secure = isSecure(c);
        const used = oidcCookie("", 0, secure);
        try {
          if (error !== undefined || code === undefined || state === undefined)
            throw new Refusal("UNAUTHENTICATED", "The provider did not let them in");
          const browser = presentedOidc(c.headers.cookie);
          const outcome = await oidc.finish(c.params.provider, { code, state }, browser);
          const cookies =
            outcome.kind === "signed-in"
              ? [used, ...sessionCookies(outcome.session, secure)]
              : [outcome.kind === "offered" ? oidcCookie(outcome.browser, oidcLifetimeMs, secure) : used];
          return goTo(pages[outcome.kind], cookies);
        } catch (fault) {
          if (!(fault instanceof Refusal)) throw fault;
          // A browser is on its way here, not a page's script: it is shown a page, with the code in its address.
          c.log.warn("oidc.not-signed-in", {
            provider: c.params.provider,
            code: fault.code,
            cause: String(fault.cause ?? ""),
          });
          return goTo(`/client/sign-in?oidc=failed&code=${fault.code}`, [used]);
        }
      },
    }),
    route({
      method: "POST",
      path: "/oidc/confirm",
      summary: "Links the account that a provider has just shown to the one that is signed in.",
      answers: { 204: null },
      refuses: ["LINK_EXPIRED", "ALREADY_REGISTERED", "NOT_VERIFIED", "NOT_FOUND", "VERSION_CONFLICT"],
      cookies: { reads: ["oidc"], sets: ["oidc"] },
      access: anybodySignedIn,
      async handle(c) {
        await oidc.confirm(c.caller.sub, presentedOidc(c.headers.cookie));
        return { status: 204, headers: { "set-cookie": [oidcCookie("", 0, isSecure(c))] } };
      },
    }),
    route({
      method: "POST",
      path: "/oidc/:provider/link",
      summary: "Sends the browser to a provider to link its account to this one.",
      answers: { 200: oidcStart },
      refuses: ["NOT_FOUND"],
      cookies: { sets: ["oidc"] },
      access: anybodySignedIn,
      params: ofProvider,
      async handle(c) {
        const { url, browser } = await oidc.begin(c.params.provider, c.caller.sub);
        const cookie = oidcCookie(browser, oidcLifetimeMs, isSecure(c));
        return {
          status: 200,
          body: { url },
          headers: { "set-cookie": [cookie], "cache-control": "no-store" },
        };
      },
    }),
    route({
      method: "DELETE",
      path: "/oidc/:provider/link",
      summary: "Takes a link away, unless it is the only way in.",
      answers: { 204: null },
      refuses: ["NOT_FOUND", "ILLEGAL_TRANSITION"],
      access: anybodySignedIn,
      params: ofProvider,
      async handle(c) {
        await oidc.unlink(c.caller.sub, c.params.provider);
        return { status: 204 };
      },
    }),
  ];
}
