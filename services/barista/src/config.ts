import { baseConfig, readConfig } from "@siren/chassis/config";
import { storeSetting } from "@siren/store/service-store";

export function baristaConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      store: storeSetting("tickets and sold-out"),
    },
    env,
  );
}

export type BaristaConfig = ReturnType<typeof baristaConfig>;
