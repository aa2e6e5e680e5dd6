import * as z from "zod";
import { type Fault, faultsOf, type Path } from "../reading/written-file.ts";
import type { Condition, ConditionModule } from "./condition.ts";
import { knownConditions } from "./known-conditions.ts";

const byName = new Map(knownConditions.map((one) => [one.name, one]));

/** Of express-gateway's own, and why they are not here. */
const notCarried: Readonly<Record<string, string>> = {
  expression: "it is code; pathMatch, method, hostMatch and allOf, oneOf, not say most of it as data",
  "json-schema": "bodies are the services' to judge, and a gateway that reads them cannot stream them",
  tlsClientAuthenticated: "client certificates are not asked for here",
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Read once, with all that stands in it; what is wrong is added to `faults`, with its place. */
export function readCondition(value: unknown, path: Path, faults: Fault[]): Condition | undefined {
  const fault = (text: string, at: Path = path) => void faults.push({ path: at, text });
  if (!isMap(value)) {
    fault("a condition is { name: ... } and what belongs to it");
    return undefined;
  }
  const { name, ...given } = value;
  const module = typeof name === "string" ? byName.get(name) : undefined;
  if (!module) {
    const why = notCarried[String(name)];
    const said = why ?? `there are ${[...byName.keys()].join(", ")}`;
    fault(`no condition is called ${String(name)} here: ${said}`, [...path, "name"]);
    return undefined;
  }
  const before = faults.length;
  const inner = readInner(module, given, path, faults);
  const read = module.settings.safeParse(given);
  if (!read.success) faults.push(...faultsOf(read.error.issues, path));
  if (faults.length > before || !read.success) return undefined;
  try {
    return module.create(read.data, inner);
  } catch (error) {
    fault(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** Takes what stands inside out of `given`. */
function readInner(
  { inner: key, name }: ConditionModule,
  given: Record<string, unknown>,
  path: Path,
  faults: Fault[],
): Condition[] {
  if (key === undefined) return [];
  const value = given[key];
  delete given[key];
  if (key === "condition") {
    const one = readCondition(value, [...path, key], faults);
    return one ? [one] : [];
  }
  if (!Array.isArray(value) || value.length === 0) {
    faults.push({ path: [...path, key], text: `${name} wants a list of conditions` });
    return [];
  }
  return value.flatMap((one, index) => readCondition(one, [...path, key, index], faults) ?? []);
}

/** For the JSON Schema: each by its name, and those inside by the same. */
export const conditionSchema: z.ZodType = z.lazy(() =>
  z.union(
    knownConditions.map(({ name, settings, inner }) =>
      settings.extend({
        name: z.literal(name),
        ...(inner === "condition" && { condition: conditionSchema }),
        ...(inner === "conditions" && { conditions: z.array(conditionSchema).min(1) }),
      }),
    ),
  ),
);

/** In words, for those who ask why a step was or was not taken. */
export function conditionInWords(value: unknown): string {
  if (!isMap(value)) return "always";
  const { name, condition, conditions, ...settings } = value;
  if (condition !== undefined) return `not (${conditionInWords(condition)})`;
  if (Array.isArray(conditions))
    return `(${conditions.map(conditionInWords).join(name === "allOf" ? " and " : " or ")})`;
  const said = Object.values(settings).map((one) => JSON.stringify(one));
  return [String(name), ...said].join(" ");
}
