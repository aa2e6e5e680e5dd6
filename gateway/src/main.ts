import { runMain } from "@siren/chassis/runner";
import { buildGateway } from "./app.ts";
import { gatewayConfig } from "./config.ts";

await runMain("gateway", gatewayConfig, () => buildGateway({ config: gatewayConfig() }));
