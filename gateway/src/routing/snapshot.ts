import { ConfigFault } from "@siren/chassis/config";
import { methodsOf } from "../reading/file-shape.ts";
import type { GatewayFile, PipelineRead } from "../reading/gateway-file.ts";
import type { StepRead } from "../reading/read-steps.ts";
import { carriesSockets } from "../reading/references.ts";
import type { Fault } from "../reading/written-file.ts";
import { type BuiltStep, buildStep, placed, type StepBuilder } from "./built-step.ts";
import { compileHost, compileHostRegex, type HostPattern } from "./host-pattern.ts";
import { compilePath, compilePathRegex, type PathPattern } from "./path-pattern.ts";
import { createRouteIndex, type Entry, type RouteIndex } from "./route-index.ts";
import type { Route } from "./route-table.ts";
import { type Target, targetsOf } from "./targets.ts";

/** One file, built: nothing of it changes any more. Requests hold on to the one that they began with. */
export type Snapshot = {
  file: GatewayFile;
  entries: readonly Entry<Route>[];
  index: RouteIndex<Route>;
  /** By their names in the registry; made for each service that the file allows, whether it is there or not. */
  automatic: ReadonlyMap<string, Route>;
  /** No automatic route is taken there. */
  isWritten(asked: { host: string; segments: readonly string[] }): boolean;
  targets: ReadonlyMap<string, Target>;
  steps: ReadonlyMap<string, BuiltStep>;
};

type Built = Pick<Route, "name" | "service" | "audience" | "socketWay" | "steps" | "policies">;

export async function buildSnapshot(
  file: GatewayFile,
  given: StepBuilder["parts"],
  before: ReadonlyMap<string, BuiltStep> = new Map(),
): Promise<Snapshot> {
  const faults: Fault[] = [];
  const targets = targetsOf(file);
  const parts = { ...given, serviceOf: (endpoint: string) => targets.get(endpoint)?.service };
  const builder: StepBuilder = { parts, before, faults };
  const steps = new Map<string, BuiltStep>();
  const targetOf = ({ serviceEndpoint }: StepRead) => targets.get(serviceEndpoint ?? "");

  async function build({ name, steps: read }: PipelineRead, find: (step: StepRead) => Target | undefined) {
    const ends = read.flatMap((step) => find(step) ?? []);
    const isMixed = new Set(ends.map(({ service }) => service)).size > 1;
    const built: Built["policies"][number][] = [];
    for (const [nth, step] of read.entries()) {
      const target = find(step);
      const one = await buildStep(name, step, nth, target, builder);
      if (!one) continue;
      steps.set(one.key, one);
      built.push(placed(one.run, step, isMixed ? target : undefined));
    }
    const sending = read.find(carriesSockets);
    return {
      name,
      service: ends[0]?.service ?? "",
      audience: ends[0]?.audience,
      socketWay: sending?.policy.socketWay?.(sending.action),
      steps: read.map((step) => ({
        policy: step.policy.name,
        when: step.conditionInWords,
        holds: step.condition,
      })),
      policies: built,
    };
  }

  const pipelines = new Map<string, Built>();
  for (const pipeline of file.pipelines) {
    const built = await build(pipeline, targetOf);
    for (const endpoint of pipeline.apiEndpoints) pipelines.set(endpoint, built);
  }
  const automatic = new Map<string, Route>();
  for (const service of file.autoRoutes?.allow ?? []) {
    const target = { service, audience: service as Target["audience"], fixed: undefined };
    const toIt = ({ serviceEndpoint }: StepRead) => (serviceEndpoint === undefined ? undefined : target);
    const name = `automatic:${service}`;
    const built = await build({ name, apiEndpoints: [], steps: file.autoRoutes?.steps ?? [] }, toIt);
    automatic.set(service, {
      ...built,
      service,
      audience: target.audience,
      endpoint: name,
      ...automaticPath(service),
    });
  }
  if (faults.length > 0) {
    for (const { key, closers } of steps.values()) if (!before.has(key)) for (const close of closers) close();
    throw new ConfigFault(faults.map(file.told));
  }
  const entries = entriesOf(file, pipelines);
  return {
    file,
    entries,
    index: createRouteIndex(entries),
    isWritten: writtenIn(entries),
    automatic,
    targets,
    steps,
  };
}

/**
 * Whether the file has a route there, for any method: one that is limited to some must not be passed by with another
 * on an automatic one. Beneath /api/v1 it counts for any host, too.
 */
function writtenIn(entries: readonly Entry<Route>[]): Snapshot["isWritten"] {
  const anyMethod = entries.map((entry) => {
    const isOfService = entry.pattern.prefix[0] === "api" && entry.pattern.prefix[1] === "v1";
    return { ...entry, methods: undefined, host: isOfService ? undefined : entry.host };
  });
  const index = createRouteIndex(anyMethod);
  return (asked) => index.find({ ...asked, method: "GET" }) !== undefined;
}

const automaticPath = (service: string) => ({ path: `/api/v1/${service}/**`, scopes: [] });

/** An apiEndpoint that no pipeline takes is there, and answers that nothing is: as in express-gateway. */
const unused = (name: string): Built => ({
  ...{ name, service: "", audience: undefined, socketWay: undefined },
  ...{ steps: [], policies: [] },
});

/**
 * The first that fits is taken. As in express-gateway that is the order of the file, but that all of one host
 * stand where the first of that host does.
 */
export function entriesOf(
  { apiEndpoints }: GatewayFile,
  pipelines: ReadonlyMap<string, Built>,
): Entry<Route>[] {
  const hosts = new Map<string, Omit<Entry<Route>, "order">[]>();
  for (const [endpoint, given] of Object.entries(apiEndpoints)) {
    const built = pipelines.get(endpoint) ?? unused("(none)");
    for (const one of [given].flat()) {
      const host = hostOf(one);
      const listed = one.methods === undefined ? [] : methodsOf(one.methods);
      const methods = listed.length === 0 || listed.includes("*") ? undefined : new Set(listed);
      const patterns: PathPattern[] =
        one.pathRegex !== undefined
          ? [compilePathRegex(one.pathRegex)]
          : [one.paths ?? "*"].flat().map(compilePath);
      const key = host?.text ?? "*";
      const group = hosts.get(key) ?? [];
      hosts.set(key, group);
      for (const pattern of patterns) {
        const route = { ...built, endpoint, path: pattern.text, scopes: [one.scopes ?? []].flat() };
        group.push({ host, pattern, methods, route });
      }
    }
  }
  return [...hosts.values()].flat().map((entry, order) => ({ ...entry, order }));
}

function hostOf({ host, hostRegex }: { host?: string | undefined; hostRegex?: string | undefined }) {
  if (hostRegex !== undefined) return compileHostRegex(hostRegex);
  return host === undefined || host === "*" ? undefined : (compileHost(host) satisfies HostPattern);
}
