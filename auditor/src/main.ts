import { runMain } from "@siren/chassis/runner";
import { buildAuditor } from "./app.ts";
import { auditorConfig } from "./config.ts";

await runMain("auditor", auditorConfig, () => buildAuditor({ config: auditorConfig() }));
