import { StackFault } from "../scripts/stack/fault.ts";
import type { Container, EnvEntry } from "./kube.ts";

export type Known = {
  /** By name of a ConfigMap or a Secret, as text. */
  configMaps: ReadonlyMap<string, Record<string, string>>;
  secrets: ReadonlyMap<string, Record<string, string>>;
  /** What a pod knows of itself: `status.podIP`, `metadata.name`. */
  fields: Readonly<Record<string, string>>;
};

/**
 * The environment as the kubelet would give it: podman 4.3 knows no `status.podIP`, and leaves `$(NAME)` as it is.
 * What comes of a whole ConfigMap stands first: podman would let it win over the variable of the same name.
 */
export function plainVariables(container: Container, known: Known, more: Record<string, string>): EnvEntry[] {
  const values = new Map<string, string>();
  for (const source of container.envFrom ?? []) {
    if (!source.configMapRef || source.prefix)
      throw new StackFault(
        `${container.name} has variables from ${JSON.stringify(source)}, which is not played`,
      );
    const all = found(known.configMaps, source.configMapRef.name, "ConfigMap");
    for (const [key, text] of Object.entries(all)) values.set(key, text);
  }
  for (const entry of container.env ?? []) values.set(entry.name, expand(textOf(entry, known), values));
  return [...values, ...Object.entries(more)].reduce<EnvEntry[]>(
    (all, [name, value]) => [...all.filter((one) => one.name !== name), { name, value }],
    [],
  );
}

/** `$(NAME)` of what stands before it; `$$(NAME)` and names that nobody set stay, as in Kubernetes. */
export function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$(\$\([^)]*\))|\$\(([^)]*)\)/g, (whole, escaped?: string, name?: string) =>
    escaped === undefined ? (values.get(name ?? "") ?? whole) : escaped,
  );
}

function textOf({ name, value, valueFrom }: EnvEntry, known: Known): string {
  if (!valueFrom) return value ?? "";
  const { fieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (secretKeyRef) return keyOf(found(known.secrets, secretKeyRef.name, "Secret"), secretKeyRef);
  if (configMapKeyRef)
    return keyOf(found(known.configMaps, configMapKeyRef.name, "ConfigMap"), configMapKeyRef);
  const field = fieldRef && known.fields[fieldRef.fieldPath];
  if (field === undefined)
    throw new StackFault(`${name} comes from ${JSON.stringify(valueFrom)}, which no pod of podman knows`);
  return field;
}

function found<T>(all: ReadonlyMap<string, T>, name: string, kind: string): T {
  const one = all.get(name);
  if (one === undefined) throw new StackFault(`the manifests name the ${kind} ${name}, which nobody made`);
  return one;
}

function keyOf(content: Record<string, string>, { name, key }: { name: string; key: string }): string {
  const text = content[key];
  if (text === undefined) throw new StackFault(`${name} has no key ${key}`);
  return text;
}
