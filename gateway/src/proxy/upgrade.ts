import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { context } from "@opentelemetry/api";
import type { BackEnd } from "@siren/chassis/back-end";
import { newRequestIdFrom, requestIdOf } from "@siren/chassis/http/server";
import type { Shedding } from "@siren/chassis/http/shedding";
import type { News } from "@siren/chassis/live/news";
import { errorFields } from "@siren/chassis/log";
import { traceparentNow } from "@siren/chassis/messaging/trace-of";
import { requestContextOf } from "@siren/chassis/request-context";
import { endRequest } from "@siren/chassis/tracing/request-span";
import { identityHeader } from "@siren/contracts/identity";
import { Refusal } from "@siren/contracts/refusal";
import { lineOf } from "../access-log.ts";
import type { GatewayConfig } from "../config.ts";
import type { EdgeLimits } from "../edge/edge-limits.ts";
import { faultOf, upgradeFaultOf } from "../edge/front-door.ts";
import { type Asking, addressKey, type Whence } from "../edge/whence.ts";
import type { Traffic } from "../ops/traffic.ts";
import type { OriginCheck } from "../policies/origin-check.ts";
import { whoAsks } from "../policies/who-asks.ts";
import type { RouteTable } from "../routing/route-table.ts";
import { refuseClosed, type SafePath, safePathOf } from "../routing/safe-path.ts";
import { createCarrier } from "./carry-socket.ts";
import { viaOf } from "./forwarded-headers.ts";
import { refusalOf, refuseUpgrade, type Tell } from "./refuse-upgrade.ts";
import type { createSocketRoom } from "./socket-room.ts";
import { addressFor } from "./socket-way.ts";
import { sayForService } from "./upgrade-headers.ts";
import { whoListens } from "./who-listens.ts";

type Parts = {
  backEnd: BackEnd;
  table: RouteTable;
  checkOrigin: OriginCheck;
  shedding: Shedding;
  config: Config;
  whence: (req: Asking) => Whence;
  limits: Pick<EdgeLimits, "takeFor">;
  room: ReturnType<typeof createSocketRoom>;
  traffic: Traffic;
  /** The gateway's own socket, which goes nowhere else. */
  own: News;
};
type Config = Pick<GatewayConfig, "upgradeTimeoutMs" | "viaName" | "maxUrlBytes" | "maxHeaders">;

const isOwn = ({ segments }: SafePath) =>
  segments.length === 2 && segments[0] === "ops" && segments[1] === "socket.io";

/**
 * The one listener for upgrades. It finds the route, asks who is there, picks the instance and answers every
 * refusal itself; http-proxy-middleware then carries the bytes. The token of a socket travels inside it, in the
 * handshake, and is the service's to judge.
 */
export function serveUpgrades(parts: Parts): void {
  const { backEnd, table, checkOrigin, shedding, config, whence, limits, room, traffic, own } = parts;
  const { balancer, log } = backEnd;
  const newRequestId = newRequestIdFrom(backEnd.newId);
  const carrier = createCarrier({ log, upgradeTimeoutMs: config.upgradeTimeoutMs });

  async function upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, tell: Tell): Promise<void> {
    if (backEnd.stopping.aborted) throw new Refusal("DRAINING");
    const fault = upgradeFaultOf(req) ?? faultOf(req, config);
    if (fault) throw fault;
    const via = viaOf(req.headers.via, req.httpVersion, config.viaName);
    const from = whence(req);
    // Held back until the service has said yes, it could only be meant for somebody who takes it for a request.
    if (head.length > 0)
      throw new Refusal("BAD_REQUEST", "Nothing may follow an upgrade before it is answered");
    const path = safePathOf(req.url ?? "/");
    const goesNowhere = isOwn(path);
    const route = goesNowhere ? undefined : table.match(path, req);
    const way = route?.socketWay;
    if (!goesNowhere && !way) throw new Refusal("NOT_FOUND");
    if (route) refuseClosed(route.rest);
    checkOrigin(req);
    shedding.admit("socket");
    room.take(socket, addressKey(from.address));
    const caller = await whoAsks(backEnd, req.headers, addressKey(from.address));
    // Where a service is asked to judge it, it is asked as by a request, and no oftener.
    await limits.takeFor({ caller, address: from.address });
    if (!route || !way) {
      delete req.headers[identityHeader];
      if (caller.kind !== "anonymous")
        req.headers[identityHeader] = await backEnd.identity.headerFor("gateway", caller);
      if (socket.destroyed) return;
      tell({ status: 101, upgrade: true });
      return own.take(req, socket, head);
    }
    const identity =
      caller.kind === "anonymous" || route.audience === undefined
        ? undefined
        : await backEnd.identity.headerFor(route.audience, caller);
    // Gone while we asked: its end was told already and would never be heard by those who count it below.
    if (socket.destroyed) return;
    const chosen = await whoListens(balancer, route.service, way.choose({ req, caller }));
    socket.once("close", () => chosen.release());
    if (socket.destroyed) {
      chosen.release();
      return;
    }
    const address = addressFor(chosen.instance, { path, rest: route.rest, asked: req.url }, way);
    sayForService(req, { from, identity, via, host: address.host });
    const traceparent = traceparentNow();
    if (traceparent !== undefined) req.headers.traceparent = traceparent;
    req.url = address.path;
    carrier.carry(req, socket, head, { url: address.url, chosen, tell });
  }

  backEnd.server.on("upgrade", (req, socket, head) => {
    socket.on("error", () => socket.destroy());
    const requestId = requestIdOf(req.headers, newRequestId);
    const work = async () => {
      const startedMs = performance.now();
      const line = lineOf(log, req);
      const asked = { method: req.method, headers: { ...req.headers } };
      const tell: Tell = (outcome) => {
        line(outcome);
        const { status, code } = outcome;
        endRequest(entered, { req: asked, status, code });
        traffic.note({ pipeline: "sockets", status, code, tookMs: performance.now() - startedMs, requestId });
      };
      req.headers["x-request-id"] = requestId;
      await upgrade(req, socket, head, tell).catch((error: unknown) => {
        if (!(error instanceof Refusal)) log.error("upgrade.failed", errorFields(error));
        refuseUpgrade(socket, refusalOf(error), tell);
      });
    };
    const entered = requestContextOf(req.headers, { requestId }, backEnd.tracing, "UPGRADE");
    void context.with(entered, work);
  });

  backEnd.meter
    .createObservableGauge("gateway.sockets", { description: "upgraded sockets that are open" })
    .addCallback((gauge) => gauge.observe(room.open.size));

  /** Begun at once and not when the last request is answered: a page may be with another gateway by then. */
  let farewell: Promise<void> | undefined;
  const sayGoodbye = () => {
    farewell ??= carrier.sayGoodbye(Math.random).then(() => {
      // Those that no service has answered yet.
      for (const socket of room.open) socket.destroy();
    });
    return farewell;
  };
  backEnd.stopping.addEventListener("abort", () => void sayGoodbye());
  backEnd.stage("upgraded sockets", { stop: sayGoodbye });
}
