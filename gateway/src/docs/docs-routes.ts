import { type Reply, type Route, route } from "@siren/chassis/http/routes";
import { type OpenApiDocument, openApiDocument } from "@siren/contracts/openapi";
import { docsPage, docsPageHeaders } from "./docs-page.ts";

/** What may be asked here, for people and for programs. */
export function docsRoutes(read: () => Promise<OpenApiDocument>): Route[] {
  const degraded = ({ "x-missing": missing = [] }: OpenApiDocument): NonNullable<Reply["headers"]> =>
    missing.length === 0
      ? {}
      : {
          "X-Degraded": missing
            .map(({ service, asOf }) => (asOf === null ? service : `${service};as-of=${asOf}`))
            .join(", "),
        };

  return [
    route({
      method: "GET",
      path: "/api/docs",
      summary: "This page.",
      answers: { 200: { media: ["text/html"] } },
      access: "anyone",
      async handle() {
        const document = await read();
        const headers = { ...docsPageHeaders, ...degraded(document) };
        return { status: 200, body: Buffer.from(docsPage(document)), headers };
      },
    }),
    route({
      method: "GET",
      path: "/api/docs/openapi.json",
      summary: "The same as OpenAPI 3.1.",
      answers: { 200: openApiDocument },
      access: "anyone",
      async handle() {
        const document = await read();
        return {
          status: 200,
          body: document,
          headers: { "cache-control": "no-cache", ...degraded(document) },
        };
      },
    }),
  ];
}
