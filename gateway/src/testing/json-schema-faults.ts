type Schema = Record<string, unknown>;

const isObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

/** They say something about the schema, or what a validator may leave alone. */
const silent = new Set(["$schema", "$defs", "title", "description", "default", "format"]);

type Check = (told: never, value: unknown, at: string, root: Schema, schema: Schema) => string[];
const fault = (isFine: boolean, at: string, text: string) => (isFine ? [] : [`${at}: ${text}`]);

/**
 * A JSON Schema as an editor reads it: by the words of its specification and not by the code that made it. A word
 * that is not known here is a fault, so that nothing passes unread.
 */
const checks: Record<string, Check> = {
  $ref: (told: string, value, at, root) => {
    const target = told.slice(2).split("/").filter(Boolean);
    return schemaFaults(
      target.reduce<unknown>((node, key) => (node as Schema)[key], root) as Schema,
      value,
      at,
      root,
    );
  },
  type: (told: string, value, at) =>
    fault(
      told === "integer" ? Number.isInteger(value) : kindOf(value) === told,
      at,
      `is ${kindOf(value)}, not ${told}`,
    ),
  const: (told: unknown, value, at) => fault(value === told, at, `is not ${String(told)}`),
  enum: (told: unknown[], value, at) => fault(told.includes(value), at, `is none of ${told.join(", ")}`),
  anyOf: (told: Schema[], value, at, root) =>
    fault(
      told.some((one) => schemaFaults(one, value, at, root).length === 0),
      at,
      "fits none of its forms",
    ),
  not: (told: Schema, value, at, root) =>
    fault(schemaFaults(told, value, at, root).length > 0, at, "is what it must not be"),
  pattern: (told: string, value, at) =>
    fault(typeof value !== "string" || new RegExp(told, "u").test(value), at, `does not look like ${told}`),
  minimum: (told: number, value, at) =>
    fault(typeof value !== "number" || value >= told, at, `is below ${told}`),
  maximum: (told: number, value, at) =>
    fault(typeof value !== "number" || value <= told, at, `is above ${told}`),
  minLength: (told: number, value, at) =>
    fault(typeof value !== "string" || value.length >= told, at, "is too short"),
  maxLength: (told: number, value, at) =>
    fault(typeof value !== "string" || value.length <= told, at, "is too long"),
  minItems: (told: number, value, at) =>
    fault(!Array.isArray(value) || value.length >= told, at, "has too few"),
  items: (told: Schema, value, at, root) =>
    Array.isArray(value) ? value.flatMap((one, i) => schemaFaults(told, one, `${at}/${i}`, root)) : [],
  required: (told: string[], value, at) =>
    isObject(value) ? told.flatMap((key) => fault(Object.hasOwn(value, key), at, `lacks ${key}`)) : [],
  properties: (told: Record<string, Schema>, value, at, root) =>
    isObject(value)
      ? Object.entries(told).flatMap(([key, one]) =>
          Object.hasOwn(value, key) ? schemaFaults(one, value[key], `${at}/${key}`, root) : [],
        )
      : [],
  propertyNames: (told: Schema, value, at, root) =>
    isObject(value) ? Object.keys(value).flatMap((key) => schemaFaults(told, key, `${at}/${key}`, root)) : [],
  additionalProperties: (told: Schema | boolean, value, at, root, { properties = {} }) =>
    isObject(value)
      ? Object.entries(value)
          .filter(([key]) => !Object.hasOwn(properties as object, key))
          .flatMap(([key, one]) =>
            typeof told === "boolean"
              ? fault(told, `${at}/${key}`, "is not expected")
              : schemaFaults(told, one, `${at}/${key}`, root),
          )
      : [],
};

export function schemaFaults(schema: Schema, value: unknown, at = "", root = schema): string[] {
  return Object.entries(schema).flatMap(([word, told]) => {
    if (silent.has(word)) return [];
    const check = checks[word];
    return check ? check(told as never, value, at, root, schema) : [`${at}: ${word} is not known`];
  });
}
