import * as z from "zod/mini";

type Schema = z.core.$ZodType;

/** What stands inside "optional", "nullable" and "with a default", and what those allow. */
export function bare(schema: Schema): { inner: Schema; mayLack: boolean; mayBeNull: boolean } {
  if (schema instanceof z.core.$ZodOptional || schema instanceof z.core.$ZodDefault)
    return { ...bare(schema._zod.def.innerType), mayLack: true };
  if (schema instanceof z.core.$ZodNullable) return { ...bare(schema._zod.def.innerType), mayBeNull: true };
  return { inner: schema, mayLack: false, mayBeNull: false };
}

/**
 * How something that was told differs in its form from the example: another set of fields or another kind of
 * value, at any depth. The schema says which fields may be left out or be null. An empty answer: none.
 */
export function formFaults(schema: Schema, example: unknown, told: unknown): string[] {
  const read = z.safeParse(schema, told);
  const unreadable = read.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
  return [...unreadable, ...differences(schema, example, told, "")];
}

function differences(schema: Schema, example: unknown, told: unknown, at: string): string[] {
  const { inner, mayBeNull } = bare(schema);
  if (mayBeNull && (example === null || told === null)) return [];
  if (inner instanceof z.core.$ZodUnknown) return [];
  if (inner instanceof z.core.$ZodUnion) {
    const option = inner._zod.def.options.find((one) => z.safeParse(one, told).success);
    // An example shows one of the ways; the schema alone speaks for the others.
    return option && z.safeParse(option, example).success ? differences(option, example, told, at) : [];
  }
  if (kindOf(example) !== kindOf(told)) return [`${at}: ${kindOf(told)} in place of ${kindOf(example)}`];
  if (inner instanceof z.core.$ZodArray) {
    const [first] = example as unknown[];
    const { element } = inner._zod.def;
    return (told as unknown[]).flatMap((one, i) => differences(element, first, one, `${at}[${i}]`));
  }
  return inner instanceof z.core.$ZodObject ? ofFields(inner, example as Fields, told as Fields, at) : [];
}

type Fields = Record<string, unknown>;

function ofFields(schema: z.core.$ZodObject, example: Fields, told: Fields, at: string): string[] {
  const { shape, catchall } = schema._zod.def;
  const isOpen = catchall instanceof z.core.$ZodUnknown;
  return [...new Set([...Object.keys(example), ...Object.keys(told)])].flatMap((key) => {
    const field = shape[key];
    const where = `${at}.${key}`;
    if (field === undefined) return isOpen ? [] : [`${where}: no such field is agreed`];
    if (key in example && key in told) return differences(field, example[key], told[key], where);
    if (bare(field).mayLack && key in example) return [];
    return [key in told ? `${where}: the example has no such field` : `${where}: is missing`];
  });
}

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

/** One example for each schema of a module that has fields; words and numbers alone need none. */
export type ExamplesOf<Module> = {
  [K in keyof Module as Module[K] extends z.ZodMiniType<infer T>
    ? T extends object
      ? K
      : never
    : never]: Module[K] extends z.ZodMiniType ? z.output<Module[K]> : never;
};
