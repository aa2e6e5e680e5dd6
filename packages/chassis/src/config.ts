import type { Setting } from "./settings.ts";

type Env = Readonly<Record<string, string | undefined>>;

export class ConfigFault extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.name = "ConfigFault";
    this.faults = faults;
  }
}

type Spec = Readonly<Record<string, Setting<unknown>>>;
export type ConfigOf<S extends Spec> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** Reads everything and reports every fault at once, so that nobody mends a start line by line. */
export function readConfig<const S extends Spec>(spec: S, env: Env): ConfigOf<S> {
  const faults: string[] = [];
  const given = new Set<string>();
  const values: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(spec)) {
    const written = env[one.key];
    if (written === undefined || written === "") {
      if (one.isRequired) faults.push(`${one.key} is missing: ${one.about}`);
      values[name] = one.fallback;
      continue;
    }
    try {
      values[name] = one.parse(written);
      given.add(name);
    } catch (error) {
      const shown = one.secret ? "***" : JSON.stringify(written.slice(0, 80));
      faults.push(`${one.key} ${error instanceof Error ? error.message : error}; it is ${shown}`);
    }
  }
  if (faults.length > 0) throw new ConfigFault(faults);
  const config = Object.freeze(values) as ConfigOf<S>;
  told.set(config, { spec, given, env });
  return config;
}

const told = new WeakMap<object, { spec: Spec; given: ReadonlySet<string>; env: Env }>();

export type SettingInForce = { key: string; about: string; value: string | null; isDefault: boolean };

/** With what a process was started, as it may be shown: a secret is `***`, whatever it is. */
export function settingsInForce(config: object): SettingInForce[] {
  const { spec, given, env } = told.get(config) ?? { spec: {}, given: new Set(), env: {} };
  return Object.entries(spec).map(([name, { key, about, secret, fallback }]) => {
    const isDefault = !given.has(name);
    const value = isDefault ? plain(fallback) : (env[key] ?? null);
    return { key, about, value: secret && value !== null ? "***" : value, isDefault };
  });
}

/** A default that is no plain value is not written as anybody would write it. */
function plain(value: unknown): string | null {
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : null;
}
