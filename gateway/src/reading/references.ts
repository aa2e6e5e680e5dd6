import type { IdentityAction } from "../policies/identity-action.ts";
import type { ProxyAction } from "../proxy/proxy-action.ts";
import type { Frame } from "./file-shape.ts";
import type { PipelineRead } from "./gateway-file.ts";
import type { StepRead } from "./read-steps.ts";
import type { Fault } from "./written-file.ts";

/** Names that point nowhere pass a schema; here they do not. */
export function danglingNames(
  { apiEndpoints, serviceEndpoints }: Frame,
  pipelines: readonly PipelineRead[],
): Fault[] {
  const faults: Fault[] = [];
  const taken = new Map<string, string>();
  for (const { name, apiEndpoints: named, steps } of pipelines) {
    for (const [i, endpoint] of named.entries()) {
      const path = ["pipelines", name, "apiEndpoints", i];
      if (!Object.hasOwn(apiEndpoints, endpoint))
        faults.push({ path, text: `no apiEndpoint is called ${endpoint}` });
      const other = taken.get(endpoint);
      if (other !== undefined)
        faults.push({ path, text: `${endpoint} belongs to the pipeline ${other} already` });
      taken.set(endpoint, name);
    }
    for (const { policy, path, serviceEndpoint } of steps) {
      if (serviceEndpoint === undefined && policy.name !== "proxy") continue;
      if (serviceEndpoint === undefined || !Object.hasOwn(serviceEndpoints ?? {}, serviceEndpoint))
        faults.push({
          path: [...path, "action", "serviceEndpoint"],
          text: `${policy.name} wants a serviceEndpoint that is there, not ${serviceEndpoint ?? "none"}`,
        });
    }
  }
  return faults;
}

/** Who asks is signed for one service: with two of them in one pipeline it would be for the wrong one. */
export function overlaps(pipelines: readonly PipelineRead[], { serviceEndpoints }: Frame): Fault[] {
  return pipelines.flatMap(({ steps }) => {
    const identity = steps.find(({ policy }) => policy.name === "identity");
    const targets = new Set(
      steps.flatMap(({ serviceEndpoint }) =>
        serviceEndpoint === undefined
          ? []
          : (serviceEndpoints?.[serviceEndpoint]?.discover ?? serviceEndpoint),
      ),
    );
    if (!identity || targets.size < 2) return [];
    const text = `who asks is told to one service, and this pipeline has ${[...targets].join(" and ")}: make it two, with an apiEndpoint each`;
    return [{ path: identity.path, text }];
  });
}

export const carriesSockets = ({ policy, action }: StepRead): boolean =>
  policy.name === "proxy" && (action as ProxyAction).ws;

/** What an upgrade is held to in any case, what has nothing to refuse, and what looks at answers, of which it has none. */
const besideSockets = new Set([
  "origin",
  "identity",
  "limits",
  "cors",
  "log",
  "compression",
  "last-good",
  "fallback",
]);

function cannotJudgeSocket({ policy, action, condition }: StepRead): string | undefined {
  if (condition) return "a condition is not looked at for a socket";
  if (policy.name === "identity")
    return (action as IdentityAction).roles
      ? "who holds which role is told inside a socket, not here"
      : undefined;
  if (policy.name === "proxy" || besideSockets.has(policy.name)) return undefined;
  return `${policy.name} cannot judge a socket`;
}

/** A route that carries sockets must not seem to judge them by what only requests are held to. */
export function unjudgedSockets(
  pipelines: readonly PipelineRead[],
  { apiEndpoints }: Partial<Frame>,
): Fault[] {
  return pipelines.flatMap(({ apiEndpoints: named, steps }): Fault[] => {
    const faults: Fault[] = [];
    const sending = steps.find(carriesSockets);
    if (sending) {
      const path = [...sending.path, "action", "ws"];
      const without = "leave ws out, or make a route for its sockets";
      for (const step of steps) {
        const why = cannotJudgeSocket(step);
        if (why !== undefined)
          faults.push({ path: step.path, text: `the route carries sockets, and ${why}: ${without}` });
      }
      if (steps.filter(({ policy }) => policy.name === "proxy").length > 1)
        faults.push({ path, text: "a route that carries sockets has one proxy, for they have one way" });
      const scoped = named.find((name) =>
        [apiEndpoints?.[name] ?? []].flat().some(({ scopes }) => scopes?.length),
      );
      if (scoped !== undefined)
        faults.push({ path, text: `${scoped} asks for scopes, which no socket shows: ${without}` });
    }
    return faults;
  });
}
