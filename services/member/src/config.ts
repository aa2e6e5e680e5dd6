import { baseConfig } from "@siren/chassis/base-config";
import { readConfig } from "@siren/chassis/config";
import { choice, integer, optionalText, text } from "@siren/chassis/settings";
import { storeSettings } from "@siren/store/service-store";
import { notificationSettings } from "./notifications/settings.ts";
import type { ProviderSettings } from "./oidc-provider.ts";

const client = (name: string, key: string) =>
  optionalText(`OIDC_${key}_CLIENT_ID`, {
    about: `our id at ${name}; without it nobody signs in by ${name}`,
  });
const secret = (name: string, key: string) =>
  optionalText(`OIDC_${key}_CLIENT_SECRET`, { about: `our secret at ${name}`, secret: true });
const issuer = (name: string, key: string, url: string) =>
  text(`OIDC_${key}_ISSUER`, { about: `where ${name} is asked`, default: url, pattern: /^https?:\/\/\S+$/ });

const oidcSettings = {
  kakaoClientId: client("Kakao", "KAKAO"),
  kakaoClientSecret: secret("Kakao", "KAKAO"),
  kakaoIssuer: issuer("Kakao", "KAKAO", "https://kauth.kakao.com"),
  googleClientId: client("Google", "GOOGLE"),
  googleClientSecret: secret("Google", "GOOGLE"),
  googleIssuer: issuer("Google", "GOOGLE", "https://accounts.google.com"),
};

/** The providers that are set up; the others are off. */
export function providersOf(config: MemberConfig): ProviderSettings[] {
  const all = [
    {
      ...{ name: "kakao" as const, issuer: config.kakaoIssuer, clientId: config.kakaoClientId },
      ...{ clientSecret: config.kakaoClientSecret, scope: "openid profile_nickname account_email" },
    },
    {
      ...{ name: "google" as const, issuer: config.googleIssuer, clientId: config.googleClientId },
      ...{ clientSecret: config.googleClientSecret, scope: "openid email profile" },
    },
  ];
  return all.flatMap(({ clientId, ...one }) => (clientId === undefined ? [] : [{ ...one, clientId }]));
}

export function memberConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      ...storeSettings("accounts and the ledger"),
      paymentTimeoutMs: integer("PAYMENT_TIMEOUT_MS", {
        about: "how long a top-up waits for the payment provider before it is answered as pending",
        default: 3_000,
        min: 10,
        max: 30_000,
      }),
      paymentRestMs: integer("PAYMENT_REST_MS", {
        about: "how long a payment provider that failed is left alone before it is tried once more",
        default: 5_000,
        min: 100,
        max: 120_000,
      }),
      tokenKeyFile: text("TOKEN_KEY_FILE", {
        about: "the private JWK that signs access tokens and outage passes",
      }),
      tokenKeyDays: integer("TOKEN_KEY_DAYS", {
        about: "days after which the next key signs; 0: only when ops ask for it",
        default: 90,
        min: 0,
        max: 3650,
      }),
      ...oidcSettings,
      ...notificationSettings,
      notifier: choice("NOTIFIER", ["as-seeded", "mailbox", "nowhere"], {
        about:
          "where goes what no server is set up for: the developers' mailbox, which shows everybody's links to whoever asks, or nowhere; as-seeded is the mailbox with SEED=demo only",
        default: "as-seeded",
      }),
      publicUrl: text("PUBLIC_URL", {
        about: "where people reach the gateway: what the links in messages begin with",
        default: "http://127.0.0.1:8080",
        pattern: /^https?:\/\/[^/?#]+$/,
      }),
    },
    env,
  );
}

export const hasMailbox = ({ notifier, seed }: Pick<MemberConfig, "notifier" | "seed">): boolean =>
  notifier === "mailbox" || (notifier === "as-seeded" && seed === "demo");

export type MemberConfig = ReturnType<typeof memberConfig>;
