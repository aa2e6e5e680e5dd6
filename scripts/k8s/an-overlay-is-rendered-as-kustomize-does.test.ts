import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { stringify } from "yaml";
import { objectsAt, stringsAt, titleOf } from "./json.ts";
import { renderOverlay } from "./render.ts";

const scratch = mkdtempSync(join(tmpdir(), "siren-render-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const deployment = {
  ...{ apiVersion: "apps/v1", kind: "Deployment" },
  metadata: { name: "order", labels: { kind: "back-end" } },
  spec: {
    template: {
      spec: {
        containers: [
          {
            ...{ name: "process", image: "siren" },
            env: [
              { name: "A", value: "1" },
              { name: "B", value: "$(A)" },
            ],
          },
        ],
      },
    },
  },
};

let count = 0;
/** A folder with these files; an object is written as YAML. */
function folderWith(files: Record<string, unknown>): string {
  const folder = join(scratch, String(++count));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : stringify(content));
  }
  return folder;
}

const rendered = (kustomization: object, files: Record<string, unknown> = {}) =>
  renderOverlay(
    folderWith({
      "kustomization.yaml": { resources: ["order.yaml"], ...kustomization },
      "order.yaml": deployment,
      ...files,
    }),
  );
const variables = (kustomization: object, files?: Record<string, unknown>) =>
  objectsAt(
    rendered(kustomization, files)[0],
    ...["spec", "template", "spec", "containers", "*", "env", "*"],
  ).map(({ name, value }) => `${name}=${value}`);

const withVariables = (...env: object[]) => ({
  patch: stringify({ spec: { template: { spec: { containers: [{ name: "process", env }] } } } }),
  target: { kind: "Deployment" },
});

test("what a patch names comes first and in its order, whether it was there or not", () => {
  const patches = [withVariables({ name: "C", value: "3" }, { name: "B", value: "2" })];
  assert.deepEqual(variables({ patches }), ["C=3", "B=2", "A=1"]);
});

test("a component's patches come before the overlay's own", () => {
  const component = {
    kind: "Component",
    patches: [withVariables({ name: "A", value: "component" }, { name: "B", value: "component" })],
  };
  const own = { patches: [withVariables({ name: "A", value: "own" })], components: ["component"] };
  assert.deepEqual(variables(own, { "component/kustomization.yaml": component }), ["A=own", "B=component"]);
});

test("images are named, a namespace is given, operations are done", () => {
  const [one] = rendered({
    ...{ namespace: "siren", images: [{ name: "siren", newName: "registry.example/siren", newTag: "abc" }] },
    patches: [{ patch: "- { op: add, path: /spec/replicas, value: 3 }", target: { name: "order|menu" } }],
  });
  assert.equal(one?.metadata.namespace, "siren");
  assert.equal(objectsAt(one, "spec")[0]?.replicas, 3);
  assert.deepEqual(stringsAt(one, "spec", "template", "spec", "containers", "*", "image"), [
    "registry.example/siren:abc",
  ]);
});

test("one that is deleted is gone, and files become a ConfigMap", () => {
  const resources = rendered(
    {
      patches: [
        {
          patch: stringify({
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "order" },
            $patch: "delete",
          }),
        },
      ],
      configMapGenerator: [{ name: "set-up", files: ["a.js"], options: { disableNameSuffixHash: true } }],
    },
    { "a.js": "print(1)\n" },
  );
  assert.deepEqual(resources.map(titleOf), ["ConfigMap set-up"]);
  assert.deepEqual(resources[0]?.data, { "a.js": "print(1)\n" });
});

const refusals: [what: string, kustomization: object, why: RegExp][] = [
  ["what is not read here", { namePrefix: "x-" }, /namePrefix is not read here/],
  ["a patch for nobody", { patches: [{ patch: "[]", target: { name: "menu" } }] }, /for nobody/],
  ["a name twice", { resources: ["order.yaml", "order.yaml"] }, /a second time/],
  [
    "an operation that leads nowhere",
    { patches: [{ patch: "- { op: replace, path: /spec/replicas, value: 1 }", target: { name: "order" } }] },
    /nothing is there to replace/,
  ],
  ["a name with a hash", { configMapGenerator: [{ name: "x", files: [] }] }, /named by a hash/],
];
for (const [what, kustomization, why] of refusals) {
  test(`${what} is refused`, () => assert.throws(() => rendered(kustomization), why));
}
