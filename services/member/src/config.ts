import { baseConfig, readConfig, text } from "@siren/chassis/config";
import { faultSetting } from "@siren/store/fault-setting";

export function memberConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      ...faultSetting,
      store: text("STORE", {
        about: "where accounts and the ledger are kept: sqlite:///file or mongodb://...",
        secret: true,
      }),
      tokenKeyFile: text("TOKEN_KEY_FILE", {
        about: "the private JWK that signs access tokens and outage passes",
      }),
    },
    env,
  );
}

export type MemberConfig = ReturnType<typeof memberConfig>;
