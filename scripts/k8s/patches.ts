import { isObject, type Json, type JsonObject, type Resource, titleOf } from "./json.ts";

export type Target = Partial<
  Record<"group" | "version" | "kind" | "name" | "namespace" | "labelSelector", string>
>;

/** By which field an element of a list is known, in a pod and in what holds one; any other list is replaced. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  env: "name",
  ports: "containerPort",
  volumeMounts: "mountPath",
  volumes: "name",
};
const withPods = new Set(["Deployment", "StatefulSet", "Job", "CronJob", "Pod"]);

export function isTargeted(resource: Resource, target: Target): boolean {
  const [version = "", group = ""] = resource.apiVersion.split("/").reverse();
  const { kind, metadata } = resource;
  const found: Record<string, string> = {
    ...{ group, version, kind, name: metadata.name, namespace: metadata.namespace ?? "" },
  };
  for (const [key, wanted] of Object.entries(target)) {
    if (key === "labelSelector") {
      for (const pair of wanted.split(",")) {
        const [label = "", value] = pair.split("=");
        if (metadata.labels?.[label] !== value) return false;
      }
    } else if (!(key in found)) throw new Error(`a patch's target has ${key}, which is not read here`);
    else if (!new RegExp(`^(?:${wanted})$`).test(found[key] ?? "")) return false;
  }
  return true;
}

/** A strategic merge patch, as far as these manifests use it. Undefined: the resource goes. */
export function mergePatch(resource: Resource, patch: JsonObject): Resource | undefined {
  if (patch.$patch === "delete") return undefined;
  if (!withPods.has(resource.kind))
    throw new Error(`${titleOf(resource)} is patched by a merge, which is read here for pods only`);
  const { apiVersion, kind, metadata, ...rest } = patch;
  const named = isObject(metadata) ? { ...metadata } : {};
  // A patch that has a target names nobody.
  delete named.name;
  return merge(resource, { ...rest, metadata: named }) as Resource;
}

function merge(value: JsonObject, patch: JsonObject): JsonObject {
  const merged = { ...value };
  for (const [key, change] of Object.entries(patch)) {
    const before = merged[key];
    const by = mergeKeys[key];
    if (key.startsWith("$")) throw new Error(`${key} is not read here`);
    if (change === null) delete merged[key];
    else if (isObject(change)) merged[key] = merge(isObject(before) ? before : {}, change);
    else if (Array.isArray(change) && Array.isArray(before) && by)
      merged[key] = mergeLists(before, change, by);
    else merged[key] = structuredClone(change);
  }
  return merged;
}

/** What a patch names comes first, in the patch's order, and then the rest: as kustomize does it. */
function mergeLists(before: Json[], changes: Json[], by: string): Json[] {
  const keyOf = (one: Json) => (isObject(one) ? one[by] : undefined);
  const named = changes.map((change) => {
    const one = before.find((each) => keyOf(each) === keyOf(change));
    return isObject(one) && isObject(change) ? merge(one, change) : structuredClone(change);
  });
  const isNamed = (one: Json) => changes.some((change) => keyOf(change) === keyOf(one));
  return [...named, ...before.filter((one) => !isNamed(one))];
}

type Operation = { op: string; path: string; value?: Json };

/** RFC 6902, as far as these manifests use it: add, replace, remove. */
export function applyOperations(resource: Resource, operations: readonly Operation[]): Resource {
  const whole = structuredClone(resource);
  for (const { op, path, value } of operations) {
    const steps = path.split("/").slice(1).map(unescaped);
    const last = steps.pop() ?? "";
    let at: Json = whole;
    for (const step of steps) {
      const next: Json | undefined = Array.isArray(at)
        ? at[Number(step)]
        : isObject(at)
          ? at[step]
          : undefined;
      if (next === undefined) throw new Error(`${titleOf(resource)} has nothing at ${path}`);
      at = next;
    }
    change(at, last, op, value, `${titleOf(resource)} ${path}`);
  }
  return whole;
}

const unescaped = (step: string) => step.replaceAll("~1", "/").replaceAll("~0", "~");

function change(at: Json, key: string, op: string, value: Json | undefined, where: string): void {
  const isThere = Array.isArray(at) ? Number(key) < at.length : isObject(at) && key in at;
  if (op !== "add" && !isThere) throw new Error(`${where}: nothing is there to ${op}`);
  if (op !== "remove" && value === undefined) throw new Error(`${where}: ${op} has no value`);
  if (Array.isArray(at)) {
    const index = key === "-" ? at.length : Number(key);
    if (op === "add") at.splice(index, 0, value as Json);
    else if (op === "replace") at[index] = value as Json;
    else if (op === "remove") at.splice(index, 1);
    else throw new Error(`${where}: ${op} is not read here`);
  } else if (isObject(at)) {
    if (op === "remove") delete at[key];
    else if (op === "add" || op === "replace") at[key] = value as Json;
    else throw new Error(`${where}: ${op} is not read here`);
  } else throw new Error(`${where} leads nowhere`);
}
