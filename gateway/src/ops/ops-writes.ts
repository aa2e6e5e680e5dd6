import type { BackEnd } from "@siren/chassis/back-end";
import { type Route, route } from "@siren/chassis/http/routes";
import { feedConsumers } from "@siren/contracts/feeds";
import { eventId } from "@siren/contracts/ids";
import * as shapes from "@siren/contracts/ops";
import { Refusal } from "@siren/contracts/refusal";
import { serviceName } from "@siren/contracts/roles";
import * as z from "zod/mini";
import { askManagement } from "./management-call.ts";
import { instanceParams } from "./ops-reads.ts";

/** Changing something waits for a sign-in that was checked. */
const ops = { roles: ["ops"] } as const;
const logLevelWithinMs = 2_000;

const consumers = [...new Set(Object.values(feedConsumers).flat())] as [string, ...string[]];
const letterParams = z.strictObject({ consumer: z.enum(consumers), eventId });
const serviceParams = z.strictObject({ service: serviceName });

/** What operations may do: each of it may be said twice, and who did it stands in the log. */
export function opsWrites({ registry, client, log }: BackEnd): Route[] {
  const override = (action: "drain" | "restore") =>
    route({
      method: "POST",
      path: `/ops/instances/:id/${action}`,
      summary:
        action === "drain"
          ? "Takes an instance out of service by the registry's override; what it has under way it finishes."
          : "Takes the override off: the instance is again what it says itself.",
      params: instanceParams,
      answers: { 200: shapes.opsInstanceDone },
      refuses: ["NOT_FOUND", "BAD_UPSTREAM"],
      access: ops,
      async handle({ params: { id }, caller }) {
        const instance = registry.known().find((one) => one.id === id);
        if (!instance) throw new Refusal("NOT_FOUND", "No such instance is registered");
        try {
          await registry.override(instance, action === "drain" ? "OUT_OF_SERVICE" : undefined);
        } catch (cause) {
          const why = cause instanceof Error ? cause.message : String(cause);
          throw new Refusal("BAD_UPSTREAM", `The registry did not do it: ${why}`, {}, { cause });
        }
        log.info(action === "drain" ? "ops.instance-drained" : "ops.instance-restored", {
          of: id,
          by: caller.sub,
        });
        const status = registry.known().find((one) => one.id === id)?.status ?? "UNKNOWN";
        return { status: 200, body: { id, service: instance.service, status } };
      },
    });

  return [
    override("drain"),
    override("restore"),
    route({
      method: "POST",
      path: "/ops/feeds/:consumer/dead-letters/:eventId/replay",
      summary: "Tries again what a consumer set aside, with all that waits of the same aggregate.",
      params: letterParams,
      answers: { 200: shapes.replayed },
      refuses: ["NOT_FOUND", "BAD_UPSTREAM"],
      access: ops,
      async handle({ params, caller }) {
        const answer = await client.call({
          ...{ service: params.consumer, method: "POST", path: "/internal/dead-letters/replay" },
          ...{ body: { eventId: params.eventId }, timeoutMs: 10_000, retry: "never" },
          schema: shapes.replayed,
        });
        if (!answer.ok && answer.status === 404)
          throw new Refusal("NOT_FOUND", "No such event was set aside there");
        if (!answer.ok) throw new Refusal("BAD_UPSTREAM", `${params.consumer} answered ${answer.status}`);
        log.info("ops.dead-letter-replayed", { ...params, ...answer.body, by: caller.sub });
        return { status: 200, body: answer.body };
      },
    }),
    route({
      method: "PUT",
      path: "/ops/log-level/:service",
      summary: "How much every replica of a service logs; with `forS` it falls back by itself.",
      params: serviceParams,
      body: shapes.logLevelWanted,
      answers: { 200: shapes.opsLogLevel },
      refuses: ["NO_INSTANCE"],
      access: ops,
      async handle({ params: { service }, body: { level, forS }, caller }) {
        const instances = registry.instances(service);
        if (instances.length === 0) throw new Refusal("NO_INSTANCE");
        const asking = {
          ...({ method: "PUT", path: "/log-level", timeoutMs: logLevelWithinMs } as const),
          body: { level, ...(forS !== undefined && { forS }) },
        };
        const replicas = await Promise.all(
          instances.map(async (instance) => {
            try {
              const { status } = await askManagement(instance, asking);
              const isDone = status === 200;
              return { id: instance.id, done: isDone, why: isDone ? null : `it answered ${status}` };
            } catch (error) {
              return {
                id: instance.id,
                done: false,
                why: error instanceof Error ? error.message : String(error),
              };
            }
          }),
        );
        log.info("ops.log-level-set", { of: service, level, forS, by: caller.sub });
        return { status: 200, body: { service, level, forS: forS ?? null, replicas } };
      },
    }),
  ];
}
