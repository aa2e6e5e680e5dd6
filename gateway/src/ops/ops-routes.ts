import type { BackEnd } from "@siren/chassis/back-end";
import { type Route, route } from "@siren/chassis/http/routes";
import { serviceNames } from "@siren/contracts/roles";
import type { RouteTable } from "../routing/route-table.ts";

const ops = { roles: ["ops"] } as const;

/** What operations may see of the gateway: its view of the registry, its breakers and its routes. */
export function opsRoutes(backEnd: BackEnd, table: RouteTable): Route[] {
  return [
    route({
      method: "GET",
      path: "/ops/registry",
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
      access: ops,
      handle: async () => ({ status: 200, body: { services: backEnd.balancer.state() } }),
    }),
    route({
      method: "GET",
      path: "/ops/routes",
      access: ops,
      handle: async () => ({ status: 200, body: { routes: table.list() } }),
    }),
  ];
}
