import { readFile } from "node:fs/promises";
import { ConfigFault } from "@siren/chassis/config";
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import * as z from "zod";
import { knownPolicies } from "../policies/known-policies.ts";
import type { PolicyModule } from "../policies/policy.ts";

const listed = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

/** `paths` are a fixed prefix and `/**`, or one fixed path; what else express-gateway allows is not carried yet. */
const apiEndpoint = z.strictObject({
  host: z.string().default("*"),
  paths: listed.pipe(z.array(z.string().regex(/^(\/[A-Za-z0-9_.-]+)+(\/\*\*)?$/))),
  methods: z.array(z.string()).optional(),
});

const serviceEndpoint = z.strictObject({ discover: z.string() });

/** What stands in a pipeline, read: `serviceEndpoint` where the step is one that sends on. */
export type PolicyStep = { policy: PolicyModule; action: unknown; serviceEndpoint?: string | undefined };

const step = (policy: PolicyModule) =>
  z
    .union([z.null().transform(() => ({ action: undefined })), z.strictObject({ action: policy.action })])
    .pipe(z.object({ action: policy.action }))
    .transform(({ action }): PolicyStep => ({ policy, action, serviceEndpoint: serviceEndpointOf(action) }));

function serviceEndpointOf(action: unknown): string | undefined {
  if (typeof action !== "object" || action === null || !("serviceEndpoint" in action)) return undefined;
  return typeof action.serviceEndpoint === "string" ? action.serviceEndpoint : undefined;
}

const oneStep = z.union(
  knownPolicies.map((policy) =>
    z.strictObject({ [policy.name]: step(policy) }).transform((read) => read[policy.name] as PolicyStep),
  ),
);

const routesFile = z.strictObject({
  apiEndpoints: z.record(z.string(), apiEndpoint),
  serviceEndpoints: z.record(z.string(), serviceEndpoint),
  policies: z.array(z.enum(knownPolicies.map(({ name }) => name))),
  pipelines: z.record(
    z.string(),
    z.strictObject({ apiEndpoints: z.array(z.string()), policies: z.array(oneStep) }),
  ),
});

export type RoutesFile = z.infer<typeof routesFile>;

type Path = (string | number)[];
type Fault = { path: Path; text: string };

/** Names that point nowhere pass a schema; here they do not. */
function danglingNames({ apiEndpoints, serviceEndpoints, policies, pipelines }: RoutesFile): Fault[] {
  const faults: Fault[] = [];
  const taken = new Map<string, string>();
  for (const [name, pipeline] of Object.entries(pipelines)) {
    for (const [i, endpoint] of pipeline.apiEndpoints.entries()) {
      const path = ["pipelines", name, "apiEndpoints", i];
      if (!(endpoint in apiEndpoints)) faults.push({ path, text: `no apiEndpoint is called ${endpoint}` });
      const other = taken.get(endpoint);
      if (other) faults.push({ path, text: `${endpoint} belongs to the pipeline ${other} already` });
      taken.set(endpoint, name);
    }
    for (const [i, used] of pipeline.policies.entries()) {
      const path = ["pipelines", name, "policies", i];
      const { name: policyName } = used.policy;
      if (!policies.includes(policyName))
        faults.push({ path, text: `the policy ${policyName} is not declared in policies` });
      const target = used.serviceEndpoint;
      if (policyName === "proxy" && (target === undefined || !(target in serviceEndpoints)))
        faults.push({ path, text: `proxy wants a serviceEndpoint that is there, not ${target ?? "none"}` });
    }
  }
  return faults;
}

export async function readRoutesFile(file: string): Promise<RoutesFile> {
  let source: string;
  try {
    source = await readFile(file, "utf8");
  } catch (error) {
    throw new ConfigFault([
      `GATEWAY_CONFIG names ${file}, which cannot be read: ${(error as NodeJS.ErrnoException).code}`,
    ]);
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const broken = document.errors.map(
    (error) => `${file}:${error.linePos?.[0].line ?? 1}: ${error.message.split("\n")[0]}`,
  );
  if (broken.length > 0) throw new ConfigFault(broken);

  const at = ({ path, text }: Fault) => {
    const node = nearest(document, path);
    const line = node?.range ? lines.linePos(node.range[0]).line : 1;
    return `${file}:${line}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${text}`;
  };
  const read = routesFile.safeParse(document.toJS());
  if (!read.success) throw new ConfigFault(faultsOf(read.error.issues).map(at));
  const dangling = danglingNames(read.data);
  if (dangling.length > 0) throw new ConfigFault(dangling.map(at));
  return read.data;
}

/** The node that the path leads to: the key where there is one, or the nearest thing above that is written. */
function nearest(document: Document, path: Path): Node | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const above = document.getIn(path.slice(0, length - 1), true);
    if (isMap(above)) {
      const pair = above.items.find(({ key }) => isScalar(key) && key.value === path[length - 1]);
      if (isScalar(pair?.key)) return pair.key;
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node;
  }
  return document.contents ?? undefined;
}

/** Zod's issues, the unknown keys each by itself and a choice by what is wrong with the nearest of its forms. */
function faultsOf(issues: readonly z.core.$ZodIssue[], above: Path = []): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = [...above, ...(issue.path as Path)];
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: [...path, key], text: "nobody knows this key" }));
    if (issue.code !== "invalid_union") return [{ path, text: issue.message }];
    const deeper = issue.errors.filter((form) => form.every((one) => one.path.length > 0));
    const [closest] = (deeper.length > 0 ? deeper : issue.errors).toSorted((a, b) => a.length - b.length);
    return closest ? faultsOf(closest, path) : [{ path, text: issue.message }];
  });
}
