import type { Frame } from "./file-shape.ts";
import type { PipelineRead } from "./gateway-file.ts";
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
