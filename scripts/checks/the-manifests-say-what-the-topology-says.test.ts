import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { overlays } from "../k8s/install-secrets.ts";
import { objectsAt } from "../k8s/json.ts";
import { renderOverlay } from "../k8s/render.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { type StackSettings, topology } from "../stack/topology.ts";
import { differences, manifestsOf } from "./manifests.ts";

const settings: StackSettings = {
  root: "/app",
  dataDir: "/data",
  host: "0.0.0.0",
  registryPort: 8761,
  gatewayPort: 8080,
  registry: "eureka:http://discovery:8761/eureka/",
  replicas: {},
  seed: "empty",
  logLevel: "info",
};

const manifestsIn = (overlay: string) =>
  manifestsOf(renderOverlay(join(repositoryRoot, "k8s", "overlays", overlay)));

for (const overlay of overlays) {
  test(`in ${overlay} each process has its manifest, with its entry, its port and its variables`, () => {
    assert.deepEqual(differences(topology, manifestsIn(overlay), settings), []);
  });
}

test("links in messages lead to where local has its gateway", () => {
  const resources = renderOverlay(join(repositoryRoot, "k8s", "overlays", "local"));
  const of = (kind: string, name: string) =>
    resources.find((one) => one.kind === kind && one.metadata.name === name);
  const [port] = objectsAt(of("Service", "gateway"), "spec", "ports", "*").map(({ nodePort }) => nodePort);
  const env = objectsAt(
    of("Deployment", "member"),
    "spec",
    "template",
    "spec",
    "containers",
    "*",
    "env",
    "*",
  );
  assert.equal(env.find(({ name }) => name === "PUBLIC_URL")?.value, `http://localhost:${port}`);
});

test("a manifest that is missing, or that lacks a variable, is named", () => {
  const manifests = manifestsIn("local");
  const withoutOrder = manifests.filter(({ name }) => name !== "order");
  assert.deepEqual(differences(topology, withoutOrder, settings), ["k8s has no order"]);
  const silent = manifests.map((one) =>
    one.name === "menu"
      ? { ...one, variables: new Set([...one.variables].filter((key) => key !== "STORE")) }
      : one,
  );
  assert.deepEqual(differences(topology, silent, settings), ["menu is not told STORE"]);
});
