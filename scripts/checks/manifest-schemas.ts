import { DestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1/DestinationRule";
import { Gateway } from "@kubernetes-models/istio/networking.istio.io/v1/Gateway";
import { ServiceEntry } from "@kubernetes-models/istio/networking.istio.io/v1/ServiceEntry";
import { Sidecar } from "@kubernetes-models/istio/networking.istio.io/v1/Sidecar";
import { VirtualService } from "@kubernetes-models/istio/networking.istio.io/v1/VirtualService";
import { PeerAuthentication } from "@kubernetes-models/istio/security.istio.io/v1/PeerAuthentication";
import { validate as deployment } from "kubernetes-models/_schemas/IoK8sApiAppsV1Deployment";
import { validate as statefulSet } from "kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet";
import { validate as autoscaler } from "kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler";
import { validate as cronJob } from "kubernetes-models/_schemas/IoK8sApiBatchV1CronJob";
import { validate as job } from "kubernetes-models/_schemas/IoK8sApiBatchV1Job";
import { validate as configMap } from "kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap";
import { validate as namespace } from "kubernetes-models/_schemas/IoK8sApiCoreV1Namespace";
import { validate as claim } from "kubernetes-models/_schemas/IoK8sApiCoreV1PersistentVolumeClaim";
import { validate as secret } from "kubernetes-models/_schemas/IoK8sApiCoreV1Secret";
import { validate as service } from "kubernetes-models/_schemas/IoK8sApiCoreV1Service";
import { validate as ingress } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress";
import { validate as networkPolicy } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy";
import { validate as disruptionBudget } from "kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget";
import { type Json, type Resource, titleOf } from "../k8s/json.ts";

type Validate = ((data: unknown) => boolean) & {
  errors?: { instancePath: string; keyword: string; params: object }[] | null;
};

/** Istio's package keeps its validators inside: the models look at whatever they are called on. */
function ofModel(model: { prototype: { validate(): void } }): Validate {
  const validate: Validate = (data) => {
    try {
      model.prototype.validate.call(data);
      return true;
    } catch (fault) {
      if (!(fault instanceof Error && "errors" in fault)) throw fault;
      validate.errors = fault.errors as Validate["errors"];
      return false;
    }
  };
  return validate;
}

/** Whatever else would be applied has to be added here before it is judged, and so is refused until then. */
const schemas: Readonly<Record<string, Validate>> = {
  "apps/v1 Deployment": deployment,
  "apps/v1 StatefulSet": statefulSet,
  "autoscaling/v2 HorizontalPodAutoscaler": autoscaler,
  "batch/v1 CronJob": cronJob,
  "batch/v1 Job": job,
  "networking.istio.io/v1 DestinationRule": ofModel(DestinationRule),
  "networking.istio.io/v1 Gateway": ofModel(Gateway),
  "networking.istio.io/v1 ServiceEntry": ofModel(ServiceEntry),
  "networking.istio.io/v1 Sidecar": ofModel(Sidecar),
  "networking.istio.io/v1 VirtualService": ofModel(VirtualService),
  "networking.k8s.io/v1 Ingress": ingress,
  "networking.k8s.io/v1 NetworkPolicy": networkPolicy,
  "policy/v1 PodDisruptionBudget": disruptionBudget,
  "security.istio.io/v1 PeerAuthentication": ofModel(PeerAuthentication),
  "v1 ConfigMap": configMap,
  "v1 Namespace": namespace,
  "v1 PersistentVolumeClaim": claim,
  "v1 Secret": secret,
  "v1 Service": service,
};

/**
 * What Kubernetes' own schemas have against it, strictly: as an API server refuses fields that it does not know with
 * `--validate=strict`, so does this.
 */
export function schemaFaults(resource: Resource): string[] {
  const validate = schemas[`${resource.apiVersion} ${resource.kind}`];
  if (!validate) return [`${titleOf(resource)} is of a kind that is not judged: ${resource.apiVersion}`];
  const looked = lookedAt(resource);
  const faults = validate(looked.watched)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, keyword, params }) =>
          `${titleOf(resource)} ${instancePath || "/"}: ${keyword} ${JSON.stringify(params)}`,
      );
  return [...faults, ...looked.overlooked().map((path) => `${titleOf(resource)} ${path}: no such field`)];
}

/**
 * The schemas allow what they do not name, and come compiled: but a field that no schema names is one that none of
 * them has looked at. An object whose keys are all asked for is a map, where any key is good.
 */
function lookedAt(root: Json): { watched: Json; overlooked(): string[] } {
  const read = new Map<object, Set<string>>();
  const maps = new WeakSet<object>();
  function watch(value: Json): Json {
    if (typeof value !== "object" || value === null) return value;
    const keys = read.get(value) ?? new Set<string>();
    read.set(value, keys);
    return new Proxy(value as { [key: string]: Json }, {
      get(target, key) {
        if (typeof key !== "string") return Reflect.get(target, key);
        keys.add(key);
        const own = Object.hasOwn(target, key) ? target[key] : undefined;
        return own === undefined ? Reflect.get(target, key) : watch(own);
      },
      ownKeys(target) {
        maps.add(target);
        return Reflect.ownKeys(target);
      },
    });
  }
  function unread(value: Json, path: string): string[] {
    // Written and empty: meant for something that is missing.
    if (value === null) return [`${path} (null)`];
    if (typeof value !== "object") return [];
    if (Array.isArray(value)) return value.flatMap((one, at) => unread(one, `${path}/${at}`));
    const seen = read.get(value) ?? new Set<string>();
    return Object.entries(value).flatMap(([key, one]) =>
      maps.has(value) || seen.has(key) ? unread(one, `${path}/${key}`) : [`${path}/${key}`],
    );
  }
  return { watched: watch(root), overlooked: () => unread(root, "") };
}
