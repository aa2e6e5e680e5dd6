import { bare } from "@siren/contracts/form";
import * as z from "zod/mini";

type Schema = z.core.$ZodType;

/** How something that was told differs from its schema: unreadable, or with a field that is not agreed. */
export function shapeFaults(schema: Schema, told: unknown): string[] {
  const read = z.safeParse(schema, told);
  if (read.error) return read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return unagreed(schema, told, "");
}

function unagreed(schema: Schema, told: unknown, at: string): string[] {
  const { inner } = bare(schema);
  if (Array.isArray(told) && inner instanceof z.core.$ZodArray)
    return told.flatMap((one, i) => unagreed(inner._zod.def.element, one, `${at}[${i}]`));
  if (inner instanceof z.core.$ZodUnion) {
    const ways = inner._zod.def.options.filter((one) => z.safeParse(one, told).success);
    return ways.map((one) => unagreed(one, told, at)).sort((a, b) => a.length - b.length)[0] ?? [];
  }
  if (!(inner instanceof z.core.$ZodObject) || typeof told !== "object" || told === null) return [];
  const { shape, catchall } = inner._zod.def;
  const fields = Object.entries(told).flatMap(([key, value]) => {
    const field = shape[key];
    if (field) return unagreed(field, value, `${at}.${key}`);
    return catchall instanceof z.core.$ZodUnknown ? [] : [`${at}.${key}: no such field is agreed`];
  });
  // A reader fills it in for those who are older; whoever tells it today has it.
  const lacking = Object.entries(shape)
    .filter(([key, field]) => field instanceof z.core.$ZodDefault && !(key in told))
    .map(([key]) => `${at}.${key}: is missing`);
  return [...fields, ...lacking];
}
