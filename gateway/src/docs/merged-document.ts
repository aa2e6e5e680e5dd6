import type { JsonSchema, OpenApiDocument, OpenApiPaths } from "@siren/contracts/openapi";
import { problemTable } from "@siren/contracts/problems";

export type Part = {
  service: string;
  /** What comes before a service's own paths outside. */
  prefix: string;
  /** Undefined where none was ever told. */
  document: OpenApiDocument | undefined;
  /** When it was told; null where it is the one of just now. */
  staleSince: string | null;
};

const about = [
  "Made from the routes of the running services, each of which tells its own.",
  "Whatever is refused is `application/problem+json` (RFC 9457) with a `code` of this table.",
  "An answer that had to do without a service says so in `X-Degraded`.",
  "",
  "| status | code | meaning |",
  "|---|---|---|",
  ...Object.entries(problemTable).map(([code, { status, title }]) => `| ${status} | ${code} | ${title} |`),
].join("\n");

/** One document of all of them, with the paths that are seen from outside. */
export function mergedDocument(parts: readonly Part[]): OpenApiDocument {
  const paths: OpenApiPaths = {};
  const schemas: Record<string, JsonSchema> = {};
  let securitySchemes: OpenApiDocument["components"]["securitySchemes"];
  for (const { service, prefix, document } of parts) {
    if (!document) continue;
    const own = withOwnNames(service, document, schemas);
    Object.assign(schemas, own.components.schemas);
    securitySchemes ??= own.components.securitySchemes;
    for (const [path, methods] of Object.entries(own.paths)) paths[`${prefix}${path}`] = methods;
  }
  const missing = parts.filter(({ document, staleSince }) => !document || staleSince !== null);
  return {
    openapi: "3.1.0",
    info: { title: "Siren", version: "1", description: about },
    paths,
    components: { schemas, ...(securitySchemes && { securitySchemes }) },
    ...(missing.length > 0 && {
      "x-missing": missing.map(({ service, staleSince }) => ({ service, asOf: staleSince })),
    }),
  };
}

/** Two releases may mean two things by one name: the later one is then named after its service too. */
function withOwnNames(
  service: string,
  document: OpenApiDocument,
  taken: Record<string, JsonSchema>,
): OpenApiDocument {
  const clashing = Object.entries(document.components.schemas)
    .filter(([name, schema]) => taken[name] && JSON.stringify(taken[name]) !== JSON.stringify(schema))
    .map(([name]): [string, string] => [
      name,
      `${name}Of${service.charAt(0).toUpperCase()}${service.slice(1)}`,
    ]);
  let text = JSON.stringify(document);
  for (const [name, own] of clashing)
    text = text.replaceAll(`"#/components/schemas/${name}"`, `"#/components/schemas/${own}"`);
  const renamed: OpenApiDocument = JSON.parse(text);
  const names = new Map(clashing);
  const schemas = Object.entries(renamed.components.schemas).map(([name, schema]) => [
    names.get(name) ?? name,
    schema,
  ]);
  return { ...renamed, components: { ...renamed.components, schemas: Object.fromEntries(schemas) } };
}
