import type { JsonSchema } from "@siren/contracts/openapi";
import * as z from "zod/mini";
import { namedShapes } from "./named-shapes.ts";

export type Schemas = Record<string, JsonSchema>;

const place = (name: string) => `#/components/schemas/${name}`;

function placed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(placed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] =>
    key === "$ref" && typeof inner === "string"
      ? [key, place(inner.replace("#/$defs/", ""))]
      : [key, placed(inner)],
  );
  return Object.fromEntries(entries);
}

/** What is told: shapes that have a name are written once, among `schemas`. */
export function answerSchema(shape: z.ZodMiniType, schemas: Schemas): JsonSchema {
  const { $schema: _, $defs, ...whole } = z.toJSONSchema(shape, { metadata: namedShapes, io: "output" });
  for (const [name, one] of Object.entries($defs ?? {})) {
    const { id: _id, ...told } = placed(one) as JsonSchema;
    schemas[name] = told;
  }
  return placed(JSON.parse(JSON.stringify(whole))) as JsonSchema;
}

const nameless = z.registry<{ id: string }>();

/** What is sent, written out where it belongs: with its defaults left out it is another shape than what is told. */
export function sentSchema(shape: z.ZodMiniType): JsonSchema {
  const { $schema: _, ...whole } = z.toJSONSchema(shape, { metadata: nameless, io: "input" });
  return JSON.parse(JSON.stringify(whole));
}

/** The fields of a path's or a query's schema. */
export function sentFields(shape: z.ZodMiniType | undefined): {
  name: string;
  required: boolean;
  schema: JsonSchema;
}[] {
  if (!shape) return [];
  const { properties = {}, required = [] } = sentSchema(shape) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    required: required.includes(name),
    schema,
  }));
}
