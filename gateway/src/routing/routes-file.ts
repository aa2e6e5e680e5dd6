import { readFile } from "node:fs/promises";
import { ConfigFault } from "@siren/chassis/config";
import { LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import { identityAction } from "../policies/identity-action.ts";
import { lastGoodAction } from "../policies/last-good-action.ts";
import { proxyAction } from "../proxy/proxy-action.ts";

const listed = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

/** `paths` are a fixed prefix and `/**`, or one fixed path; what else express-gateway allows is not carried yet. */
const apiEndpoint = z.strictObject({
  host: z.string().default("*"),
  paths: listed.pipe(z.array(z.string().regex(/^(\/[A-Za-z0-9_.-]+)+(\/\*\*)?$/))),
  methods: z.array(z.string()).optional(),
});

const serviceEndpoint = z.strictObject({ discover: z.string() });

const nothing = z.strictObject({}).default({});
const step = <A extends z.ZodType>(action: A) =>
  z
    .union([z.null().transform(() => ({})), z.strictObject({ action })])
    .pipe(z.object({ action: action.optional() }));

const policy = z.union([
  z.strictObject({ origin: step(nothing) }),
  z.strictObject({ identity: step(identityAction) }),
  z.strictObject({ "last-good": step(lastGoodAction) }),
  z.strictObject({ proxy: step(proxyAction) }),
]);

const routesFile = z.strictObject({
  apiEndpoints: z.record(z.string(), apiEndpoint),
  serviceEndpoints: z.record(z.string(), serviceEndpoint),
  policies: z.array(z.enum(["origin", "identity", "last-good", "proxy"])),
  pipelines: z.record(
    z.string(),
    z.strictObject({ apiEndpoints: z.array(z.string()), policies: z.array(policy) }),
  ),
});

export type RoutesFile = z.infer<typeof routesFile>;
export type PolicyStep = RoutesFile["pipelines"][string]["policies"][number];

/** Names that point nowhere pass a schema; here they do not. */
function danglingNames({ apiEndpoints, serviceEndpoints, policies, pipelines }: RoutesFile): string[] {
  const faults: string[] = [];
  const taken = new Map<string, string>();
  for (const [name, pipeline] of Object.entries(pipelines)) {
    for (const endpoint of pipeline.apiEndpoints) {
      if (!(endpoint in apiEndpoints)) faults.push(`pipelines.${name}: no apiEndpoint is called ${endpoint}`);
      const other = taken.get(endpoint);
      if (other) faults.push(`pipelines.${name}: ${endpoint} belongs to the pipeline ${other} already`);
      taken.set(endpoint, name);
    }
    for (const used of pipeline.policies) {
      const [policyName] = Object.keys(used) as [(typeof policies)[number]];
      if (!policies.includes(policyName))
        faults.push(`pipelines.${name}: the policy ${policyName} is not declared in policies`);
      const target = "proxy" in used ? used.proxy.action?.serviceEndpoint : undefined;
      if ("proxy" in used && (target === undefined || !(target in serviceEndpoints))) {
        faults.push(`pipelines.${name}: proxy wants a serviceEndpoint that is there`);
      }
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

  const read = routesFile.safeParse(document.toJS());
  if (!read.success) {
    throw new ConfigFault(
      read.error.issues.map((issue) => {
        const node = document.getIn(
          issue.path.map((part) => part as string | number),
          true,
        ) as { range?: number[] } | undefined;
        const line = node?.range ? lines.linePos(node.range[0] ?? 0).line : 1;
        return `${file}:${line}: ${issue.path.join(".")}: ${issue.message}`;
      }),
    );
  }
  const dangling = danglingNames(read.data);
  if (dangling.length > 0) throw new ConfigFault(dangling.map((fault) => `${file}: ${fault}`));
  return read.data;
}
