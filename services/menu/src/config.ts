import { baseConfig, readConfig, text } from "@siren/chassis/config";

export function menuConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      store: text("STORE", {
        about: "where stores and menus are kept: sqlite:///file or mongodb://...",
        secret: true,
      }),
    },
    env,
  );
}

export type MenuConfig = ReturnType<typeof menuConfig>;
