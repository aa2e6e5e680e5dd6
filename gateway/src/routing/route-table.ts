import type { IncomingMessage } from "node:http";
import type { ServiceName } from "@siren/contracts/roles";
import type { Condition } from "../conditions/condition.ts";
import type { Policy } from "../policies/exchange.ts";
import type { SocketWay } from "../proxy/socket-way.ts";
import type { PathFound } from "./path-pattern.ts";
import type { SafePath } from "./safe-path.ts";

/** One step of a pipeline, ready to be taken. */
export type Step = {
  policy: string;
  /** In words; always, where there is none. */
  when: string | undefined;
  holds: Condition | undefined;
};

/** Where an apiEndpoint leads: made once for each file. */
export type Route = {
  /** The pipeline's name. */
  name: string;
  endpoint: string;
  path: string;
  /** What whoever asks must have been given. */
  scopes: readonly string[];
  /** What the balancer knows the target by. */
  service: string;
  /** For whom it is said who asks: nobody, where the target is no service of the registry. */
  audience: ServiceName | undefined;
  /** How sockets go there; nothing, where no step sends on. */
  socketWay: SocketWay | undefined;
  steps: readonly Step[];
  policies: readonly Policy[];
};

export type MatchedRoute = Omit<Route, "steps" | "path"> & PathFound;

export type RouteAsked = Pick<IncomingMessage, "method" | "headers">;
export type RouteRow = { path: string; pipeline: string; service: string };

/** What is routed where, at this moment: it changes when a file is taken, or a service comes or goes. */
export type RouteTable = {
  match(path: SafePath, asked: RouteAsked): MatchedRoute | undefined;
  list(): RouteRow[];
};

export const matched = (route: Route, { rest, params }: PathFound): MatchedRoute => ({
  name: route.name,
  endpoint: route.endpoint,
  scopes: route.scopes,
  service: route.service,
  audience: route.audience,
  socketWay: route.socketWay,
  policies: route.policies,
  rest,
  params,
});
