import * as z from "zod/mini";

/**
 * As much of OpenAPI 3.1 as our documents have. A service tells its own at `GET /internal/openapi`, with its
 * paths as it sees them; the gateway puts them together.
 */
const schema = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.object({ schema: z.optional(schema) }));

const parameter = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header", "cookie"]),
  required: z.optional(z.boolean()),
  description: z.optional(z.string()),
  schema,
});

const response = z.object({
  description: z.string(),
  headers: z.optional(z.record(z.string(), z.object({ description: z.string(), schema }))),
  content: z.optional(content),
});

export const openApiOperation = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.optional(z.string()),
  /** One of them is enough; an empty one is nobody at all. The words beside a scheme are roles. */
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.optional(z.array(parameter)),
  requestBody: z.optional(z.object({ required: z.boolean(), content })),
  responses: z.record(z.string(), response),
});
export type OpenApiOperation = z.infer<typeof openApiOperation>;

export const openApiMethods = ["get", "post", "put", "patch", "delete"] as const;
export const openApiMethod = z.enum(openApiMethods);
export type OpenApiMethod = z.infer<typeof openApiMethod>;
export const openApiPaths = z.record(z.string(), z.partialRecord(openApiMethod, openApiOperation));
export type OpenApiPaths = z.infer<typeof openApiPaths>;

export const openApiDocument = z.object({
  openapi: z.literal("3.1.0"),
  info: z.object({ title: z.string(), version: z.string(), description: z.optional(z.string()) }),
  paths: openApiPaths,
  components: z.object({
    schemas: z.record(z.string(), schema),
    securitySchemes: z.optional(z.record(z.string(), schema)),
  }),
  /** Only where documents were put together: whose copy is old, and who has told none yet. */
  "x-missing": z.optional(z.array(z.object({ service: z.string(), asOf: z.nullable(z.string()) }))),
});
export type OpenApiDocument = z.infer<typeof openApiDocument>;
export type JsonSchema = z.infer<typeof schema>;

/** Every operation of a document, as `METHOD /path`. */
export function operationsOf({ paths }: Pick<OpenApiDocument, "paths">): Map<string, OpenApiOperation> {
  const found = new Map<string, OpenApiOperation>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const method of openApiMethods) {
      const operation = methods[method];
      if (operation) found.set(`${method.toUpperCase()} ${path}`, operation);
    }
  }
  return found;
}
