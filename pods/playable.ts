import { StackFault } from "../scripts/stack/fault.ts";
import type { Container, Kube, PodSpec, Probe, Volume } from "./kube.ts";
import { type Known, plainVariables } from "./variables.ts";

export type Choices = {
  /** Before every name, so that nothing of the machine's own is met. */
  prefix: string;
  /** Of a Deployment, where it is not what the manifest says. */
  replicas: Readonly<Record<string, number>>;
  /** The n-th pod's address. */
  addressOf: (index: number) => string;
  /** Opened on this machine's loopback, by Deployment: its port `http`. */
  hostPorts: Readonly<Record<string, number>>;
  /** What a Deployment is told besides. */
  variables: Readonly<Record<string, Record<string, string>>>;
};

export type Playable = {
  /** Claims: each is played once, and outlives pods. */
  standing: Kube[];
  pods: PlayablePod[];
};

export type PlayablePod = {
  /** `order-1` */
  name: string;
  process: string;
  /** As podman calls it and its one container. */
  pod: string;
  container: string;
  address: string;
  startup: HttpProbe;
  readiness: HttpProbe;
  liveness: HttpProbe;
  graceS: number;
  /** They end with the pod. */
  emptyDirs: string[];
  documents: Kube[];
};

export type HttpProbe = { url: string; periodMs: number; timeoutMs: number; failures: number };

/**
 * A rendered overlay in the form that podman 4.3 plays: pods instead of Deployments (it plays one replica of each),
 * addresses given beforehand, names of Services as host aliases, variables resolved, probes as podman reads them.
 */
export function playable(rendered: readonly Kube[], made: readonly Kube[], choices: Choices): Playable {
  const all = [...rendered, ...made];
  const configMaps = contentsOf(all, "ConfigMap", (text) => text);
  const secrets = contentsOf(all, "Secret", (text) => Buffer.from(text, "base64").toString());
  const wanted = rendered
    .filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet")
    .flatMap(replicasOf);

  function replicasOf(workload: Kube) {
    const { name } = workload.metadata;
    const count = choices.replicas[name] ?? workload.spec?.replicas ?? 1;
    return Array.from({ length: count }, (_, replica) => ({
      workload,
      process: name,
      name: `${name}-${replica}`,
    }));
  }

  const placed = wanted.map((one, index) => ({ ...one, address: choices.addressOf(index) }));
  const hostAliases = aliasesOf(rendered, placed);
  const pods = placed.map((one) => {
    const template = one.workload.spec?.template;
    if (!template) throw new StackFault(`${one.process} has no template of a pod`);
    const fields = { "status.podIP": one.address, "metadata.name": one.name, "metadata.namespace": "siren" };
    const known = { configMaps, secrets, fields };
    return podOf(
      { ...one, spec: template.spec, labels: template.metadata?.labels ?? {}, hostAliases },
      known,
      choices,
    );
  });
  const mountable = [
    ...all.filter(({ kind }) => kind === "ConfigMap").map((one) => renamed(one, choices.prefix)),
    ...[...secrets].map(([name, data]) => asConfigMap(`${choices.prefix}${secretMark}${name}`, data)),
  ];
  return {
    standing: rendered
      .filter(({ kind }) => kind === "PersistentVolumeClaim")
      .map((one) => renamed(one, choices.prefix)),
    // podman 4.3 takes a ConfigMap only from the file that needs it.
    pods: pods.map((pod) => ({ ...pod, documents: [...mountable.filter(isNamedIn(pod)), ...pod.documents] })),
  };
}

/** podman 4.3 mounts a Secret's values as they are written, in base64: what is mounted is handed over as text. */
const secretMark = "secret-";
const asConfigMap = (name: string, data: Record<string, string>): Kube => ({
  ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data },
});

/** No pod is given the keys of another. */
function isNamedIn({ documents }: PlayablePod): (one: Kube) => boolean {
  const specs = documents.flatMap(({ spec }) => (spec ? [spec] : []));
  const named = new Set([
    ...specs.flatMap(({ volumes = [] }) => volumes.map(({ configMap }) => configMap?.name)),
    ...specs.flatMap(({ containers = [] }) =>
      containers.flatMap(({ envFrom = [] }) => envFrom.map(({ configMapRef }) => configMapRef?.name)),
    ),
  ]);
  return ({ metadata }) => named.has(metadata.name);
}

const renamed = ({ metadata, ...rest }: Kube, prefix: string): Kube => ({
  ...rest,
  metadata: { name: `${prefix}${metadata.name}` },
});

function contentsOf(all: readonly Kube[], kind: string, read: (text: string) => string) {
  return new Map(
    all
      .filter((one) => one.kind === kind)
      .map(({ metadata, data = {} }) => [
        metadata.name,
        Object.fromEntries(Object.entries(data).map(([key, text]) => [key, read(text)])),
      ]),
  );
}

type Placed = { workload: Kube; process: string; name: string; address: string };

