import { isObject, type JsonObject, objectsAt, type Resource, templatePath, titleOf } from "../k8s/json.ts";

/** A workload as its pods will be. */
export type Pods = {
  title: string;
  workload: Resource;
  labels: Record<string, string>;
  annotations: JsonObject;
  spec: JsonObject;
  containers: JsonObject[];
};

const withPods = new Set(["Deployment", "StatefulSet", "Job", "CronJob"]);

export function podsOf(resources: readonly Resource[]): Pods[] {
  return resources
    .filter(({ kind }) => withPods.has(kind))
    .flatMap((workload) =>
      objectsAt(workload, ...templatePath(workload), "spec").map((spec) => ({
        ...{ title: titleOf(workload), workload, spec },
        labels: (metadataOf(workload, "labels") ?? {}) as Pods["labels"],
        annotations: metadataOf(workload, "annotations") ?? {},
        containers: [...objectsAt(spec, "containers", "*"), ...objectsAt(spec, "initContainers", "*")],
      })),
    );
}

const metadataOf = (workload: Resource, key: string) =>
  objectsAt(workload, ...templatePath(workload), "metadata", key)[0];

/** Made anew each time: nobody selects them, and nobody misses one. */
export const isTask = ({ kind }: Resource): boolean => kind === "Job" || kind === "CronJob";

/** As Kubernetes reads a selector, of what is used here; undefined selects nobody, an empty one everybody. */
export function isSelected(selector: JsonObject | undefined, labels: Record<string, string>): boolean {
  if (!selector) return false;
  const { matchLabels = {}, matchExpressions = [], ...rest } = selector;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new Error(`a selector has ${unknown}, which is not read here`);
  if (!isObject(matchLabels) || !Array.isArray(matchExpressions)) return false;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.filter(isObject).every(({ key, operator, values }) => {
      if (operator !== "In" || !Array.isArray(values)) throw new Error(`${operator} is not read here`);
      return values.includes(labels[String(key)] ?? "");
    })
  );
}

/** The labels that a selector lists for one key, which have to be somebody's each. */
export const listedIn = (selector: JsonObject | undefined): string[] =>
  objectsAt(selector, "matchExpressions", "*").flatMap(({ values }) =>
    Array.isArray(values) ? values.map(String) : [],
  );

/** Whether a container of the pods opens it, by name or by number. */
export const opens = ({ containers }: Pods, port: unknown): boolean =>
  containers.some((one) =>
    objectsAt(one, "ports", "*").some(({ name, containerPort }) => name === port || containerPort === port),
  );
