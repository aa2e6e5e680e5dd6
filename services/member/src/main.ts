import { runMain } from "@siren/chassis/runner";
import { buildMember } from "./app.ts";
import { memberConfig } from "./config.ts";

await runMain("member", memberConfig, () => buildMember({ config: memberConfig() }));
