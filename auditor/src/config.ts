import { baseConfig } from "@siren/chassis/base-config";
import { readConfig } from "@siren/chassis/config";
import { integer } from "@siren/chassis/settings";

export function auditorConfig(env: NodeJS.ProcessEnv = process.env) {
  return readConfig(
    {
      ...baseConfig,
      everyMs: integer("AUDIT_EVERY_MS", {
        about: "how often the services' facts are read and judged",
        default: 5_000,
        min: 100,
        max: 600_000,
      }),
      quietMs: integer("AUDIT_QUIET_MS", {
        about: "how long an order must have been quiet before services have to agree about it",
        default: 30_000,
        min: 0,
        max: 3_600_000,
      }),
      rememberMs: integer("AUDIT_REMEMBER_MS", {
        about: "how long an order that is over, and with which nothing is wrong, is remembered",
        default: 900_000,
        min: 1_000,
        max: 86_400_000,
      }),
      againMs: integer("AUDIT_AGAIN_MS", {
        about:
          "the pause between two passes over the whole ledger, for what is changed behind everybody's back",
        default: 60_000,
        min: 0,
        max: 86_400_000,
      }),
    },
    env,
  );
}

export type AuditorConfig = ReturnType<typeof auditorConfig>;
