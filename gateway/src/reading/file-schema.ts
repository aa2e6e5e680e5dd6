import * as z from "zod";
import { conditionSchema } from "../conditions/read-condition.ts";
import type { PolicyModule } from "../policies/policy.ts";
import { apiEndpoint, frame, serviceEndpoint } from "./file-shape.ts";

/** The whole file as JSON Schema, for editors: what may stand where. Which names lead nowhere it cannot say. */
export function fileSchema(policies: readonly PolicyModule[]): Record<string, unknown> {
  const names = z.enum(policies.map(({ name }) => name));
  const stepOf = ({ action }: PolicyModule) => {
    const one = z.strictObject({
      condition: conditionSchema.nullable().optional(),
      action: action.nullable().optional(),
    });
    return z.union([z.null(), one, z.array(one)]);
  };
  const step = z.union(policies.map((policy) => z.strictObject({ [policy.name]: stepOf(policy) })));
  const automaticStep = z.union(
    policies.map((policy) =>
      policy.name === "proxy"
        ? z.strictObject({ proxy: z.unknown() })
        : z.strictObject({ [policy.name]: stepOf(policy) }),
    ),
  );
  const steps = z.union([step, z.array(step)]).nullable();
  const named = z.union([z.string(), z.array(z.string())]);
  const pipeline = z.strictObject({
    apiEndpoint: named.optional(),
    apiEndpoints: named.optional(),
    policy: steps.optional(),
    policies: steps.optional(),
  });
  const endpoint = apiEndpoint.safeExtend({ path: apiEndpoint.shape.paths });
  const endpoints = z.record(z.string(), z.union([endpoint, z.array(endpoint)]));
  const services = z.record(z.string(), serviceEndpoint).nullable();
  const pipelines = z.union([z.record(z.string(), pipeline), z.array(pipeline)]);
  const declared = z.union([names, z.array(names)]).nullable();
  const whole = frame.safeExtend({
    apiEndpoints: endpoints.optional(),
    apiEndpoint: endpoints.optional(),
    serviceEndpoints: services.optional(),
    serviceEndpoint: services.optional(),
    policies: declared.optional(),
    policy: declared.optional(),
    pipelines: pipelines.optional(),
    pipeline: z.union([pipelines, pipeline]).optional(),
    autoRoutes: frame.shape.autoRoutes
      .unwrap()
      .unwrap()
      .safeExtend({ policies: z.array(automaticStep).optional() })
      .nullish(),
  } as Record<string, z.ZodType>);
  return {
    title: "Configuration of Siren's gateway",
    ...z.toJSONSchema(whole, { io: "input", unrepresentable: "any", reused: "ref" }),
  };
}
