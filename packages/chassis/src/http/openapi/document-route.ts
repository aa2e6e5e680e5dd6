import type { OpenApiDocument } from "@siren/contracts/openapi";
import { type Route, route } from "../routes.ts";
import { documentOf } from "./document.ts";

/** Told to the gateway, which serves all of them as one. Made when it is first asked for: most processes never are. */
export function documentRoute(service: string, routes: readonly Route[]): Route {
  let made: OpenApiDocument | undefined;
  return route({
    method: "GET",
    path: "/internal/openapi",
    access: { services: ["gateway"] },
    async handle() {
      made ??= documentOf(service, routes);
      return { status: 200, body: made };
    },
  });
}
