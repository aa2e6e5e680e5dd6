import type { Ask } from "./ask.ts";

/** One configuration of a policy or a condition, and what both gateways are asked under it. */
export type Case = {
  of: string;
  name: string;
  /** Steps of the pipeline as YAML, the same for both; BASE is the case's own path. */
  steps: string;
  /** Where it has to be said in other words to mean the same. */
  ours?: string;
  /** Further keys of the apiEndpoint. */
  endpoint?: string;
  /** What stands last, unless the steps answer themselves. */
  proxy?: string | false;
  asks: readonly Ask[];
  /** What both write into their logs. */
  logs?: readonly string[];
};

const usualProxy = "{ serviceEndpoint: up }";

export const baseOf = (index: number) => `/c${String(index + 1).padStart(2, "0")}`;

/** All cases as one file: each is an apiEndpoint and a pipeline of its own. */
export function fileOf(
  cases: readonly Case[],
  which: "theirs" | "ours",
  addresses: Readonly<Record<string, string>>,
): string {
  const endpoints: string[] = [];
  const pipelines: string[] = [];
  const policies = new Set<string>(["proxy"]);
  for (const [index, one] of cases.entries()) {
    const base = baseOf(index);
    const name = base.slice(1);
    endpoints.push(`  ${name}: { paths: ["${base}/*"]${one.endpoint ? `, ${one.endpoint}` : ""} }`);
    const steps = (which === "ours" ? (one.ours ?? one.steps) : one.steps).replaceAll("BASE", base).trim();
    const last = one.proxy === false ? "" : `- proxy: [{ action: ${one.proxy ?? usualProxy} }]`;
    const all = [steps, last].filter(Boolean).join("\n");
    for (const [, policy] of all.matchAll(/^- ([a-z-]+):/gm)) policies.add(policy as string);
    const indented = all.split("\n").map((line) => `      ${line}`);
    pipelines.push(`  ${name}:\n    apiEndpoints: [${name}]\n    policies:\n${indented.join("\n")}`);
  }
  const services = Object.entries(addresses).map(([name, said]) => `  ${name}: ${said}`);
  return [
    "http: { port: 0, hostname: 127.0.0.1 }",
    ...["apiEndpoints:", ...endpoints],
    ...["serviceEndpoints:", ...services],
    `policies: [${[...policies].join(", ")}]`,
    ...["pipelines:", ...pipelines],
    "",
  ].join("\n");
}
