import { baseConfig, readConfig } from "@siren/chassis/config";
import { storeSettings } from "@siren/store/service-store";

export function menuConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      ...storeSettings("stores and menus"),
    },
    env,
  );
}

export type MenuConfig = ReturnType<typeof menuConfig>;
