import { baseConfig, readConfig, text } from "@siren/chassis/config";
import { storeSettings } from "@siren/store/service-store";

export function memberConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      ...storeSettings("accounts and the ledger"),
      tokenKeyFile: text("TOKEN_KEY_FILE", {
        about: "the private JWK that signs access tokens and outage passes",
      }),
    },
    env,
  );
}

export type MemberConfig = ReturnType<typeof memberConfig>;