/** podman has no Services: each name leads to the first pod that its Service would choose. */
function aliasesOf(
  rendered: readonly Kube[],
  placed: readonly Placed[],
): NonNullable<PodSpec["hostAliases"]> {
  return rendered
    .filter(({ kind }) => kind === "Service")
    .flatMap(({ metadata: { name, namespace = "default" }, spec }) => {
      const selector = Object.entries(spec?.selector ?? {});
      const chosen = placed.find(({ workload }) => {
        const labels = workload.spec?.template?.metadata?.labels ?? {};
        return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
      });
      const hostnames = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`];
      return chosen ? [{ ip: chosen.address, hostnames }] : [];
    });
}

type Pod = Placed & {
  spec: PodSpec;
  labels: Record<string, string>;
  hostAliases: NonNullable<PodSpec["hostAliases"]>;
};

function podOf(one: Pod, known: Known, choices: Choices): PlayablePod {
  const { prefix } = choices;
  const { process, name, address, spec } = one;
  const [container, ...others] = spec.containers;
  if (!container || others.length > 0)
    throw new StackFault(`${process} has ${spec.containers.length} containers`);
  const pod = `${prefix}${name}`;
  const volumeName = (volume: string) => `${pod}-${volume}`;
  const probe = (given: Probe | undefined) => httpProbe(given, container, address);
  const liveness = probe(container.livenessProbe);
  const played: Container = {
    ...withoutProbes(container),
    env: plainVariables(container, known, choices.variables[process] ?? {}),
    livenessProbe: asPodmanReads(container.livenessProbe, liveness),
    ports: openedPorts(container, choices.hostPorts[process]),
    envFrom: [],
    volumeMounts: (container.volumeMounts ?? []).map((mount) => ({ ...mount, name: volumeName(mount.name) })),
  };
  return {
    ...{ name, process, pod, address, liveness },
    container: `${pod}-${container.name}`,
    startup: probe(container.startupProbe ?? container.livenessProbe),
    readiness: probe(container.readinessProbe),
    graceS: spec.terminationGracePeriodSeconds ?? 30,
    emptyDirs: (spec.volumes ?? [])
      .filter((volume) => volume.emptyDir)
      .map((volume) => volumeName(volume.name)),
    documents: [
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: pod, labels: one.labels },
        spec: {
          ...spec,
          restartPolicy: "Always",
          hostAliases: one.hostAliases,
          containers: [played],
          volumes: (spec.volumes ?? []).map((volume) => ({
            ...renamedSource(volume, prefix),
            name: volumeName(volume.name),
          })),
        },
      },
    ],
  };
}

const withoutProbes = ({ startupProbe: _s, readinessProbe: _r, livenessProbe: _l, ...rest }: Container) =>
  rest;

/** podman 4.3 would open each port that is named, on this machine, under its own number: only those are left that shall. */
function openedPorts(
  { ports = [] }: Container,
  hostPort: number | undefined,
): NonNullable<Container["ports"]> {
  if (hostPort === undefined) return [];
  return ports
    .filter(({ name }) => name === "http")
    .map((port) => ({ ...port, hostPort, hostIP: "127.0.0.1" }));
}

function renamedSource(volume: Volume, prefix: string): Volume {
  const { secret, configMap, persistentVolumeClaim: claim } = volume;
  // podman 4.3 falls over a source that does not say whether it may be missing.
  const asConfig = (name: string) => ({ name: `${prefix}${name}`, optional: false });
  if (secret) return { name: volume.name, configMap: asConfig(`${secretMark}${secret.secretName}`) };
  if (configMap) return { ...volume, configMap: { ...configMap, ...asConfig(configMap.name) } };
  if (claim)
    return { ...volume, persistentVolumeClaim: { ...claim, claimName: `${prefix}${claim.claimName}` } };
  if (volume.emptyDir) return volume;
  throw new StackFault(`the volume ${volume.name} is of no kind that podman plays`);
}

function httpProbe(given: Probe | undefined, container: Container, address: string): HttpProbe {
  if (!given?.httpGet) throw new StackFault(`${container.name} has a probe that is not asked over HTTP`);
  const { path, port } = given.httpGet;
  const number =
    typeof port === "number" ? port : container.ports?.find(({ name }) => name === port)?.containerPort;
  if (number === undefined) throw new StackFault(`${container.name} has no port ${port}`);
  const { periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = given;
  return {
    url: `http://${address}:${number}${path}`,
    periodMs: periodSeconds * 1_000,
    timeoutMs: timeoutSeconds * 1_000,
    failures: failureThreshold,
  };
}

/** To begin a program in a pod takes long on a busy machine, and says nothing about what it asks. */
const secondsToRun = 60;

/**
 * podman 4.3 would call curl at port 0 of localhost: it knows neither a port's name nor where we listen. It hands what
 * it runs to a shell as one line, so the program stands in quotes; it is the program that waits no longer than the
 * probe says.
 */
function asPodmanReads(given: Probe | undefined, { url, timeoutMs }: HttpProbe): Probe {
  const { httpGet: _, ...rest } = given ?? {};
  const program = `fetch("${url}",{signal:AbortSignal.timeout(${timeoutMs})}).then((answer)=>process.exit(answer.ok?0:1),()=>process.exit(1))`;
  return { ...rest, timeoutSeconds: secondsToRun, exec: { command: ["node", "-e", `'${program}'`] } };
}
