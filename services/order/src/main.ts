import { runMain } from "@siren/chassis/runner";
import { buildOrder } from "./app.ts";
import { orderConfig } from "./config.ts";

await runMain("order", orderConfig, () => buildOrder({ config: orderConfig() }));
