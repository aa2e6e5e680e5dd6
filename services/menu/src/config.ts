import { baseConfig, readConfig, text } from "@siren/chassis/config";
import { faultSetting } from "@siren/store/fault-setting";

export function menuConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      ...faultSetting,
      store: text("STORE", {
        about: "where stores and menus are kept: sqlite:///file or mongodb://...",
        secret: true,
      }),
    },
    env,
  );
}

export type MenuConfig = ReturnType<typeof menuConfig>;
