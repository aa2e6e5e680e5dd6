import type { BackEnd } from "@siren/chassis/back-end";
import { type Route, route } from "@siren/chassis/http/routes";
import { journeyQuery, opsJourney } from "@siren/contracts/journey";
import { opsLogLevels } from "@siren/contracts/ops";
import { serviceNames } from "@siren/contracts/roles";
import * as z from "zod/mini";
import type { createJourneys } from "./journeys.ts";
import { askManagement } from "./management-call.ts";

type Parts = { backEnd: BackEnd; journeyOf: ReturnType<typeof createJourneys> };

const levelWithinMs = 1_500;
const levelSaid = z.object({ level: z.string(), untilMs: z.nullable(z.number()) });

/** What is looked at when somebody asks for it: one order, or each process one by one. */
export function opsLooks({ backEnd: { registry }, journeyOf }: Parts): Route[] {
  async function levelOf(instance: Parameters<typeof askManagement>[0]) {
    const { id } = instance;
    try {
      const { status, body } = await askManagement(instance, {
        path: "/log-level",
        timeoutMs: levelWithinMs,
      });
      const { level, untilMs } = levelSaid.parse(body);
      return { id, level, until: untilMs, why: status === 200 ? null : `it answered ${status}` };
    } catch (error) {
      return { id, level: null, until: null, why: error instanceof Error ? error.message : String(error) };
    }
  }

  return [
    route({
      method: "GET",
      path: "/ops/journey",
      summary:
        "An order's whole way by `order`, or by `store`, `day` and `number`: states, events, who took them when.",
      query: journeyQuery,
      answers: { 200: opsJourney },
      refuses: ["NOT_FOUND", "BAD_UPSTREAM"],
      access: { roles: ["ops"], byPass: true },
      handle: async ({ query }) => ({ status: 200, body: await journeyOf(query) }),
    }),
    route({
      method: "GET",
      path: "/ops/log-levels",
      summary: "How much each process logs, and until when, where it was raised for a while.",
      answers: { 200: opsLogLevels },
      access: { roles: ["ops"], byPass: true },
      async handle() {
        const services = await Promise.all(
          serviceNames.map(async (service) => ({
            service,
            replicas: await Promise.all(registry.instances(service).map(levelOf)),
          })),
        );
        return { status: 200, body: { services } };
      },
    }),
  ];
}
