/** What a manifest is made of. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export type Resource = JsonObject & {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
};

/** As it is spoken of in faults: `Deployment order`. */
export const titleOf = ({ kind, metadata }: Resource): string => `${kind} ${metadata.name}`;

export function asResource(value: Json | undefined, from: string): Resource {
  const name = isObject(value) && isObject(value.metadata) ? value.metadata.name : undefined;
  if (!isObject(value) || typeof value.kind !== "string" || typeof value.apiVersion !== "string" || !name)
    throw new Error(`${from} has a document without apiVersion, kind or metadata.name`);
  return value as Resource;
}

/** The objects and strings along a path, `*` for each element of a list. */
export function valuesAt(value: Json | undefined, path: readonly string[]): Json[] {
  const [first, ...rest] = path;
  if (value === undefined) return [];
  if (first === undefined) return [value];
  if (first === "*") return Array.isArray(value) ? value.flatMap((one) => valuesAt(one, rest)) : [];
  return isObject(value) ? valuesAt(value[first], rest) : [];
}

export const objectsAt = (value: Json | undefined, ...path: string[]): JsonObject[] =>
  valuesAt(value, path).filter(isObject);

export const stringsAt = (value: Json | undefined, ...path: string[]): string[] =>
  valuesAt(value, path).filter((one) => typeof one === "string");

/** Where what a workload makes its pods of stands: a CronJob's is in the Job that it makes. */
export const templatePath = ({ kind }: Pick<Resource, "kind">): string[] =>
  kind === "CronJob" ? ["spec", "jobTemplate", "spec", "template"] : ["spec", "template"];
