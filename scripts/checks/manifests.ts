import { objectsAt, type Resource, stringsAt } from "../k8s/json.ts";
import { environmentOf, type ProcessSpec, type StackSettings } from "../stack/topology.ts";

/** What a check needs of a workload. */
export type Manifest = { name: string; args: string[]; ports: number[]; variables: Set<string> };

/** Set by the runner for its own children on one machine; a pod has no such thing. */
const runnersOwn = new Set([
  "RUNNER_IPC",
  "NODE_COMPILE_CACHE",
  "MALLOC_ARENA_MAX",
  "MALLOC_MMAP_THRESHOLD_",
  "MALLOC_TRIM_THRESHOLD_",
  "EUREKA_PEERS",
  "TLS_CERT_FILE",
  "TLS_KEY_FILE",
]);

/** Of an overlay as it is applied; what is not ours, such as a database, is not in the topology either. */
export function manifestsOf(resources: readonly Resource[]): Manifest[] {
  return resources
    .filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/component"] === "back-end")
    .filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet")
    .map((workload) => {
      const [container] = objectsAt(workload, "spec", "template", "spec", "containers", "*");
      const shared = stringsAt(container, "envFrom", "*", "configMapRef", "name").flatMap((wanted) =>
        resources
          .filter(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === wanted)
          .flatMap((one) => Object.keys(objectsAt(one, "data")[0] ?? {})),
      );
      return {
        name: workload.metadata.name,
        args: stringsAt(container, "args", "*"),
        ports: objectsAt(container, "ports", "*").map(({ containerPort }) => Number(containerPort)),
        variables: new Set([...shared, ...stringsAt(container, "env", "*", "name")]),
      };
    });
}

/** Where the manifests and the one list of processes say different things. */
export function differences(
  topology: readonly ProcessSpec[],
  manifests: readonly Manifest[],
  settings: StackSettings,
): string[] {
  const found: string[] = [];
  const named = new Map(manifests.map((manifest) => [manifest.name, manifest]));
  for (const { name } of manifests) {
    if (!topology.some((spec) => spec.name === name))
      found.push(`k8s has ${name}, which the topology does not know`);
  }
  for (const spec of topology) {
    const manifest = named.get(spec.name);
    if (!manifest) {
      found.push(`k8s has no ${spec.name}`);
      continue;
    }
    if (manifest.args[0] !== spec.entry)
      found.push(`${spec.name} runs ${manifest.args[0]}, not ${spec.entry}`);
    const port = spec.port(settings, 0);
    if (port !== 0 && !manifest.ports.includes(port)) found.push(`${spec.name} does not open ${port}`);
    for (const key of Object.keys(environmentOf(spec, settings, 0))) {
      // The registry neither registers nor speaks for itself to anybody.
      const isNotForIt = spec.name === "discovery" && key === "REGISTRY";
      if (!runnersOwn.has(key) && !isNotForIt && !manifest.variables.has(key))
        found.push(`${spec.name} is not told ${key}`);
    }
  }
  return found;
}
