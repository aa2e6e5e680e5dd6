import { isObject, type JsonObject, objectsAt, type Resource, stringsAt, titleOf } from "../k8s/json.ts";
import { outsideFaults } from "./manifest-outside.ts";
import { isSelected, type Pods, podsOf } from "./manifest-pods.ts";

/** What a sidecar would not carry, or would carry otherwise than our processes think, though every schema allows it. */
export function meshFaults(resources: readonly Resource[], pushHosts: readonly string[]): string[] {
  const of = (kind: string) => resources.filter((one) => one.kind === kind);
  if (of("PeerAuthentication").length === 0) return [];
  const services = of("Service");
  const pods = podsOf(resources);
  return [
    ...of("VirtualService").flatMap((one) => routeFaults(one, services, of("Gateway"))),
    ...of("DestinationRule").flatMap((one) =>
      stringsAt(one, "spec", "host").flatMap((host) => hostFaults(one, host, services)),
    ),
    ...services.flatMap(portFaults),
    ...pods.flatMap((one) => [...sidecarFaults(one), ...addressFaults(one, services)]),
    ...ejectionFaults(of("DestinationRule"), of("ConfigMap")),
    ...outsideFaults(resources, pods, pushHosts),
  ];
}

/** By its whole name: a short one means another namespace to whoever reads the rule elsewhere. */
function serviceCalled(host: string, services: readonly Resource[]): Resource | undefined {
  return services.find(({ metadata }) => host === `${metadata.name}.${metadata.namespace}.svc.cluster.local`);
}

const hostFaults = (rule: Resource, host: string, services: readonly Resource[]) =>
  serviceCalled(host, services) ? [] : [`${titleOf(rule)} is about ${host}, which is no Service here`];

function routeFaults(routes: Resource, services: readonly Resource[], gateways: readonly Resource[]) {
  const faults: string[] = [];
  for (const name of stringsAt(routes, "spec", "gateways", "*"))
    if (name !== "mesh" && !gateways.some(({ metadata }) => metadata.name === name))
      faults.push(`${titleOf(routes)}: there is no Gateway ${name}`);
  for (const route of objectsAt(routes, "spec", "http", "*")) {
    // Istio tries twice again where nothing is said, writes too.
    if (objectsAt(route, "retries")[0]?.attempts !== 0)
      faults.push(`${titleOf(routes)}: a request may be sent again behind our back`);
    if (route.timeout !== "0s") faults.push(`${titleOf(routes)}: a socket or a wait for news would be cut`);
    for (const { host, port } of objectsAt(route, "route", "*", "destination")) {
      const number = isObject(port) ? port.number : undefined;
      const service = serviceCalled(String(host), services);
      if (!objectsAt(service, "spec", "ports", "*").some((one) => one.port === number))
        faults.push(`${titleOf(routes)} leads to ${host}:${number}, which is not there`);
    }
  }
  const hosts = stringsAt(routes, "spec", "hosts", "*");
  const open = gateways.flatMap((one) => stringsAt(one, "spec", "servers", "*", "hosts", "*"));
  for (const host of new Set(open))
    if (!hosts.includes(host)) faults.push(`${titleOf(routes)} says nothing of ${host}, which has a Gateway`);
  return faults;
}

/** A name of a port is no word on what it speaks, and what is guessed is another thing for each connection. */
function portFaults(service: Resource): string[] {
  const isHeadless = objectsAt(service, "spec")[0]?.clusterIP === "None";
  return objectsAt(service, "spec", "ports", "*").flatMap(({ appProtocol, name }) => {
    if (appProtocol !== "tcp" && appProtocol !== "http")
      return [`${titleOf(service)} does not say what ${name} speaks`];
    return isHeadless && appProtocol === "http"
      ? [`${titleOf(service)}: a pod would not be reached by its address at ${name}`]
      : [];
  });
}

function sidecarFaults({ title, annotations }: Pods): string[] {
  return annotations["sidecar.istio.io/nativeSidecar"] === "true"
    ? []
    : [`${title}: its sidecar would come late, go early and keep a Job from ending`];
}

/** Asked by the ingress and pods by its Service's name only. */
const neverByAddress = new Set(["gateway http"]);

function addressFaults({ title, labels, containers }: Pods, services: readonly Resource[]): string[] {
  if (labels["app.kubernetes.io/component"] !== "back-end") return [];
  const known = services
    .filter((one) => objectsAt(one, "spec")[0]?.clusterIP === "None")
    .filter((one) => {
      const [matchLabels = {}] = objectsAt(one, "spec", "selector");
      return isSelected({ matchLabels }, labels);
    })
    .flatMap((one) => objectsAt(one, "spec", "ports", "*"));
  return containers
    .flatMap((one) => objectsAt(one, "ports", "*"))
    .filter(({ name }) => !neverByAddress.has(`${labels["app.kubernetes.io/name"]} ${name}`))
    .filter(({ name, containerPort }) => !known.some((port) => isSame(port, name, containerPort)))
    .map(({ name }) => `${title}: no Service tells the sidecars of its pods' addresses at ${name}`);
}

const isSame = ({ targetPort, port }: JsonObject, name: unknown, containerPort: unknown) =>
  (targetPort === name || targetPort === containerPort) && port === containerPort;

/** One set of numbers, whether a proxy chooses the pod or we do. */
function ejectionFaults(rules: readonly Resource[], maps: readonly Resource[]): string[] {
  const settings = maps.find(({ metadata }) => metadata.name === "settings");
  const ours = objectsAt(settings, "data")[0]?.EJECTION;
  return rules.flatMap((rule) =>
    objectsAt(rule, "spec", "trafficPolicy", "outlierDetection").flatMap((theirs) => {
      const { consecutive5xxErrors, interval, baseEjectionTime, maxEjectionPercent } = theirs;
      const said = `${consecutive5xxErrors}/${interval}/${baseEjectionTime}/${maxEjectionPercent}%`;
      return said === ours ? [] : [`${titleOf(rule)} ejects by ${said}, our own balancers by ${ours}`];
    }),
  );
}
