import { join } from "node:path";
import { baseConfig } from "@siren/chassis/base-config";
import { readConfig } from "@siren/chassis/config";
import { text } from "@siren/chassis/settings";
import { storeSettings } from "@siren/store/service-store";

export function menuConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      ...storeSettings("stores and menus"),
      ratesFile: text("RATES_FILE", {
        about: "the dated file of what other currencies are worth in won",
        default: join(import.meta.dirname, "..", "rates.json"),
      }),
    },
    env,
  );
}

export type MenuConfig = ReturnType<typeof menuConfig>;
