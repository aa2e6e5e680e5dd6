import type { Made } from "../k8s/install-secrets.ts";
import { isObject, type JsonObject, objectsAt, type Resource, stringsAt } from "../k8s/json.ts";

/** What a field of the pod will be, where it cannot be known before. */
const fields: Readonly<Record<string, string>> = {
  "status.podIP": "10.244.1.7",
  "metadata.name": "order-7c9f6d5b4-x2x7q",
};

/** The environment that a container's process finds, put together as a kubelet does it. */
export function environmentIn(
  container: JsonObject,
  resources: readonly Resource[],
  made: readonly Made[],
): Record<string, string> {
  const content = (kind: string, name: unknown): JsonObject => {
    const here = resources.find((one) => one.kind === kind && one.metadata.name === name);
    if (here) return objectsAt(here, "data")[0] ?? {};
    return made.find((one) => one.kind === kind && one.metadata.name === name)?.content ?? {};
  };
  const env: Record<string, string> = {};
  for (const name of stringsAt(container, "envFrom", "*", "configMapRef", "name"))
    for (const [key, value] of Object.entries(content("ConfigMap", name))) env[key] = String(value);
  for (const { name, value, valueFrom } of objectsAt(container, "env", "*")) {
    const from = isObject(valueFrom) ? valueFrom : {};
    const [secret] = objectsAt(from, "secretKeyRef");
    const [settings] = objectsAt(from, "configMapKeyRef");
    const [field] = stringsAt(from, "fieldRef", "fieldPath");
    const found =
      value ??
      (secret && content("Secret", secret.name)[String(secret.key)]) ??
      (settings && content("ConfigMap", settings.name)[String(settings.key)]) ??
      fields[field ?? ""];
    env[String(name)] = String(found ?? "").replace(/\$\(([^)]+)\)/g, (whole, key) => env[key] ?? whole);
  }
  return env;
}
