import type { JsonSchema, OpenApiDocument, OpenApiOperation } from "@siren/contracts/openapi";

type Responses = OpenApiOperation["responses"];
type Parameters = NonNullable<OpenApiOperation["parameters"]>;

const text: JsonSchema = { type: "string" };
const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: JsonSchema) => ({ content: { "application/json": { schema } } });
const inPath = (...names: string[]): Parameters =>
  names.map((name) => ({ name, in: "path" as const, required: true, schema: text }));

const refusals: Responses = {
  401: { description: "REGISTRY_CREDENTIALS are set, and these are not they" },
  403: { description: "Asked by a name that is not this registry's, or from another site's page" },
};
const busy = {
  description: "As many streams are open as may be",
  headers: { "Retry-After": { description: "Seconds", schema: text } },
};
const events = (description: string) => ({ description, content: { "text/event-stream": { schema: text } } });

function operation(
  operationId: string,
  summary: string,
  responses: Responses,
  more: Partial<OpenApiOperation> = {},
): OpenApiOperation {
  return { operationId, tags: ["discovery"], summary, security: [{ basic: [] }, {}], ...more, responses };
}

const status = operation("status", "Eureka's StatusInfo: uptime, memory, peers, self-preservation.", {
  200: {
    description: "XML unless JSON is asked for",
    content: { "application/xml": {}, "application/json": { schema: ref("StatusInfo") } },
  },
  406: { description: "Neither of the two will do" },
  ...refusals,
});

/** What is ours: Eureka's own protocol is not told again here. */
export const openApi: OpenApiDocument = {
  openapi: "3.1.0",
  info: {
    title: "Siren: discovery",
    version: "1",
    description:
      "The endpoints that this registry has beside Eureka's protocol below /eureka and /eureka/v2.",
  },
  paths: {
    "/healthz": {
      get: operation("healthz", "Whether the process lives.", {
        200: { description: "It does", ...json({}) },
      }),
    },
    "/readyz": {
      get: operation("readyz", "Whether it is to be asked.", {
        200: { description: "It is", ...json(ref("Readiness")) },
        503: { description: "It is not, and why", ...json(ref("Readiness")) },
      }),
    },
    "/status": { get: status },
    "/prometheus/targets": {
      get: operation(
        "prometheusTargets",
        "Where the metrics of everybody are, as Prometheus' http_sd wants it.",
        {
          200: { description: "One entry an instance, and this registry's own", ...json(ref("Targets")) },
          ...refusals,
        },
      ),
    },
    "/openapi.json": {
      get: operation("openapi", "This document.", { 200: { description: "It", ...json({}) }, ...refusals }),
    },
    "/eureka/push/changes": {
      get: operation(
        "changes",
        "Every change as a server-sent event, with the instance itself; resumes at Last-Event-ID.",
        {
          200: events("Events registered, replaced, status, cancelled, evicted; reset: read all"),
          429: busy,
          ...refusals,
        },
        { parameters: [{ name: "Last-Event-ID", in: "header", schema: text }] },
      ),
    },
    "/eureka/push/presence/{app}/{id}": {
      get: operation(
        "presence",
        "Held open by an instance: when it breaks, the instance leaves within seconds.",
        {
          200: events("Pings, each to be answered"),
          404: { description: "No such instance" },
          429: busy,
          ...refusals,
        },
        { parameters: inPath("app", "id") },
      ),
    },
    "/eureka/push/ack": {
      post: operation(
        "ack",
        "Answers a ping, or says up to where changes were seen.",
        {
          204: { description: "Noted" },
          400: { description: "Neither of the two" },
          404: { description: "No such stream" },
          ...refusals,
        },
        { requestBody: { required: true, content: { "application/json": { schema: ref("Ack") } } } },
      ),
    },
    "/eureka/push/seen/{app}/{id}": {
      get: operation(
        "seen",
        "Waits until every watcher has seen that the instance has this status.",
        {
          200: { description: "How many watch, and how many are behind", ...json(ref("Seen")) },
          400: { description: "No such status, or a wait of more than 60 s" },
          ...refusals,
        },
        {
          parameters: [
            ...inPath("app", "id"),
            { name: "status", in: "query", required: true, schema: text },
            { name: "waitMs", in: "query", schema: { type: "integer", minimum: 0, maximum: 60_000 } },
          ],
        },
      ),
    },
  },
  components: {
    schemas: {
      Readiness: {
        type: "object",
        properties: { ready: { type: "boolean" }, missing: { type: "array", items: text } },
        required: ["ready", "missing"],
      },
      StatusInfo: {
        type: "object",
        properties: {
          generalStats: { type: "object", additionalProperties: text },
          applicationStats: { type: "object", additionalProperties: text },
          instanceInfo: { type: "object" },
          healthy: text,
        },
        required: ["generalStats", "applicationStats", "instanceInfo", "healthy"],
      },
      Targets: {
        type: "array",
        items: {
          type: "object",
          properties: {
            targets: { type: "array", items: text },
            labels: { type: "object", additionalProperties: text },
          },
          required: ["targets", "labels"],
        },
      },
      Ack: {
        type: "object",
        properties: { stream: text, cursor: text, ping: { type: "integer" } },
        required: ["stream"],
      },
      Seen: {
        type: "object",
        properties: { watchers: { type: "integer" }, behind: { type: "integer" } },
        required: ["watchers", "behind"],
      },
    },
    securitySchemes: { basic: { type: "http", scheme: "basic", description: "REGISTRY_CREDENTIALS" } },
  },
};
