import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, Kube } from "./kube.ts";
import { type Choices, playable } from "./playable.ts";
import { expand } from "./variables.ts";

const container: Container = {
  name: "process",
  image: "localhost/siren:dev",
  ports: [
    { name: "management", containerPort: 9100 },
    { name: "http", containerPort: 8080 },
  ],
  envFrom: [{ configMapRef: { name: "settings" } }],
  env: [
    { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
    { name: "ADVERTISED_HOST", value: "$(POD_IP)" },
    { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "credentials", key: "password" } } },
    { name: "REGISTRY", value: "http://siren:$(PASSWORD)@discovery:8761/$(SEED)" },
    { name: "LOG_LEVEL", valueFrom: { configMapKeyRef: { name: "settings", key: "LEVEL" } } },
  ],
  startupProbe: { httpGet: { path: "/healthz", port: "management" }, periodSeconds: 2, failureThreshold: 30 },
  readinessProbe: { httpGet: { path: "/readyz", port: "management" }, periodSeconds: 5, timeoutSeconds: 2 },
  livenessProbe: { httpGet: { path: "/healthz", port: "management" }, periodSeconds: 10, timeoutSeconds: 5 },
  volumeMounts: [
    { name: "store", mountPath: "/store" },
    { name: "tmp", mountPath: "/tmp" },
    { name: "key", mountPath: "/key", readOnly: true },
  ],
};

const labels = { app: "order" };
const workload: Kube = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "order", namespace: "siren" },
  spec: {
    replicas: 1,
    template: {
      metadata: { labels },
      spec: {
        terminationGracePeriodSeconds: 20,
        containers: [container],
        volumes: [
          { name: "store", persistentVolumeClaim: { claimName: "order-store" } },
          { name: "tmp", emptyDir: {} },
          { name: "key", secret: { secretName: "credentials" } },
        ],
      },
    },
  },
};
const rendered: Kube[] = [
  workload,
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "order", namespace: "siren" },
    spec: { selector: labels },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings" },
    data: { SEED: "empty", LEVEL: "warn" },
  },
  { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "order-store", namespace: "siren" } },
  { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata: { name: "order" } },
];
const made: Kube[] = [
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "credentials" },
    data: { password: Buffer.from("hush").toString("base64") },
  },
];
const choices: Choices = {
  prefix: "try-",
  replicas: { order: 2 },
  addressOf: (index) => `10.200.0.${index + 10}`,
  hostPorts: { order: 18_080 },
  variables: { order: { SEED: "demo" } },
};

const { standing, pods } = playable(rendered, made, choices);
const [first, second] = pods;
const specOf = (pod: typeof first) => pod?.documents.find(({ kind }) => kind === "Pod")?.spec;
const played = specOf(second)?.containers?.[0];

test("a Deployment becomes as many pods as were chosen, each with an address and on one claim", () => {
  assert.deepEqual(
    pods.map(({ name, pod, container: called, address }) => [name, pod, called, address]),
    [
      ["order-0", "try-order-0", "try-order-0-process", "10.200.0.10"],
      ["order-1", "try-order-1", "try-order-1-process", "10.200.0.11"],
    ],
  );
  assert.deepEqual(
    pods.map(
      (pod) => specOf(pod)?.volumes?.find((volume) => volume.persistentVolumeClaim)?.persistentVolumeClaim,
    ),
    [{ claimName: "try-order-store" }, { claimName: "try-order-store" }],
  );
  assert.deepEqual([first?.emptyDirs, second?.emptyDirs], [["try-order-0-tmp"], ["try-order-1-tmp"]]);
  assert.deepEqual(
    first?.documents.find(({ metadata }) => metadata.name === "try-secret-credentials")?.data,
    {
      password: "hush",
    },
  );
  assert.equal(specOf(first)?.restartPolicy, "Always");
  assert.equal(first?.graceS, 20);
});

test("what outlives pods is apart from them, and what podman does not know is left out", () => {
  assert.deepEqual(
    standing.map(({ kind, metadata }) => [kind, metadata]),
    [["PersistentVolumeClaim", { name: "try-order-store" }]],
  );
  assert.deepEqual(
    first?.documents.map(({ kind, metadata }) => [kind, metadata.name]),
    [
      ["ConfigMap", "try-secret-credentials"],
      ["Pod", "try-order-0"],
    ],
  );
});

test("variables are what a kubelet would make of them, and what the command adds comes last", () => {
  assert.deepEqual(Object.fromEntries((played?.env ?? []).map(({ name, value }) => [name, value])), {
    POD_IP: "10.200.0.11",
    ADVERTISED_HOST: "10.200.0.11",
    PASSWORD: "hush",
    REGISTRY: "http://siren:hush@discovery:8761/empty",
    LOG_LEVEL: "warn",
    LEVEL: "warn",
    SEED: "demo",
  });
  assert.deepEqual(played?.envFrom, []);
  assert.equal(expand("$$(A) $(A) $(B)", new Map([["A", "1"]])), "$(A) 1 $(B)");
});

test("a Service's names lead to its first pod, and only a port that was asked for is opened here", () => {
  assert.deepEqual(specOf(second)?.hostAliases, [
    { ip: "10.200.0.10", hostnames: ["order", "order.siren", "order.siren.svc"] },
  ]);
  assert.deepEqual(played?.ports, [
    { name: "http", containerPort: 8080, hostPort: 18_080, hostIP: "127.0.0.1" },
  ]);
  const closed = playable(rendered, made, { ...choices, hostPorts: {} }).pods[0];
  assert.deepEqual(specOf(closed)?.containers?.[0]?.ports, []);
});

test("probes ask the pod's own address; liveness is a program, and a sh -c of it is what podman runs", () => {
  assert.deepEqual(second?.startup, {
    url: "http://10.200.0.11:9100/healthz",
    periodMs: 2_000,
    timeoutMs: 1_000,
    failures: 30,
  });
  assert.equal(second?.readiness.url, "http://10.200.0.11:9100/readyz");
  assert.equal(second?.liveness.periodMs, 10_000);
  const { exec, periodSeconds } = played?.livenessProbe ?? {};
  assert.equal(periodSeconds, 10);
  assert.deepEqual(exec?.command.slice(0, 2), ["node", "-e"]);
  assert.match(exec?.command[2] ?? "", /^'fetch\("http:\/\/10\.200\.0\.11:9100\/healthz".*'$/);
  assert.equal(played?.readinessProbe ?? played?.startupProbe, undefined);
});

test("what podman could not play as it is meant is refused by its name", () => {
  const refused = (changed: Partial<Container>) => () =>
    playable(
      [
        { ...workload, spec: { template: { spec: { containers: [{ ...container, ...changed }] } } } },
        ...rendered.slice(1),
      ],
      made,
      choices,
    );
  assert.throws(
    refused({ env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }] }),
    /NODE comes from .*spec.nodeName/,
  );
  assert.throws(
    refused({ env: [{ name: "KEY", valueFrom: { secretKeyRef: { name: "nobody", key: "a" } } }] }),
    /the Secret nobody, which nobody made/,
  );
  assert.throws(
    refused({ envFrom: [{ secretRef: { name: "credentials" } }] }),
    /variables from .*credentials/,
  );
});
