import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parseAllDocuments, parse as parseYaml } from "yaml";
import {
  asResource,
  isObject,
  type Json,
  type JsonObject,
  objectsAt,
  type Resource,
  templatePath,
} from "./json.ts";
import { applyOperations, isTargeted, mergePatch, type Target } from "./patches.ts";

/**
 * The part of kustomize that these manifests use, so that they are judged as they are applied with Node alone.
 * Whatever else a kustomization says is refused; `npm run k8s -- compare` holds it against `kubectl kustomize`.
 */
type Kustomization = {
  resources?: string[];
  components?: string[];
  patches?: { path?: string; patch?: string; target?: Target }[];
  configMapGenerator?: { name: string; files: string[]; options?: { disableNameSuffixHash?: boolean } }[];
  images?: { name: string; newName?: string; newTag?: string }[];
  namespace?: string;
};
const known = new Set([
  ...[
    "apiVersion",
    "kind",
    "resources",
    "components",
    "patches",
    "configMapGenerator",
    "images",
    "namespace",
  ],
]);

/** Of no namespace, as far as there are any here. */
const ofTheCluster = new Set(["Namespace", "PriorityClass"]);

export function renderOverlay(folder: string): Resource[] {
  return accumulate(folder, []);
}

function accumulate(folder: string, given: readonly Resource[]): Resource[] {
  const kustomization = kustomizationIn(folder);
  let resources = [...given];
  for (const path of kustomization.resources ?? []) {
    const from = join(folder, path);
    const found = statSync(from).isDirectory() ? accumulate(from, []) : documentsIn(from);
    for (const one of found) {
      if (resources.some((other) => isSame(other, one)))
        throw new Error(`${from} has ${one.kind} ${one.metadata.name} a second time`);
      resources.push(one);
    }
  }
  for (const generator of kustomization.configMapGenerator ?? []) resources.push(generate(folder, generator));
  for (const path of kustomization.components ?? []) resources = accumulate(join(folder, path), resources);
  for (const patch of kustomization.patches ?? []) resources = patched(folder, resources, patch);
  if (kustomization.namespace) resources = resources.map((one) => placed(one, kustomization.namespace ?? ""));
  for (const image of kustomization.images ?? []) for (const one of resources) rename(one, image);
  return resources;
}

function kustomizationIn(folder: string): Kustomization {
  const file = join(folder, "kustomization.yaml");
  if (!existsSync(file)) throw new Error(`${folder} has no kustomization.yaml`);
  const read = parseYaml(readFileSync(file, "utf8")) as Kustomization;
  for (const key of Object.keys(read))
    if (!known.has(key)) throw new Error(`${file}: ${key} is not read here`);
  return read;
}

function documentsIn(file: string): Resource[] {
  return parseAllDocuments(readFileSync(file, "utf8")).map((document) => {
    const [fault] = document.errors;
    if (fault) throw new Error(`${file}: ${fault.message}`);
    return asResource(document.toJS() as Json, file);
  });
}

const isSame = (a: Resource, b: Resource) =>
  a.apiVersion === b.apiVersion && a.kind === b.kind && a.metadata.name === b.metadata.name;

function generate(
  folder: string,
  { name, files, options }: NonNullable<Kustomization["configMapGenerator"]>[number],
): Resource {
  if (!options?.disableNameSuffixHash)
    throw new Error(`${name} would be named by a hash, which is not read here`);
  const data = Object.fromEntries(
    files.map((path) => [basename(path), readFileSync(join(folder, path), "utf8")]),
  );
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

function patched(
  folder: string,
  resources: readonly Resource[],
  { path, patch: inline, target }: NonNullable<Kustomization["patches"]>[number],
): Resource[] {
  const text = path === undefined ? (inline ?? "") : readFileSync(join(folder, path), "utf8");
  const change = parseYaml(text) as Json;
  const isMeant = (one: Resource) =>
    target ? isTargeted(one, target) : isSame(one, asResource(change, path ?? "a patch"));
  if (!resources.some(isMeant))
    throw new Error(`${folder}: a patch is for nobody: ${JSON.stringify(target)}`);
  return resources.flatMap((one) => {
    if (!isMeant(one)) return [one];
    if (Array.isArray(change)) return [applyOperations(one, change as { op: string; path: string }[])];
    if (!isObject(change)) throw new Error(`${path ?? "a patch"} is neither a document nor a list`);
    const merged = mergePatch(one, change as JsonObject);
    return merged ? [merged] : [];
  });
}

function placed(resource: Resource, namespace: string): Resource {
  if (resource.kind === "Namespace")
    return { ...resource, metadata: { ...resource.metadata, name: namespace } };
  if (ofTheCluster.has(resource.kind)) return resource;
  return { ...resource, metadata: { ...resource.metadata, namespace } };
}

function rename(
  resource: Resource,
  { name, newName, newTag }: NonNullable<Kustomization["images"]>[number],
): void {
  const pod = [...templatePath(resource), "spec"];
  for (const list of ["containers", "initContainers"]) {
    for (const container of objectsAt(resource, ...pod, list, "*"))
      if (container.image === name) container.image = `${newName ?? name}${newTag ? `:${newTag}` : ""}`;
  }
}
