import { isObject, type JsonObject, objectsAt, type Resource, stringsAt, titleOf } from "../k8s/json.ts";
import { isSelected, isTask, type Pods, podsOf } from "./manifest-pods.ts";

/** What holds for every pod, and what belongs together though it stands in different files. */
export function ruleFaults(resources: readonly Resource[]): string[] {
  const pods = podsOf(resources);
  return [
    ...pods.flatMap((one) => [
      ...one.containers.flatMap((container) => containerFaults(one, container)),
      ...podFaults(one),
      ...rolloutFaults(one, resources),
      ...drainFaults(one, resources),
    ]),
    ...autoscalerFaults(resources),
    ...budgetFaults(resources, pods),
    ...claimFaults(pods),
  ];
}

const units: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, "": 1 };

function bytesOf(quantity: unknown): number {
  const [, amount, unit = ""] = /^(\d+)(Ki|Mi|Gi)?$/.exec(String(quantity)) ?? [];
  return Number(amount) * (units[unit] ?? Number.NaN);
}

function containerFaults({ title, spec }: Pods, container: JsonObject): string[] {
  const faults: string[] = [];
  const say = (what: string) => faults.push(`${title} ${container.name}: ${what}`);
  const [requests = {}] = objectsAt(container, "resources", "requests");
  const [limits = {}] = objectsAt(container, "resources", "limits");
  if (!requests.cpu) say("requests no cpu, which an HPA counts by");
  if (!(bytesOf(requests.memory) <= bytesOf(limits.memory)))
    say("requests more memory than its limit, or says neither");
  const [security = {}] = objectsAt(container, "securityContext");
  if (security.readOnlyRootFilesystem !== true) say("may write to its image");
  if (security.allowPrivilegeEscalation !== false) say("may gain rights");
  if (!stringsAt(security, "capabilities", "drop", "*").includes("ALL")) say("keeps capabilities");
  const image = String(container.image);
  if (!/:[^/]+$/.test(image) || image.endsWith(":latest")) say(`${image} may be another one tomorrow`);
  if (stringsAt(spec, "restartPolicy").length === 0 && isLongLived(container, spec))
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"])
      if (!isObject(container[probe])) say(`has no ${probe}`);
  return faults;
}

const isLongLived = (container: JsonObject, spec: JsonObject) =>
  !objectsAt(spec, "initContainers", "*").includes(container);

function podFaults({ title, workload, labels, spec }: Pods): string[] {
  const faults: string[] = [];
  const [security = {}] = objectsAt(spec, "securityContext");
  if (security.runAsNonRoot !== true || !(Number(security.runAsUser) > 0))
    faults.push(`${title} may be root`);
  if (!stringsAt(security, "seccompProfile", "type").includes("RuntimeDefault"))
    faults.push(`${title} may make any system call`);
  if (spec.automountServiceAccountToken !== false) faults.push(`${title} has a token of the cluster`);
  const [selector] = objectsAt(workload, "spec", "selector");
  if (!isTask(workload) && !isSelected(selector, labels))
    faults.push(`${title} does not select its own pods`);
  return faults;
}

const leastOf = ({ workload }: Pods, resources: readonly Resource[]): number => {
  const scaler = resources.find(
    (one) =>
      one.kind === "HorizontalPodAutoscaler" &&
      stringsAt(one, "spec", "scaleTargetRef", "name").includes(workload.metadata.name),
  );
  return Number(objectsAt(scaler ?? workload, "spec")[0]?.[scaler ? "minReplicas" : "replicas"] ?? 1);
};

/** 1/1 from three on, 0/1 below. */
function rolloutFaults(pods: Pods, resources: readonly Resource[]): string[] {
  if (pods.workload.kind !== "Deployment") return [];
  const least = leastOf(pods, resources);
  const [rolling = {}] = objectsAt(pods.workload, "spec", "strategy", "rollingUpdate");
  const wanted = least >= 3 ? 1 : 0;
  return rolling.maxSurge === 1 && rolling.maxUnavailable === wanted
    ? []
    : [`${pods.title}, of which there are ${least} at least, has to roll by ${wanted}/1`];
}

/** After this a process ends itself (packages/chassis/src/runner.ts). */
const lastResortS = 2;

function drainFaults({ title, spec, containers, labels }: Pods, resources: readonly Resource[]): string[] {
  if (labels["app.kubernetes.io/component"] !== "back-end") return [];
  const settings = resources.find(
    ({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "settings",
  );
  const drainS = Number(objectsAt(settings, "data")[0]?.DRAIN_TIMEOUT_MS) / 1_000;
  const sleepS = Math.max(
    0,
    ...containers
      .flatMap((one) => objectsAt(one, "lifecycle", "preStop", "sleep"))
      .map((one) => Number(one.seconds)),
  );
  return sleepS + drainS + lastResortS > Number(spec.terminationGracePeriodSeconds ?? 30) || !(drainS > 0)
    ? [`${title} is killed before it has drained`]
    : [];
}

function autoscalerFaults(resources: readonly Resource[]): string[] {
  return resources
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler")
    .flatMap((scaler) => {
      const [target] = objectsAt(scaler, "spec", "scaleTargetRef");
      const found = resources.find(
        ({ kind, metadata }) => kind === target?.kind && metadata.name === target.name,
      );
      if (!found) return [`${titleOf(scaler)} scales nobody`];
      // Each time it is applied a number would undo what the load asked for.
      return objectsAt(found, "spec")[0]?.replicas === undefined
        ? []
        : [`${titleOf(found)} says how many, and its HPA too`];
    });
}

function budgetFaults(resources: readonly Resource[], pods: readonly Pods[]): string[] {
  const budgets = resources.filter(({ kind }) => kind === "PodDisruptionBudget");
  const covers = (budget: Resource, one: Pods) =>
    isSelected(objectsAt(budget, "spec", "selector")[0], one.labels);
  const several = resources.some(({ kind }) => kind === "HorizontalPodAutoscaler");
  return [
    ...budgets
      .filter((one) => !pods.some((each) => covers(one, each)))
      .map((one) => `${titleOf(one)} is for nobody`),
    ...pods
      .filter((one) => several && !isTask(one.workload) && !budgets.some((each) => covers(each, one)))
      .map(({ title }) => `${title} has no PodDisruptionBudget`),
  ];
}

/** A volume for each service, and nobody else's. */
function claimFaults(pods: readonly Pods[]): string[] {
  const owners = Map.groupBy(
    pods.flatMap(({ title, spec }) =>
      stringsAt(spec, "volumes", "*", "persistentVolumeClaim", "claimName").map((claim) => ({
        claim,
        title,
      })),
    ),
    ({ claim }) => claim,
  );
  return [...owners]
    .filter(([, of]) => of.length > 1)
    .map(([claim]) => `${claim} is shared by several services`);
}
