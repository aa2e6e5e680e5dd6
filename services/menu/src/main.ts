import { runMain } from "@siren/chassis/runner";
import { buildMenu } from "./app.ts";
import { menuConfig } from "./config.ts";

await runMain("menu", menuConfig, () => buildMenu({ config: menuConfig() }));
