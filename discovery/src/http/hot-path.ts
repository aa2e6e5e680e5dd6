import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Fetch } from "../ops/fetch-tally.ts";
import type { Served } from "../ops/metrics.ts";
import type { RenewOutcome } from "../registry/instances.ts";
import type { Operations } from "../registry/operations.ts";
import { sendView, shapeOf } from "./replies.ts";
import type { Views } from "./views.ts";
import type { Door } from "./who-may-ask.ts";

export type HotPathParts = {
  readonly views: Views;
  readonly operations: Operations;
  readonly door: Door;
  readonly delta: boolean;
  readonly isDraining: () => boolean;
  readonly onRenewal: (outcome: RenewOutcome["kind"]) => void;
  readonly onFetch: (fetch: Fetch) => void;
  readonly onFault: (fault: unknown) => void;
  readonly onServed: (served: Served) => void;
};

/** Nothing to decode and nothing to ask: any other heartbeat goes the long way. */
const PLAIN_HEARTBEAT =
  /^\/eureka\/(?:v2\/)?apps\/([\w.~:$@!*()+,-]+)\/([\w.~:$@!*()+,-]+)(?:\?([\w=&.-]*))?$/;
/** What the Java client says with each heartbeat; of these only the time counts. */
const PLAIN_QUERY =
  /^(?:status=[A-Z_]*|lastDirtyTimestamp=(\d{1,15}))(?:&(?:status=[A-Z_]*|lastDirtyTimestamp=(\d{1,15})))?$/;
const LISTINGS = new Set(["/eureka/apps", "/eureka/apps/", "/eureka/v2/apps", "/eureka/v2/apps/"]);
const DELTAS = new Set([...LISTINGS].map((path) => path.replace(/apps(\/?)$/, "apps/delta$1")));
const EMPTY_REPLY = ["Content-Length", "0", "X-Content-Type-Options", "nosniff"];

/** As Express names it on the long way. */
const routeOf = (path: string, route: string): string =>
  path.startsWith("/eureka/v2/") ? `/eureka/v2${route}` : `/eureka${route}`;

/**
 * What nearly all of a registry's work is, heartbeats and the two cached listings, answered in front of Express,
 * which costs several times as much as the answer. It stands behind the same door, calls the same operations, and
 * hands over whatever is not the plain case: a refusal, a draining process, a peer, an escaped name, an id to echo.
 */
export function hotPath(parts: HotPathParts, otherwise: RequestListener): RequestListener {
  const { views, operations, door, delta, isDraining, onRenewal, onFetch, onFault, onServed } = parts;

  const listing = (req: IncomingMessage, res: ServerResponse): boolean => {
    const startedMs = performance.now();
    const path = req.url ?? "";
    const isDelta = DELTAS.has(path);
    if (!(isDelta ? delta : LISTINGS.has(path)) || door.refuses(req)) return false;
    const shape = shapeOf(req.headers);
    const sent = sendView(req, res, shape, isDelta ? views.delta(shape) : views.all(shape));
    onFetch({ kind: isDelta ? "delta" : "all", ...sent });
    onServed({
      method: "GET",
      route: routeOf(path, isDelta ? "/apps/delta" : "/apps"),
      status: 200,
      startedMs,
    });
    return true;
  };

  const heartbeat = (req: IncomingMessage, res: ServerResponse): boolean => {
    const startedMs = performance.now();
    const [isPlain, app = "", id = "", query = ""] = PLAIN_HEARTBEAT.exec(req.url ?? "") ?? [];
    if (isPlain === undefined || req.headers["x-netflix-discovery-replication"] !== undefined) return false;
    const said = query === "" ? [] : PLAIN_QUERY.exec(query);
    if (!said || door.refuses(req)) return false;
    const given = said[1] ?? said[2];
    const { kind } = operations.renew(
      app,
      id,
      given === undefined ? {} : { lastDirtyTimestamp: Number(given) },
    );
    onRenewal(kind);
    const status = kind === "renewed" ? 200 : 404;
    res.writeHead(status, EMPTY_REPLY).end();
    onServed({ method: "PUT", route: routeOf(isPlain, "/apps/:app/:id"), status, startedMs });
    return true;
  };

  return (req, res) => {
    const isPlain = req.headers["x-request-id"] === undefined && !isDraining();
    try {
      if (isPlain && req.method === "PUT" && heartbeat(req, res)) return;
      if (isPlain && req.method === "GET" && listing(req, res)) return;
    } catch (fault) {
      // Here nobody stands behind us: what is thrown would end the process.
      onFault(fault);
      if (!res.headersSent) res.writeHead(500, EMPTY_REPLY);
      res.end();
      return;
    }
    otherwise(req, res);
  };
}
