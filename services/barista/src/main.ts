import { runMain } from "@siren/chassis/runner";
import { buildBarista } from "./app.ts";
import { baristaConfig } from "./config.ts";

await runMain("barista", baristaConfig, () => buildBarista({ config: baristaConfig() }));
