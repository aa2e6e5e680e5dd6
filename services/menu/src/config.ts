import { baseConfig, readConfig } from "@siren/chassis/config";
import { storeSetting } from "@siren/store/service-store";

export function menuConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      store: storeSetting("stores and menus"),
    },
    env,
  );
}

export type MenuConfig = ReturnType<typeof menuConfig>;
