import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { environmentOf, type ProcessSpec, type StackSettings } from "../stack/topology.ts";

/** What a check needs of a Deployment. */
export type Manifest = { name: string; args: string[]; ports: number[]; variables: Set<string> };

type Variable = { name: string };
type Deployment = {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec?: {
    template?: {
      spec: { containers: { args?: string[]; ports?: { containerPort: number }[]; env?: Variable[] }[] };
    };
  };
};

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

function documentsIn(folder: string): Deployment[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8")))
    .map((document) => document.toJS() as Deployment);
}

export function manifestsIn(folder: string): Manifest[] {
  const documents = documentsIn(folder);
  const shared =
    documents.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "settings")?.data ?? {};
  return documents
    .filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet")
    .map(({ metadata, spec }) => {
      const container = spec?.template?.spec.containers[0];
      const variables = [...Object.keys(shared), ...(container?.env ?? []).map(({ name }) => name)];
      return {
        name: metadata.name,
        args: container?.args ?? [],
        ports: (container?.ports ?? []).map(({ containerPort }) => containerPort),
        variables: new Set(variables),
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
