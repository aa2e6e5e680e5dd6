import type { EventLog, Registry } from "@siren/chassis/registry/port";
import type { Route } from "./route-table.ts";
import type { SafePath } from "./safe-path.ts";

export type AutomaticRoutes = {
  at(path: SafePath): Route | undefined;
  present(): Route[];
  close(): void;
};

/** `/api/v1/<service>/**` for each service that the file allows, while one of its instances says it is public. */
export function watchAutomatic(
  allowed: ReadonlyMap<string, Route>,
  registry: Pick<Registry, "watch">,
  log: EventLog,
): AutomaticRoutes {
  const present = new Map<string, Route>();
  const unwatch = [...allowed].map(([service, route]) =>
    registry.watch(service, (instances) => {
      const isPublic = instances.some(({ metadata }) => metadata.public === "true");
      if (isPublic === present.has(service)) return;
      if (isPublic) present.set(service, route);
      else present.delete(service);
      log.info(isPublic ? "route.appeared" : "route.gone", { to: service });
    }),
  );
  return {
    at: ({ segments }) =>
      segments[0] === "api" && segments[1] === "v1" ? present.get(segments[2] ?? "") : undefined,
    present: () => [...present.values()],
    close: () => {
      for (const end of unwatch) end();
    },
  };
}
