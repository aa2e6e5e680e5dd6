import type { JsonSchema } from "@siren/contracts/openapi";

type Schema = JsonSchema & {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  pattern?: string;
};

/** A JSON Schema as somebody would write it down: `{ name: string, quantity: integer 1..20 }[]`. */
export function typeInWords(schema: Schema, depth = 0): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "";
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways) return ways.map((one) => typeInWords(one, depth)).join(" | ");
  if (schema.allOf) return schema.allOf.map((one) => typeInWords(one, depth)).join(" & ");
  if (schema.type === "array")
    return schema.prefixItems
      ? `[${schema.prefixItems.map((one) => typeInWords(one, depth)).join(", ")}]`
      : `${typeInWords(schema.items ?? {}, depth)}[]${boundsOf(schema, "minItems", "maxItems")}`;
  if (schema.properties) return fieldsOf(schema, depth);
  const bounds = boundsOf(schema, "minimum", "maximum") || boundsOf(schema, "minLength", "maxLength");
  return [schema.type ?? "anything", bounds.trim(), schema.pattern && `/${schema.pattern}/`]
    .filter(Boolean)
    .join(" ");
}

function fieldsOf({ properties = {}, required = [] }: Schema, depth: number): string {
  const indent = "  ".repeat(depth + 1);
  const lines = Object.entries(properties).map(
    ([name, one]) => `${indent}${name}${required.includes(name) ? "" : "?"}: ${typeInWords(one, depth + 1)}`,
  );
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

const isPlain = (bound: unknown) => typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

function boundsOf(schema: Schema, least: string, most: string): string {
  const [from, to] = [schema[least], schema[most]];
  if (!isPlain(from) && !isPlain(to)) return "";
  return ` ${isPlain(from) ? from : ""}..${isPlain(to) ? to : ""}`;
}
