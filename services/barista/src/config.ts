import { baseConfig, readConfig, text } from "@siren/chassis/config";
import { faultSetting } from "@siren/store/fault-setting";

export function baristaConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      ...faultSetting,
      store: text("STORE", {
        about: "where tickets and sold-out are kept: sqlite:///file or mongodb://...",
        secret: true,
      }),
    },
    env,
  );
}

export type BaristaConfig = ReturnType<typeof baristaConfig>;
