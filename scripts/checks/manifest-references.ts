import type { Made } from "../k8s/install-secrets.ts";
import { isObject, type JsonObject, objectsAt, type Resource, stringsAt } from "../k8s/json.ts";
import { type Pods, podsOf } from "./manifest-pods.ts";

/** What a pod takes from elsewhere is there: in the overlay, or among what is made at install. */
export function referenceFaults(resources: readonly Resource[], made: readonly Made[]): string[] {
  const sources = new Map<string, Set<string>>();
  for (const { kind, metadata, data } of resources)
    if (kind === "ConfigMap") sources.set(`ConfigMap ${metadata.name}`, new Set(Object.keys(data ?? {})));
  for (const { kind, metadata, content } of made)
    sources.set(`${kind} ${metadata.name}`, new Set(Object.keys(content)));
  const taken = new Set<string>();
  const faults = podsOf(resources).flatMap((pods) => [
    ...volumeFaults(pods, resources, sources, taken),
    ...pods.containers.flatMap((container) => variableFaults(pods, container, sources, taken)),
  ]);
  const inRepository = resources
    .filter(({ kind }) => kind === "Secret")
    .map(({ metadata }) => `Secret ${metadata.name} lies in the repository`);
  const idle = made
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .filter((title) => !taken.has(title))
    .map((title) => `${title} is made at install and used by nobody`);
  return [...faults, ...inRepository, ...idle];
}

type Sources = ReadonlyMap<string, ReadonlySet<string>>;

function variableFaults(
  { title }: Pods,
  container: JsonObject,
  sources: Sources,
  taken: Set<string>,
): string[] {
  const faults: string[] = [];
  for (const name of stringsAt(container, "envFrom", "*", "configMapRef", "name"))
    if (!sources.has(`ConfigMap ${name}`)) faults.push(`${title}: there is no ConfigMap ${name}`);
  const before = new Set<string>();
  for (const variable of objectsAt(container, "env", "*")) {
    for (const kind of ["Secret", "ConfigMap"] as const) {
      const ref = kind === "Secret" ? "secretKeyRef" : "configMapKeyRef";
      for (const { name, key, optional } of objectsAt(variable, "valueFrom", ref)) {
        // Said to be there or not: whoever reads it says what is missing.
        if (optional === true) continue;
        taken.add(`${kind} ${name}`);
        if (!sources.get(`${kind} ${name}`)?.has(String(key)))
          faults.push(`${title}: there is no ${kind} ${name} with ${key}`);
      }
    }
    // Kubernetes puts in what stands before, and leaves the rest as it is written.
    for (const [, name = ""] of String(variable.value ?? "").matchAll(/\$\(([^)]+)\)/g))
      if (!before.has(name))
        faults.push(`${title}: ${variable.name} is made of ${name}, which comes after it`);
    if (before.has(String(variable.name))) faults.push(`${title}: ${variable.name} is said twice`);
    before.add(String(variable.name));
  }
  return faults;
}

function volumeFaults(
  { title, workload, spec, containers }: Pods,
  resources: readonly Resource[],
  sources: Sources,
  taken: Set<string>,
): string[] {
  const faults: string[] = [];
  const keysOf = new Map<string, ReadonlySet<string>>();
  const volumes = new Set(objectsAt(workload, "spec", "volumeClaimTemplates", "*", "metadata").map(nameOf));
  for (const volume of objectsAt(spec, "volumes", "*")) {
    volumes.add(nameOf(volume));
    const source = isObject(volume.secret)
      ? `Secret ${volume.secret.secretName}`
      : isObject(volume.configMap)
        ? `ConfigMap ${volume.configMap.name}`
        : undefined;
    if (source) {
      taken.add(source);
      const keys = sources.get(source);
      if (keys) keysOf.set(nameOf(volume), keys);
      else faults.push(`${title}: there is no ${source}`);
    }
    for (const { claimName } of objectsAt(volume, "persistentVolumeClaim"))
      if (
        !resources.some(
          ({ kind, metadata }) => kind === "PersistentVolumeClaim" && metadata.name === claimName,
        )
      )
        faults.push(`${title}: there is no claim ${claimName}`);
  }
  const mounted = new Set<string>();
  for (const container of containers) {
    const texts = [...stringsAt(container, "env", "*", "value"), ...stringsAt(container, "args", "*")];
    texts.push(...stringsAt(container, "command", "*"));
    for (const { name, mountPath } of objectsAt(container, "volumeMounts", "*")) {
      mounted.add(String(name));
      if (!volumes.has(String(name))) faults.push(`${title}: there is no volume ${name}`);
      const keys = keysOf.get(String(name));
      const within = `${mountPath}/`;
      for (const path of texts.filter((text) => keys && text.startsWith(within)))
        if (!keys?.has(path.slice(within.length))) faults.push(`${title}: there will be no file ${path}`);
    }
  }
  return [
    ...faults,
    ...[...volumes].filter((one) => !mounted.has(one)).map((one) => `${title}: ${one} is mounted nowhere`),
  ];
}

const nameOf = ({ name }: JsonObject): string => String(name);
