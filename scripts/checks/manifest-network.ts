import {
  isObject,
  type Json,
  type JsonObject,
  objectsAt,
  type Resource,
  stringsAt,
  titleOf,
} from "../k8s/json.ts";
import { callFaults } from "./manifest-calls.ts";
import { isSelected, listedIn, opens, type Pods, podsOf } from "./manifest-pods.ts";

/** Services, ingress, policies and the addresses in settings lead to pods that are there and to ports they open. */
export function networkFaults(resources: readonly Resource[]): string[] {
  const pods = podsOf(resources);
  const services = resources.filter(({ kind }) => kind === "Service");
  return [
    ...services.flatMap((one) => serviceFaults(one, pods)),
    ...resources.filter(({ kind }) => kind === "Ingress").flatMap((one) => ingressFaults(one, services)),
    ...resources.filter(({ kind }) => kind === "NetworkPolicy").flatMap((one) => policyFaults(one, pods)),
    ...pods.flatMap((one) => [...addressFaults(one, resources), ...probeFaults(one)]),
    ...pods.flatMap((one) => managementFaults(one, resources)),
    ...callFaults(resources, pods),
  ];
}

function serviceFaults(service: Resource, pods: readonly Pods[]): string[] {
  const [matchLabels = {}] = objectsAt(service, "spec", "selector");
  const selected = pods.filter(({ labels }) => isSelected({ matchLabels }, labels));
  if (selected.length === 0) return [`${titleOf(service)} selects nobody`];
  return objectsAt(service, "spec", "ports", "*")
    .filter(({ targetPort }) => !selected.every((one) => opens(one, targetPort ?? null)))
    .map(({ targetPort }) => `${titleOf(service)}: nobody opens ${targetPort}`);
}

function ingressFaults(ingress: Resource, services: readonly Resource[]): string[] {
  return objectsAt(ingress, "spec", "rules", "*", "http", "paths", "*", "backend", "service").flatMap(
    ({ name, port }) => {
      const found = services.find(({ metadata }) => metadata.name === name);
      const wanted = isObject(port) ? (port.name ?? port.number) : undefined;
      const has = objectsAt(found, "spec", "ports", "*").some(
        (one) => one.name === wanted || one.port === wanted,
      );
      return has ? [] : [`${titleOf(ingress)}: there is no Service ${name} with port ${wanted}`];
    },
  );
}

function policyFaults(policy: Resource, pods: readonly Pods[]): string[] {
  const faults: string[] = [];
  const title = titleOf(policy);
  const [selector] = objectsAt(policy, "spec", "podSelector");
  const meant = pods.filter(({ labels }) => isSelected(selector, labels));
  if (meant.length === 0) faults.push(`${title} is for nobody`);
  const names = new Set(pods.map(({ labels }) => labels["app.kubernetes.io/name"]));
  for (const [side, peers] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const) {
    for (const rule of objectsAt(policy, "spec", side, "*")) {
      const others = objectsAt(rule, peers, "*")
        .filter((peer) => isObject(peer.podSelector) && !peer.namespaceSelector)
        .map((peer) => peer.podSelector as JsonObject);
      for (const one of others) {
        if (!pods.some(({ labels }) => isSelected(one, labels))) faults.push(`${title}: ${peers} nobody`);
        for (const name of listedIn(one)) if (!names.has(name)) faults.push(`${title}: there is no ${name}`);
      }
      const receivers =
        side === "ingress"
          ? meant
          : pods.filter(({ labels }) => others.some((one) => isSelected(one, labels)));
      for (const { port } of objectsAt(rule, "ports", "*"))
        if (typeof port === "string" && !receivers.some((one) => opens(one, port)))
          faults.push(`${title}: nobody opens ${port}`);
    }
  }
  for (const name of listedIn(selector)) if (!names.has(name)) faults.push(`${title}: there is no ${name}`);
  return faults;
}

/** `name:port` of a Service, or `set-2.service:port` of a pod that has a name of its own. */
function addressFaults({ title, containers }: Pods, resources: readonly Resource[]): string[] {
  const inAddresses = /^(eureka:http|http|mongodb):\/\//;
  const hosts = containers
    .flatMap((one) => objectsAt(one, "env", "*"))
    .filter(({ name, value }) => inAddresses.test(String(value)) || name === "MEMBERS")
    .filter(({ name }) => name !== "PUBLIC_URL")
    .flatMap(({ value }) => [...String(value).matchAll(/([a-z][a-z0-9.-]*):(\d+)(?=[,/]|$)/g)])
    .map(([, host = "", port]) => ({ host, port: Number(port) }));
  return hosts
    .filter(({ host, port }) => !isThere(host, port, resources))
    .map(({ host, port }) => `${title} asks ${host}:${port}, which is not there`);
}

function isThere(host: string, port: number, resources: readonly Resource[]): boolean {
  const [first = "", second] = host.split(".");
  const service = resources.find(
    ({ kind, metadata }) => kind === "Service" && metadata.name === (second ?? first),
  );
  if (!objectsAt(service, "spec", "ports", "*").some((one) => one.port === port)) return false;
  if (second === undefined) return true;
  const [, set, ordinal] = /^(.+)-(\d+)$/.exec(first) ?? [];
  const [spec] = resources
    .filter(({ kind, metadata }) => kind === "StatefulSet" && metadata.name === set)
    .flatMap((one) => objectsAt(one, "spec"));
  return spec?.serviceName === second && Number(ordinal) < Number(spec.replicas ?? 1);
}

function probeFaults(pods: Pods): string[] {
  return pods.containers.flatMap((container) =>
    (["startupProbe", "readinessProbe", "livenessProbe"] as const).flatMap((name) =>
      [...objectsAt(container, name, "httpGet"), ...objectsAt(container, name, "tcpSocket")]
        .filter(({ port }) => !opens({ ...pods, containers: [container] }, port as Json))
        .map(({ port }) => `${pods.title}: ${name} asks ${port}, which it does not open`),
    ),
  );
}

/** It asks nobody who they are, and a pod listens everywhere: a policy has to say who comes to it. */
function managementFaults(pods: Pods, resources: readonly Resource[]): string[] {
  if (!opens(pods, "management")) return [];
  const managementPort = pods.containers
    .flatMap((one) => objectsAt(one, "ports", "*"))
    .find(({ name }) => name === "management")?.containerPort;
  const policies = resources.filter(
    (one) =>
      one.kind === "NetworkPolicy" &&
      stringsAt(one, "spec", "policyTypes", "*").includes("Ingress") &&
      isSelected(objectsAt(one, "spec", "podSelector")[0], pods.labels),
  );
  if (policies.length === 0) return [`${pods.title}: no policy keeps anybody from its management port`];
  const isMeant = ({ port }: JsonObject) =>
    port === undefined || port === "management" || port === managementPort;
  return policies.flatMap((policy) =>
    objectsAt(policy, "spec", "ingress", "*")
      .filter((rule) => {
        const ports = objectsAt(rule, "ports", "*");
        return ports.length === 0 || ports.some(isMeant);
      })
      .filter((rule) => objectsAt(rule, "from", "*").length === 0)
      .map(() => `${titleOf(policy)} lets everybody to the management port of ${pods.title}`),
  );
}
