import { baseConfig } from "@siren/chassis/base-config";
import { readConfig } from "@siren/chassis/config";
import { storeSettings } from "@siren/store/service-store";

export function baristaConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      ...storeSettings("tickets and sold-out"),
    },
    env,
  );
}

export type BaristaConfig = ReturnType<typeof baristaConfig>;
