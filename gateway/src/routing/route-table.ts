import type { PolicyStep, RoutesFile } from "./routes-file.ts";
import type { SafePath } from "./safe-path.ts";

export type MatchedRoute = {
  name: string;
  steps: readonly PolicyStep[];
  /** What comes after the route's own prefix: what the service sees when it is stripped. */
  rest: readonly string[];
  service: string;
  /** What the path's own parameters stand for, where it has some. */
  params?: Readonly<Record<string, string>>;
  /** What whoever comes here must be allowed to do, where the endpoint says so. */
  scopes?: readonly string[];
};

type Entry = {
  prefix: string[];
  isPrefix: boolean;
  name: string;
  steps: readonly PolicyStep[];
  service: string;
};

export type RouteTable = {
  match(path: SafePath): MatchedRoute | undefined;
  /** For ops: what is routed where. */
  list(): { path: string; pipeline: string; service: string }[];
};

/** Longest prefix first, so that a narrow route wins over a wide one wherever it stands in the file. */
export function createRouteTable(file: RoutesFile): RouteTable {
  const entries: Entry[] = [];
  for (const [name, { apiEndpoints, policies }] of Object.entries(file.pipelines)) {
    const target = policies.find(({ serviceEndpoint }) => serviceEndpoint !== undefined)?.serviceEndpoint;
    const service = file.serviceEndpoints[target ?? ""]?.discover ?? "";
    for (const endpoint of apiEndpoints) {
      for (const path of file.apiEndpoints[endpoint]?.paths ?? []) {
        const isPrefix = path.endsWith("/**");
        const prefix = path
          .replace(/\/\*\*$/, "")
          .slice(1)
          .split("/");
        entries.push({ prefix, isPrefix, name, steps: policies, service });
      }
    }
  }
  entries.sort((a, b) => b.prefix.length - a.prefix.length);

  return {
    match({ segments }) {
      for (const { prefix, isPrefix, name, steps, service } of entries) {
        const fits = isPrefix ? segments.length >= prefix.length : segments.length === prefix.length;
        if (fits && prefix.every((part, index) => segments[index] === part)) {
          return { name, steps, service, rest: segments.slice(prefix.length) };
        }
      }
      return undefined;
    },
    list: () =>
      entries.map(({ prefix, isPrefix, name, service }) => ({
        path: `/${prefix.join("/")}${isPrefix ? "/**" : ""}`,
        pipeline: name,
        service,
      })),
  };
}
