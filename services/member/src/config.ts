import { baseConfig, integer, readConfig, text } from "@siren/chassis/config";
import { storeSettings } from "@siren/store/service-store";

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
      tokenKeyFile: text("TOKEN_KEY_FILE", {
        about: "the private JWK that signs access tokens and outage passes",
      }),
    },
    env,
  );
}

export type MemberConfig = ReturnType<typeof memberConfig>;
