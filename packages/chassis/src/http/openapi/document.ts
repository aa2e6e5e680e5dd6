import { cookies } from "@siren/contracts/identity";
import { idempotencyKey } from "@siren/contracts/ids";
import type {
  JsonSchema,
  OpenApiDocument,
  OpenApiMethod,
  OpenApiOperation,
  OpenApiPaths,
} from "@siren/contracts/openapi";
import { type ProblemCode, problem, problemTable } from "@siren/contracts/problems";
import type { Access, AnswerBody, Route } from "../routes.ts";
import { codesOf, codesOfAnything } from "./codes.ts";
import { answerSchema, type Schemas, sentFields, sentSchema } from "./schema-of.ts";

type Response = OpenApiOperation["responses"][string];
type Parameter = NonNullable<OpenApiOperation["parameters"]>[number];

export const securitySchemes = {
  accessToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "From signing in; 15 minutes.",
  },
  outagePass: {
    ...{ type: "apiKey", in: "cookie", name: cookies.outagePass.name },
    description: "Set at sign-in; counts only while member cannot be asked.",
  },
  guest: {
    ...{ type: "apiKey", in: "cookie", name: cookies.guest.name },
    description: "Set with the first quote of somebody who is not signed in.",
  },
};

/** Between processes: never reachable from outside, so never told outside. */
export const isPublic = ({ path }: Pick<Route, "path">) => !path.startsWith("/internal/");

/** OpenAPI 3.1 of what people may ask of a service, made of its routes. */
export function documentOf(service: string, routes: readonly Route[]): OpenApiDocument {
  const schemas: Schemas = {};
  answerSchema(problem, schemas);
  const paths: OpenApiPaths = {};
  for (const route of routes.filter(isPublic)) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    const method = route.method.toLowerCase() as OpenApiMethod;
    paths[path] = { ...paths[path], [method]: operationOf(service, path, route, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: { title: `Siren: ${service}`, version: "1" },
    paths,
    components: { schemas, securitySchemes },
  };
}

function operationOf(service: string, path: string, route: Route, schemas: Schemas): OpenApiOperation {
  const words = path.split("/").map((part) => part.replaceAll(/\W/g, ""));
  const parameters = parametersOf(route);
  return {
    operationId: [service, route.method.toLowerCase(), ...words.filter(Boolean)].join("_"),
    tags: [service],
    ...(route.summary !== undefined && { summary: route.summary }),
    security: securityOf(route.access),
    ...(parameters.length > 0 && { parameters }),
    ...bodyOf(route),
    responses: responsesOf(route, schemas),
  };
}

function securityOf(access: Access): OpenApiOperation["security"] {
  const schemes = (role: string): OpenApiOperation["security"] =>
    role === "guest" ? [{ guest: [role] }] : [{ accessToken: [role] }, { outagePass: [role] }];
  if (access === "anyone") return [{}, { accessToken: [] }, { outagePass: [] }, { guest: [] }];
  return "roles" in access ? access.roles.flatMap(schemes) : [];
}

function parametersOf({ params, query, key, answers, cookies: declared }: Route): Parameter[] {
  const known = answers && 304 in answers;
  return [
    ...sentFields(params).map((one) => ({ ...one, in: "path" as const })),
    ...sentFields(query).map((one) => ({ ...one, in: "query" as const })),
    ...(key
      ? [
          {
            ...{ name: "Idempotency-Key", in: "header" as const, required: true },
            description:
              "The same again under the same key gets the first answer; another body under it is refused.",
            schema: sentSchema(idempotencyKey),
          },
        ]
      : []),
    ...(known ? [{ name: "If-None-Match", in: "header" as const, schema: { type: "string" } }] : []),
    ...(declared?.reads ?? []).map((one) => ({
      ...{ name: cookies[one].name, in: "cookie" as const, schema: { type: "string" } },
    })),
  ];
}

function bodyOf({ body, bytes }: Route): Pick<OpenApiOperation, "requestBody"> {
  if (bytes)
    return { requestBody: { required: true, content: Object.fromEntries(bytes.map((type) => [type, {}])) } };
  return body
    ? { requestBody: { required: true, content: { "application/json": { schema: sentSchema(body) } } } }
    : {};
}

function responsesOf(route: Route, schemas: Schemas): OpenApiOperation["responses"] {
  const { answers = {}, cookies: declared } = route;
  const sets = (declared?.sets ?? []).map((one) => cookies[one].name);
  const told = Object.entries(answers).map(([status, body]): [string, Response] => [
    status,
    {
      description: wordsFor(Number(status)),
      ...(sets.length > 0 && Number(status) < 400
        ? { headers: { "Set-Cookie": header(sets.join(", ")) } }
        : {}),
      ...contentOf(body, schemas),
    },
  ]);
  return { ...Object.fromEntries([...told, ...refusals(codesOf(route))]), default: anythingElse };
}

const header = (description: string) => ({ description, schema: { type: "string" } as JsonSchema });

function contentOf(body: AnswerBody, schemas: Schemas): Pick<Response, "content"> {
  if (body === null) return {};
  const isMedia = "media" in body;
  const json = isMedia ? body.json : body;
  const media = isMedia ? body.media.map((type) => [type, {}]) : [];
  return {
    content: {
      ...(json && { "application/json": { schema: answerSchema(json, schemas) } }),
      ...Object.fromEntries(media),
    },
  };
}

const wordsFor = (status: number): string =>
  ({
    ...{ 200: "As asked for", 201: "Made", 202: "Taken; what becomes of it is not known yet", 204: "Done" },
    ...{ 303: "Go on there", 304: "As it was" },
  })[status] ?? "Answered";

const problemOf = (codes: readonly ProblemCode[]): JsonSchema => ({
  allOf: [
    { $ref: "#/components/schemas/Problem" },
    { type: "object", properties: { code: { enum: codes } } },
  ],
});

function refusals(codes: readonly ProblemCode[]): [string, Response][] {
  const byStatus = Map.groupBy(codes, (code) => problemTable[code].status);
  return [...byStatus].map(([status, ofIt]) => [String(status), refusal(ofIt, [429, 503].includes(status))]);
}

const refusal = (codes: readonly ProblemCode[], isForNow: boolean): Response => ({
  description: codes.map((code) => `${code}: ${problemTable[code].title}`).join(". "),
  ...(isForNow && { headers: { "Retry-After": header("Seconds") } }),
  content: { "application/problem+json": { schema: problemOf(codes) } },
});

const anythingElse = refusal(codesOfAnything, true);
