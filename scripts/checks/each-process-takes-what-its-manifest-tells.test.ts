import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { installSecrets, overlays } from "../k8s/install-secrets.ts";
import { type JsonObject, objectsAt, stringsAt } from "../k8s/json.ts";
import { renderOverlay } from "../k8s/render.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { podsOf } from "./manifest-pods.ts";
import { environmentIn } from "./pod-environment.ts";
import { settingsOfProcess } from "./process-settings.ts";

const scratch = mkdtempSync(join(tmpdir(), "siren-environments-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Parts of others, and not settings. */
const parts = new Set(["POD_IP", "REGISTRY_PASSWORD", "STORE_PASSWORD"]);

const toldTo = (container: JsonObject) => objectsAt(container, "env", "*").map((one) => String(one.name));

for (const overlay of overlays) {
  const resources = renderOverlay(join(repositoryRoot, "k8s", "overlays", overlay));
  const made = installSecrets(scratch, overlay);
  const backEnds = podsOf(resources).filter(
    ({ labels }) => labels["app.kubernetes.io/component"] === "back-end",
  );
  const [first = [], ...others] = backEnds.map(({ containers }) => containers.flatMap(toldTo));
  const toldToAll = first.filter((key) => others.every((keys) => keys.includes(key)));
  const read = new Set<string>(parts);

  for (const { workload, containers } of backEnds) {
    const name = workload.metadata.name;
    test(`${name} starts with what ${overlay} tells it`, async () => {
      const [container] = containers;
      assert.ok(container);
      const env = environmentIn(container, resources, made);
      const entry = stringsAt(container, "args", "*")[0] ?? "";
      const { config, asked } = await settingsOfProcess(name, entry, env);
      // A forwarded port comes by the pod's loopback; who calls it comes to the pod's own address.
      assert.deepEqual(
        [config.host, config.managementHost, config.advertisedHost],
        ["0.0.0.0", "0.0.0.0", "10.244.1.7"],
      );
      for (const [key, value] of Object.entries(env)) {
        assert.notEqual(value, "", key);
        assert.doesNotMatch(value, /\$\(/, key);
      }
      for (const key of asked) read.add(key);
      const known = new Set([...asked, ...parts, ...toldToAll]);
      assert.deepEqual(
        toldTo(container).filter((key) => !known.has(key)),
        [],
        "settings that it does not read",
      );
    });
  }

  test(`what ${overlay} tells everybody is read by somebody`, () => {
    const [settings = {}] = resources
      .filter(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "settings")
      .flatMap((one) => objectsAt(one, "data"));
    assert.deepEqual(
      [...toldToAll, ...Object.keys(settings)].filter((key) => !read.has(key)),
      [],
    );
  });
}
