import type { BackEnd } from "@siren/chassis/back-end";
import { type Route, route } from "@siren/chassis/http/routes";
import { verdicts } from "@siren/contracts/audit";
import { Refusal } from "@siren/contracts/refusal";
import { serviceNames } from "@siren/contracts/roles";
import type { RouteTable } from "../routing/route-table.ts";
import { breakerPicture, registryPicture, routePicture } from "./ops-shapes.ts";

/** All of it is read only, so it is also for who has no more than the outage pass. */
const ops = { roles: ["ops"], byPass: true } as const;

/** What operations may see: the gateway's view of the registry, its breakers and routes, and the auditor's verdicts. */
export function opsRoutes(backEnd: BackEnd, table: RouteTable): Route[] {
  return [
    route({
      method: "GET",
      path: "/ops/registry",
      summary: "Who is registered, as the gateway sees it.",
      answers: { 200: registryPicture },
      access: ops,
      async handle() {
        const { source, asOfMs } = backEnd.registry.view();
        const services = serviceNames.map((name) => ({ name, instances: backEnd.registry.instances(name) }));
        return { status: 200, body: { source, asOfMs, now: backEnd.now(), services } };
      },
    }),
    route({
      method: "GET",
      path: "/ops/breakers",
      summary: "How the way to each service stands.",
      answers: { 200: breakerPicture },
      access: ops,
      handle: async () => ({ status: 200, body: { services: backEnd.balancer.state() } }),
    }),
    route({
      method: "GET",
      path: "/ops/routes",
      summary: "What is routed where.",
      answers: { 200: routePicture },
      access: ops,
      handle: async () => ({ status: 200, body: { routes: table.list() } }),
    }),
    route({
      method: "GET",
      path: "/ops/audit",
      summary: "The auditor's verdicts.",
      answers: { 200: verdicts },
      access: ops,
      async handle() {
        const answer = await backEnd.client.call({
          ...{ service: "auditor", method: "GET", path: "/internal/verdicts" },
          ...{ timeoutMs: 2_000, retry: "safe", schema: verdicts },
        });
        if (!answer.ok) throw new Refusal("BAD_UPSTREAM", `the auditor answered ${answer.status}`);
        return { status: 200, body: answer.body };
      },
    }),
  ];
}
