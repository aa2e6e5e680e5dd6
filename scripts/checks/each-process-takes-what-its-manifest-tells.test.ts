import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { installSecrets, overlays } from "../k8s/install-secrets.ts";
import { objectsAt, stringsAt } from "../k8s/json.ts";
import { renderOverlay } from "../k8s/render.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { podsOf } from "./manifest-pods.ts";
import { environmentIn } from "./pod-environment.ts";

const scratch = mkdtempSync(join(tmpdir(), "siren-environments-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

type Config = Record<string, unknown>;

/** What runs in the pod is run here, by its path: nothing of the tree is linked to this. */
const fileOf = (...path: string[]) => import(join(repositoryRoot, ...path));
const settingsInForce = async (config: Config): Promise<{ key: string }[]> =>
  (await fileOf("packages", "chassis", "src", "config.ts")).settingsInForce(config);

/** The process's own reader of its settings, which throws all faults together. */
async function readerOf(name: string, entry: string): Promise<(env: Record<string, string>) => Config> {
  const exported = await fileOf(dirname(entry), "config.ts");
  const reader = Object.entries(exported).find(([key]) => key.toLowerCase().endsWith(`${name}config`))?.[1];
  assert.ok(typeof reader === "function", `${name} has no reader of its settings`);
  return reader as (env: Record<string, string>) => Config;
}

/** Parts of others, and not settings. */
const parts = new Set(["POD_IP", "REGISTRY_PASSWORD", "STORE_PASSWORD"]);

for (const overlay of overlays) {
  const resources = renderOverlay(join(repositoryRoot, "k8s", "overlays", overlay));
  const made = installSecrets(scratch, overlay);

  for (const { workload, labels, containers } of podsOf(resources)) {
    if (labels["app.kubernetes.io/component"] !== "back-end") continue;
    const name = workload.metadata.name;
    test(`${name} starts with what ${overlay} tells it`, async () => {
      const [container] = containers;
      assert.ok(container);
      const env = environmentIn(container, resources, made);
      const config = (await readerOf(name, stringsAt(container, "args", "*")[0] ?? ""))(env);
      // A forwarded port comes by the pod's loopback; who calls it comes to the pod's own address.
      assert.deepEqual(
        [config.host, config.managementHost, config.advertisedHost],
        ["0.0.0.0", "0.0.0.0", "10.244.1.7"],
      );
      for (const [key, value] of Object.entries(env)) {
        assert.notEqual(value, "", key);
        assert.doesNotMatch(value, /\$\(/, key);
      }
      const own = objectsAt(container, "env", "*").map((one) => String(one.name));
      const known = new Set((await settingsInForce(config)).map(({ key }) => key));
      if (known.size > 0)
        assert.deepEqual(
          own.filter((key) => !known.has(key) && !parts.has(key)),
          [],
          "settings that nobody reads",
        );
    });
  }
}
