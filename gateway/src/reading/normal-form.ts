import { type Fault, type Path, singularOf } from "./written-file.ts";

type Keyed = Record<string, unknown>;

export const isKeyed = (value: unknown): value is Keyed =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listed = (value: unknown): unknown => (Array.isArray(value) || value === undefined ? value : [value]);

/** `apiEndpoint` for `apiEndpoints` and the like; both at once say two things. */
function pluralsOf(value: Keyed, keys: readonly string[], path: Path, faults: Fault[]): Keyed {
  const plural: Keyed = { ...value };
  for (const key of keys) {
    const singular = singularOf[key] as string;
    if (!Object.hasOwn(plural, singular)) continue;
    if (Object.hasOwn(plural, key))
      faults.push({ path: [...path, singular], text: `${key} stands there, too: one of them is enough` });
    else plural[key] = plural[singular];
    delete plural[singular];
  }
  return plural;
}

const mapped = (value: unknown, change: (one: unknown, name: string) => unknown): unknown =>
  isKeyed(value)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one, name)]))
    : value;

const isPipeline = (value: unknown) =>
  isKeyed(value) && ["apiEndpoint", "apiEndpoints", "policy", "policies"].some((key) => key in value);

/** The many ways of writing the same that express-gateway takes, as the one that is read here. */
export function normalForm(written: unknown, faults: Fault[]): unknown {
  if (!isKeyed(written)) return written;
  const plural = pluralsOf(
    written,
    ["apiEndpoints", "serviceEndpoints", "policies", "pipelines"],
    [],
    faults,
  );
  if ("policies" in plural) plural.policies = listed(plural.policies ?? undefined);
  const endpoint = (one: unknown, path: Path) =>
    isKeyed(one) ? pluralsOf(one, ["paths"], path, faults) : one;
  plural.apiEndpoints = mapped(plural.apiEndpoints, (one, name) => {
    const path = ["apiEndpoints", name];
    return Array.isArray(one) ? one.map((each, i) => endpoint(each, [...path, i])) : endpoint(one, path);
  });
  const { pipelines } = plural;
  const named = Array.isArray(pipelines)
    ? Object.fromEntries(pipelines.map((one, index) => [String(index), one]))
    : isPipeline(pipelines)
      ? { "0": pipelines }
      : pipelines;
  plural.pipelines = mapped(named, (one, name) => {
    if (!isKeyed(one)) return one;
    const pipeline = pluralsOf(one, ["apiEndpoints", "policies"], ["pipelines", name], faults);
    pipeline.apiEndpoints = listed(pipeline.apiEndpoints);
    pipeline.policies = listed(pipeline.policies ?? undefined) ?? [];
    return pipeline;
  });
  return plural;
}
