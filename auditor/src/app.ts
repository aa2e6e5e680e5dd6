import type { BackEnd } from "@siren/chassis/back-end";
import { createBackEnd, type Surroundings } from "@siren/chassis/create-back-end";
import { route } from "@siren/chassis/http/routes";
import type { AuditorConfig } from "./config.ts";
import { keptAudit } from "./kept-audit.ts";
import { createRounds } from "./rounds.ts";
import { observeVerdicts } from "./verdict-metrics.ts";

export type AuditorOptions = { config: AuditorConfig } & Surroundings;

export async function buildAuditor({ config, ...given }: AuditorOptions): Promise<BackEnd> {
  const backEnd = await createBackEnd({ name: "auditor", config, isPublic: false, ...given });
  const { client, log, now } = backEnd;
  const rounds = createRounds({
    ...{ client, log, now, kept: keptAudit(config.dataDir, log) },
    times: config,
  });
  backEnd.stage("rounds", rounds);
  observeVerdicts(backEnd.meter, rounds.verdicts);
  backEnd.routes([
    route({
      method: "GET",
      path: "/internal/verdicts",
      access: { services: ["gateway"] },
      handle: async () => ({ status: 200, body: rounds.verdicts() }),
    }),
  ]);
  return backEnd;
}
