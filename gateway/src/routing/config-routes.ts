import { type Route, route } from "@siren/chassis/http/routes";
import * as z from "zod/mini";
import type { PolicyModule } from "../policies/policy.ts";
import { fileSchema } from "../reading/file-schema.ts";
import { hidden } from "../reading/hidden.ts";
import type { LiveRoutes } from "./live-routes.ts";

/** Which configuration is in effect, and why another one is not. */
const configPicture = z.object({
  file: z.string(),
  version: z.string(),
  sinceMs: z.number(),
  taken: z.int(),
  refused: z.int(),
  fault: z.nullable(z.object({ atMs: z.number(), faults: z.array(z.string()) })),
  needsRestart: z.array(z.string()),
  /** As it stands in the file, without what the environment says and without what names itself a secret. */
  effective: z.record(z.string(), z.unknown()),
});

/** It is read only, so it is also for who has no more than the outage pass. */
const ops = { roles: ["ops"], byPass: true } as const;

export function configRoutes(
  live: Pick<LiveRoutes, "state" | "snapshot">,
  policies: readonly PolicyModule[],
): Route[] {
  // Made when somebody asks: a start need not wait for it.
  let schema: Record<string, unknown> | undefined;
  return [
    route({
      method: "GET",
      path: "/ops/config/routes",
      summary: "The routes' configuration that is in effect, and why the last change was refused.",
      answers: { 200: configPicture },
      access: ops,
      async handle() {
        const { fault = null, needsRestart, ...state } = live.state();
        const told = fault && { ...fault, faults: [...fault.faults] };
        const effective = hidden(live.snapshot().file.shown) as Record<string, unknown>;
        return { status: 200, body: { ...state, needsRestart: [...needsRestart], fault: told, effective } };
      },
    }),
    route({
      method: "GET",
      path: "/ops/config/schema",
      summary: "The JSON Schema of the gateway's configuration.",
      answers: { 200: z.record(z.string(), z.unknown()) },
      access: ops,
      async handle() {
        schema ??= fileSchema(policies);
        return { status: 200, body: schema };
      },
    }),
  ];
}
