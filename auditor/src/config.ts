import { baseConfig, integer, readConfig } from "@siren/chassis/config";

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
    },
    env,
  );
}

export type AuditorConfig = ReturnType<typeof auditorConfig>;
