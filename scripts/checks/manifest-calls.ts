import { feedConsumers, revocationFollowers } from "@siren/contracts/feeds";
import { type ServiceName, serviceNames } from "@siren/contracts/roles";
import { type JsonObject, objectsAt, type Resource, stringsAt } from "../k8s/json.ts";
import { isSelected, opens, type Pods } from "./manifest-pods.ts";

type Call = { caller: ServiceName; callee: ServiceName; because: string };

const owners = Object.keys(feedConsumers) as (keyof typeof feedConsumers)[];

/** Who has to reach whose http port. What only some settings want (mail, traces) is not here. */
const calls: readonly Call[] = [
  ...owners.flatMap((callee) =>
    feedConsumers[callee].map((caller) => ({ caller, callee, because: "hears its feed" })),
  ),
  ...revocationFollowers.map((caller) => ({
    ...{ caller, callee: "member" as const, because: "follows its ended sign-ins" },
  })),
  ...owners.map((callee) => ({ caller: callee, callee, because: "nudges its other replicas" })),
  ...owners.map((callee) => ({ caller: "auditor" as const, callee, because: "reads its feed" })),
  ...serviceNames
    .filter((callee) => callee !== "discovery")
    .map((callee) => ({
      ...{ caller: "gateway" as const, callee, because: "looks for the ops page whether it answers" },
    })),
  ...serviceNames.map((caller) => ({
    ...{ caller, callee: "discovery" as const, because: "registers there, or replicates to it" },
  })),
];

/** Everybody who has to be asked is let in by whom they ask, and out by their own policies. */
export function callFaults(resources: readonly Resource[], pods: readonly Pods[]): string[] {
  const policies = resources.filter(({ kind }) => kind === "NetworkPolicy");
  const podsNamed = (name: string) =>
    pods.find(({ labels }) => labels["app.kubernetes.io/name"] === name && labels[component] === "back-end");
  return calls.flatMap(({ caller, callee, because }) => {
    const [from, to] = [podsNamed(caller), podsNamed(callee)];
    if (!from || !to) return [`there is no ${from ? callee : caller}: ${caller} ${because} at ${callee}`];
    const faults: string[] = [];
    if (!isOpen(policies, "egress", from, to)) faults.push(`${caller} may not go to ${callee}`);
    if (!isOpen(policies, "ingress", to, from)) faults.push(`${callee} does not let ${caller} in`);
    return faults.map((fault) => `${fault}, who ${because}`);
  });
}

const component = "app.kubernetes.io/component";
const peersOf = { ingress: "from", egress: "to" } as const;
const typeOf = { ingress: "Ingress", egress: "Egress" } as const;

/** Whether one of the policies about `own` pods lets the others through, to the http port of whoever is called. */
function isOpen(policies: readonly Resource[], side: "ingress" | "egress", own: Pods, other: Pods): boolean {
  const called = side === "ingress" ? own : other;
  const ofOurs = policies.filter(
    (one) =>
      stringsAt(one, "spec", "policyTypes", "*").includes(typeOf[side]) &&
      isSelected(objectsAt(one, "spec", "podSelector")[0], own.labels),
  );
  const rules = ofOurs.flatMap((one) => objectsAt(one, "spec", side, "*"));
  return (
    ofOurs.length === 0 || rules.some((rule) => isFor(rule, peersOf[side], other) && hasHttp(rule, called))
  );
}

/** A rule that names nobody is for everybody. */
function isFor(rule: JsonObject, peers: "from" | "to", other: Pods): boolean {
  const named = objectsAt(rule, peers, "*");
  return (
    named.length === 0 ||
    named.some(
      (peer) => !peer.namespaceSelector && isSelected(objectsAt(peer, "podSelector")[0], other.labels),
    )
  );
}

function hasHttp(rule: JsonObject, called: Pods): boolean {
  const ports = objectsAt(rule, "ports", "*");
  const http = called.containers
    .flatMap((one) => objectsAt(one, "ports", "*"))
    .find(({ name }) => name === "http");
  return (
    ports.length === 0 ||
    ports.some(({ port }) => opens(called, port) && (port === "http" || port === http?.containerPort))
  );
}
