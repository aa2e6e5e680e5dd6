import { objectsAt, type Resource, stringsAt } from "../k8s/json.ts";
import type { Pods } from "./manifest-pods.ts";

/** Where people go, and nobody of ours. */
const forPeople = new Set(["PUBLIC_URL", "TRACES_URL", "ALLOWED_ORIGINS", "PUSH_CONTACT"]);

/** Whom a provider of sign-ins has us ask, by the documents that they publish; without our id there nobody is asked. */
const providers: Readonly<Record<string, readonly string[]>> = {
  OIDC_KAKAO_CLIENT_ID: ["kauth.kakao.com"],
  OIDC_GOOGLE_CLIENT_ID: ["accounts.google.com", "oauth2.googleapis.com", "www.googleapis.com"],
};

/** Sidecars let out to whom the settings name, and to nobody else. */
export function outsideFaults(
  resources: readonly Resource[],
  pods: readonly Pods[],
  pushHosts: readonly string[],
): string[] {
  const isClosed = resources
    .filter(({ kind }) => kind === "Sidecar")
    .some((one) => stringsAt(one, "spec", "outboundTrafficPolicy", "mode").includes("REGISTRY_ONLY"));
  if (!isClosed) return ["the sidecars let everybody out to anywhere"];
  const inMesh = new Set(
    resources.filter(({ kind }) => kind === "Service").map(({ metadata }) => metadata.name),
  );
  const wanted = new Set(pushHosts);
  for (const { containers } of pods)
    for (const variable of [
      ...containers.flatMap((one) => objectsAt(one, "env", "*")),
      ...containers.flatMap((one) =>
        settingsOf(stringsAt(one, "envFrom", "*", "configMapRef", "name"), resources),
      ),
    ])
      for (const host of hostsIn(String(variable.name), String(variable.value ?? "")))
        if (!isInCluster(host, inMesh)) wanted.add(host);
  const listed = resources
    .filter(({ kind }) => kind === "ServiceEntry")
    .flatMap((one) => stringsAt(one, "spec", "hosts", "*"));
  return [
    ...[...wanted]
      .filter((one) => !listed.includes(one))
      .map((one) => `${one} is asked, and no ServiceEntry has it`),
    ...listed
      .filter((one) => !wanted.has(one))
      .map((one) => `a ServiceEntry has ${one}, whom no setting names`),
  ];
}

const settingsOf = (names: readonly string[], resources: readonly Resource[]) =>
  resources
    .filter(({ kind, metadata }) => kind === "ConfigMap" && names.includes(metadata.name))
    .flatMap((one) => Object.entries(objectsAt(one, "data")[0] ?? {}))
    .map(([name, value]) => ({ name, value }));

function hostsIn(name: string, value: string): readonly string[] {
  if (forPeople.has(name)) return [];
  const named = [...value.matchAll(/\b[a-z]+:\/\/(?:[^\s/@,]*@)?([A-Za-z0-9.-]+)/g)].map(
    ([, host = ""]) => host,
  );
  return [...named, ...(value === "" ? [] : (providers[name] ?? []))];
}

/** `order`, `mongo-0.mongo`, `jaeger.observability`: names of the cluster's own end in no domain of the world. */
function isInCluster(host: string, services: ReadonlySet<string>): boolean {
  const [first = "", second = ""] = host.split(".");
  return services.has(host) || services.has(first) || services.has(second) || second === "observability";
}
