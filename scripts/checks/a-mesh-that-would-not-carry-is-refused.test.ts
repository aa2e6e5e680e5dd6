import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { type JsonObject, objectsAt, type Resource, titleOf } from "../k8s/json.ts";
import { renderOverlay } from "../k8s/render.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { meshFaults } from "./manifest-mesh.ts";
import { schemaFaults } from "./manifest-schemas.ts";

const overlay = (name: string) => renderOverlay(join(repositoryRoot, "k8s", "overlays", name));
const rendered = overlay("mesh");
const pushHosts = ["fcm.googleapis.com", "web.push.apple.com"];
pushHosts.push("*.push.services.mozilla.com", "*.notify.windows.com");

test("where there is no mesh none is missed", () =>
  assert.deepEqual(meshFaults(overlay("cluster"), pushHosts), []));

type Edit = (all: Resource[]) => void;
/** Changes all that is found along a path, of one or of each. */
const at =
  (title: string, path: string[], edit: (found: JsonObject) => void): Edit =>
  (all) => {
    const found = all.filter((one) => titleOf(one) === title).flatMap((one) => objectsAt(one, ...path));
    assert.ok(found.length > 0, `${title} ${path.join(".")}`);
    found.forEach(edit);
  };
const gone =
  (title: string): Edit =>
  (all) => {
    const place = all.findIndex((one) => titleOf(one) === title);
    assert.ok(place >= 0, title);
    all.splice(place, 1);
  };
const told = (workload: string, name: string, value: string): Edit =>
  at(workload, ["spec", "template", "spec", "containers", "*"], ({ env }) => {
    (env as JsonObject[]).push({ name, value });
  });
const outlier = ["spec", "trafficPolicy", "outlierDetection"];

const slips: [what: string, edit: Edit, fault: RegExp][] = [
  // Istio's own schemas.
  [
    "a field that Istio does not have",
    at("DestinationRule gateway", outlier, (one) => (one.consecutive5xxError = 2)),
    /outlierDetection\/consecutive5xxError: no such field/,
  ],
  [
    "a time without a unit",
    at("DestinationRule gateway", outlier, (one) => (one.interval = 10)),
    /interval: type/,
  ],
  [
    "a mode that is none",
    at("PeerAuthentication default", ["spec", "mtls"], (one) => (one.mode = "ALWAYS")),
    /mtls\/mode: enum/,
  ],
  [
    "a server without a port",
    at("Gateway siren", ["spec", "servers", "*"], (one) => delete one.port),
    /required .*port/,
  ],
  // What no schema sees.
  [
    "retries of the mesh's own",
    at("VirtualService siren", ["spec", "http", "*"], (one) => delete one.retries),
    /may be sent again behind our back/,
  ],
  [
    "a time that cuts sockets",
    at("VirtualService siren", ["spec", "http", "*"], (one) => (one.timeout = "60s")),
    /a socket .* would be cut/,
  ],
  [
    "a route to a closed port",
    at(
      "VirtualService siren",
      ["spec", "http", "*", "route", "*", "destination", "port"],
      (one) => (one.number = 81),
    ),
    /leads to gateway\.siren\.svc\.cluster\.local:81/,
  ],
  [
    "a host that leads nowhere",
    at("Gateway siren", ["spec", "servers", "*"], (one) => (one.hosts = ["other.example"])),
    /says nothing of other\.example/,
  ],
  ["a door that is not there", gone("Gateway siren"), /there is no Gateway siren/],
  [
    "a rule for nobody",
    at("DestinationRule gateway", ["spec"], (one) => (one.host = "gateway")),
    /is about gateway, which is no Service here/,
  ],
  [
    "a port whose protocol is guessed",
    at("Service mongo", ["spec", "ports", "*"], (one) => delete one.appProtocol),
    /Service mongo does not say what mongo speaks/,
  ],
  [
    "pods that are looked for by their Host",
    at("Service order", ["spec", "ports", "*"], (one) => (one.appProtocol = "http")),
    /a pod would not be reached by its address at http/,
  ],
  [
    "pods of whose addresses nobody knows",
    gone("Service order"),
    /Deployment order: no Service tells .* at http/,
  ],
  [
    "a sidecar that keeps a Job from ending",
    at("Job mongo-accounts", ["spec", "template", "metadata"], (one) => delete one.annotations),
    /Job mongo-accounts: its sidecar/,
  ],
  [
    "two sets of numbers",
    at("ConfigMap settings", ["data"], (one) => (one.EJECTION = "3/10s/30s/50%")),
    /ejects by 2\/10s\/30s\/50%, our own balancers by 3\//,
  ],
  [
    "a mail server that no sidecar lets anybody to",
    told("Deployment member", "SMTP_URL", "smtps://cafe@smtp.example.org:465"),
    /smtp\.example\.org is asked, and no ServiceEntry has it/,
  ],
  [
    "a sign-in by Google without Google",
    told("Deployment member", "OIDC_GOOGLE_CLIENT_ID", "cafe"),
    /oauth2\.googleapis\.com is asked/,
  ],
  [
    "somebody outside whom no setting names",
    at("ServiceEntry push-services", ["spec"], (one) => (one.hosts as string[]).push("example.org")),
    /has example\.org, whom no setting names/,
  ],
  [
    "sidecars that let everybody out",
    at("Sidecar default", ["spec", "outboundTrafficPolicy"], (one) => (one.mode = "ALLOW_ANY")),
    /let everybody out/,
  ],
];

for (const [what, edit, fault] of slips) {
  test(`${what} is refused`, () => {
    const resources = structuredClone(rendered);
    edit(resources);
    const faults = [...resources.flatMap(schemaFaults), ...meshFaults(resources, pushHosts)];
    assert.ok(
      faults.some((each) => fault.test(each)),
      `${fault} is not among ${JSON.stringify(faults, null, 1)}`,
    );
  });
}

test("a collector in the cluster is no stranger", () => {
  const resources = structuredClone(rendered);
  told("Deployment order", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://jaeger.observability:4318")(resources);
  assert.deepEqual(meshFaults(resources, pushHosts), []);
});
