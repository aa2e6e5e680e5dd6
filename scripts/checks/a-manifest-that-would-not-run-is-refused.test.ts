import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { installSecrets, type Overlay, overlays } from "../k8s/install-secrets.ts";
import { type JsonObject, objectsAt, type Resource, titleOf } from "../k8s/json.ts";
import { renderOverlay } from "../k8s/render.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { meshFaults } from "./manifest-mesh.ts";
import { networkFaults } from "./manifest-network.ts";
import { referenceFaults } from "./manifest-references.ts";
import { ruleFaults } from "./manifest-rules.ts";
import { schemaFaults } from "./manifest-schemas.ts";

const scratch = mkdtempSync(join(tmpdir(), "siren-manifests-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const rendered = Object.fromEntries(
  overlays.map((overlay) => [overlay, renderOverlay(join(repositoryRoot, "k8s", "overlays", overlay))]),
) as Record<Overlay, Resource[]>;

/** By its path: nothing of the tree is linked to this. */
const pushService = join(repositoryRoot, "services", "order", "src", "domain", "push-service.ts");
const { pushHosts } = (await import(pushService)) as { pushHosts: readonly string[] };

const faultsOf = (resources: readonly Resource[], overlay: Overlay) => [
  ...resources.flatMap(schemaFaults),
  ...referenceFaults(resources, installSecrets(scratch, overlay)),
  ...networkFaults(resources),
  ...ruleFaults(resources),
  ...meshFaults(resources, pushHosts),
];

for (const overlay of overlays) {
  test(`${overlay} is as Kubernetes' schemas have it, and everything it names is there`, () => {
    assert.deepEqual(faultsOf(rendered[overlay], overlay), []);
  });
}

type Edit = (one: JsonObject, all: Resource[]) => void;
const pod = ["spec", "template", "spec"];
const inPod =
  (edit: (spec: JsonObject) => void): Edit =>
  (one) =>
    objectsAt(one, ...pod).forEach(edit);
const inContainer =
  (edit: (container: JsonObject) => void): Edit =>
  (one) =>
    objectsAt(one, ...pod, "containers", "*").forEach(edit);
const inFirst =
  (path: string[], edit: (found: JsonObject) => void): Edit =>
  (one) => {
    const [found] = objectsAt(one, ...path);
    assert.ok(found, path.join("."));
    edit(found);
  };
const variable = (name: string, value: string): Edit =>
  inContainer((container) => {
    const found = objectsAt(container, "env", "*").find((one) => one.name === name);
    assert.ok(found, name);
    found.value = value;
  });
const gone: Edit = (one, all) => void all.splice(all.indexOf(one as Resource), 1);
const container = [...pod, "containers", "*"];

const slips: [what: string, where: string, edit: Edit, fault: RegExp][] = [
  // What the schemas say.
  [
    "an unknown field deep inside",
    "local Deployment order",
    inContainer((one) => (one.readOnlyRootFilesystem = true)),
    /containers\/0\/readOnlyRootFilesystem: no such field/,
  ],
  [
    "a field of a probe, slipped",
    "local Deployment order",
    inFirst([...container, "livenessProbe"], (one) => (one.periodSecond = 3)),
    /livenessProbe\/periodSecond: no such field/,
  ],
  [
    "a number that is a text",
    "local Deployment order",
    inFirst([...container, "livenessProbe"], (one) => (one.periodSeconds = "10")),
    /periodSeconds: type/,
  ],
  [
    "a word that is none",
    "local Deployment order",
    inFirst([...container, "ports", "*"], (one) => (one.protocol = "HTTP")),
    /protocol: enum/,
  ],
  [
    "something left empty",
    "local Deployment order",
    inPod((one) => (one.volumes = null)),
    /volumes \(null\)/,
  ],
  [
    "what has to be said is not",
    "cluster HorizontalPodAutoscaler order",
    inFirst(["spec"], (one) => delete one.maxReplicas),
    /required .*maxReplicas/,
  ],
  [
    "a setting that is no text",
    "local ConfigMap settings",
    inFirst(["data"], (one) => (one.DRAIN_TIMEOUT_MS = 15_000)),
    /DRAIN_TIMEOUT_MS: type/,
  ],
  [
    "a kind that nobody judges",
    "local Service gateway",
    (one) => (one.apiVersion = "serving.knative.dev/v1"),
    /not judged/,
  ],
  // What is referred to.
  [
    "a Secret that nobody makes",
    "local Deployment order",
    inFirst([...pod, "volumes", "*", "secret"], (one) => (one.secretName = "identity-orders")),
    /there is no Secret identity-orders/,
  ],
  [
    "a key that its Secret has not",
    "cluster Deployment order",
    inFirst([...container, "env", "*", "valueFrom", "secretKeyRef"], (one) => (one.key = "pass")),
    /with pass/,
  ],
  [
    "a level that is not in the ConfigMap",
    "local ConfigMap log-levels",
    inFirst(["data"], (one) => delete one.LOG_LEVEL),
    /no ConfigMap log-levels with LOG_LEVEL/,
  ],
  [
    "a file that is not in its volume",
    "local Deployment order",
    variable("IDENTITY_KEY_FILE", "/etc/siren/identity/order.jwk.json"),
    /no file .*order\.jwk\.json/,
  ],
  [
    "a variable made of a later one",
    "cluster Deployment order",
    inContainer((one) => (one.env as JsonObject[]).reverse()),
    /STORE is made of STORE_PASSWORD, which comes after it/,
  ],
  ["a claim that is not there", "local PersistentVolumeClaim order-store", gone, /no claim order-store/],
  [
    "a volume that is not there",
    "local Deployment order",
    inPod((one) => (one.volumes as JsonObject[]).pop()),
    /there is no volume/,
  ],
  [
    "a volume that is mounted nowhere",
    "local Deployment order",
    inContainer((one) => (one.volumeMounts as JsonObject[]).pop()),
    /mounted nowhere/,
  ],
  [
    "a Secret that is made for nobody",
    "local Deployment member",
    gone,
    /Secret token-key is made at install and used by nobody/,
  ],
  [
    "a Secret in the repository",
    "local ConfigMap settings",
    (one) => (one.kind = "Secret"),
    /lies in the repository/,
  ],
  // Who finds whom.
  [
    "a Service of nobody",
    "local Service gateway",
    inFirst(["spec", "selector"], (one) => (one["app.kubernetes.io/name"] = "gate")),
    /Service gateway selects nobody/,
  ],
  [
    "a Service that leads to a closed port",
    "local Service gateway",
    inFirst(["spec", "ports", "*"], (one) => (one.targetPort = "https")),
    /nobody opens https/,
  ],
  ["an Ingress without its Service", "cluster Service gateway", gone, /no Service gateway with port http/],
  [
    "a registry that is not there",
    "cluster StatefulSet discovery",
    inFirst(["spec"], (one) => (one.replicas = 2)),
    /asks discovery-2\.discovery-peers:8761/,
  ],
  [
    "a member that is not there",
    "cluster Deployment order",
    variable("STORE", "mongodb://order:x@mongo-3.mongo:27017/order"),
    /asks mongo-3\.mongo:27017/,
  ],
  [
    "a probe of a closed port",
    "local Deployment order",
    inFirst([...container, "livenessProbe", "httpGet"], (one) => (one.port = "ops")),
    /livenessProbe asks ops/,
  ],
  [
    "a policy that forgets a consumer",
    "local NetworkPolicy to-menu",
    inFirst(
      ["spec", "ingress", "*", "from", "*", "podSelector", "matchExpressions", "*"],
      (one) => (one.values = ["gateway", "barista", "menu"]),
    ),
    /menu does not let order in, who hears its feed/,
  ],
  [
    "a policy that keeps gateways from each other",
    "cluster NetworkPolicy gateways-ask-each-other",
    gone,
    /gateway does not let gateway in, who looks for the ops page whether it answers/,
  ],
  [
    "back ends that may ask at another port only",
    "cluster NetworkPolicy back-ends-go-out",
    inFirst(["spec", "egress", "*", "ports", "*"], (one) => (one.port = "management")),
    /order may not go to member, who hears its feed/,
  ],
  [
    "a policy for nobody",
    "local NetworkPolicy to-menu",
    inFirst(["spec", "podSelector", "matchLabels"], (one) => (one["app.kubernetes.io/name"] = "menus")),
    /to-menu is for nobody/,
  ],
  [
    "a policy about a port that nobody opens",
    "local NetworkPolicy to-menu",
    inFirst(["spec", "ingress", "*", "ports", "*"], (one) => (one.port = "web")),
    /nobody opens web/,
  ],
  [
    "a management port for everybody",
    "local NetworkPolicy to-management",
    inFirst(["spec", "ingress", "*"], (one) => delete one.from),
    /to-management lets everybody to the management port of Deployment order/,
  ],
  [
    "a door to every port",
    "local NetworkPolicy to-gateway",
    inFirst(["spec", "ingress", "*"], (one) => delete one.ports),
    /to-gateway lets everybody to the management port of Deployment gateway/,
  ],
  // What holds for every pod.
  [
    "a pod that may be root",
    "local Deployment order",
    inPod((one) => (one.securityContext = {})),
    /may be root/,
  ],
  [
    "an image that may be written to",
    "local Deployment order",
    inFirst([...container, "securityContext"], (one) => (one.readOnlyRootFilesystem = false)),
    /may write to its image/,
  ],
  [
    "capabilities that are kept",
    "local Deployment order",
    inFirst([...container, "securityContext"], (one) => delete one.capabilities),
    /keeps capabilities/,
  ],
  [
    "a limit below the request",
    "local Deployment order",
    inFirst([...container, "resources", "limits"], (one) => (one.memory = "64Mi")),
    /more memory than its limit/,
  ],
  [
    "an image without a tag",
    "cluster Deployment order",
    inContainer((one) => (one.image = "registry.example/siren")),
    /another one tomorrow/,
  ],
  [
    "a pod that nobody looks after",
    "local Deployment order",
    inContainer((one) => delete one.livenessProbe),
    /has no livenessProbe/,
  ],
  [
    "a rollout that takes the only one",
    "local Deployment order",
    inFirst(["spec", "strategy", "rollingUpdate"], (one) => (one.maxUnavailable = 1)),
    /has to roll by 0\/1/,
  ],
  [
    "a slow rollout of many",
    "cluster Deployment order",
    inFirst(["spec", "strategy", "rollingUpdate"], (one) => (one.maxUnavailable = 0)),
    /has to roll by 1\/1/,
  ],
  [
    "a pod that is killed while it drains",
    "local ConfigMap settings",
    inFirst(["data"], (one) => (one.DRAIN_TIMEOUT_MS = "60000")),
    /killed before it has drained/,
  ],
  [
    "a number beside an HPA",
    "cluster Deployment order",
    inFirst(["spec"], (one) => (one.replicas = 3)),
    /and its HPA too/,
  ],
  ["an HPA of nobody", "cluster Deployment order", gone, /HorizontalPodAutoscaler order scales nobody/],
  ["no budget", "cluster PodDisruptionBudget order", gone, /Deployment order has no PodDisruptionBudget/],
  [
    "one volume for two services",
    "local Deployment order",
    (one) => {
      for (const claim of objectsAt(one, ...pod, "volumes", "*", "persistentVolumeClaim"))
        claim.claimName = "menu-store";
    },
    /menu-store is shared/,
  ],
];

for (const [what, where, edit, fault] of slips) {
  test(`${what} is refused`, () => {
    const [overlay, ...title] = where.split(" ") as [Overlay, ...string[]];
    const resources = structuredClone(rendered[overlay]);
    const one = resources.find((each) => titleOf(each) === title.join(" "));
    assert.ok(one, where);
    edit(one, resources);
    const faults = faultsOf(resources, overlay);
    assert.ok(
      faults.some((each) => fault.test(each)),
      `${fault} is not among ${JSON.stringify(faults, null, 1)}`,
    );
  });
}
