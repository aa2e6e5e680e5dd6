import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { context } from "@opentelemetry/api";
import type { BackEnd } from "@siren/chassis/back-end";
import type { Chosen } from "@siren/chassis/balancing/balancer";
import { newRequestIdFrom, requestIdOf } from "@siren/chassis/http/server";
import type { Shedding } from "@siren/chassis/http/shedding";
import type { News } from "@siren/chassis/live/news";
import { errorFields } from "@siren/chassis/log";
import { withIds } from "@siren/chassis/request-scope";
import { traceContextOf } from "@siren/chassis/telemetry";
import { identityHeader } from "@siren/contracts/identity";
import { Refusal } from "@siren/contracts/refusal";
import { createProxyMiddleware } from "http-proxy-middleware";
import { lineOf, type Outcome } from "../access-log.ts";
import type { GatewayConfig } from "../config.ts";
import { faultOf, refuseOn, upgradeFaultOf } from "../edge/front-door.ts";
import { type Asking, addressKey, type Whence } from "../edge/whence.ts";
import type { Traffic } from "../ops/traffic.ts";
import type { OriginCheck } from "../policies/origin-check.ts";
import { whoAsks } from "../policies/who-asks.ts";
import type { RouteTable } from "../routing/route-table.ts";
import { refuseClosed, type SafePath, safePathOf } from "../routing/safe-path.ts";
import { createCarriedSockets } from "./carried-sockets.ts";
import { viaOf } from "./forwarded-headers.ts";
import { listens } from "./listens.ts";
import type { createSocketRoom } from "./socket-room.ts";

const connectWithinMs = 500;

/** Nothing listens there: an upgrade that was not routed by us fails instead of finding its own way. */
const unrouted = "http://127.0.0.1:1";

/** Beside who asks, these are ours to say. */
const droppedHeaders = [
  identityHeader,
  "cookie",
  "authorization",
  "forwarded",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

type Tell = (outcome: Outcome) => void;
type Target = { url: string; chosen: Chosen; tell: Tell; isUpgraded: boolean; isSilent: boolean };
type Parts = {
  backEnd: BackEnd;
  table: RouteTable;
  checkOrigin: OriginCheck;
  shedding: Shedding;
  config: Config;
  whence: (req: Asking) => Whence;
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
  const { backEnd, table, checkOrigin, shedding, config, whence, room, traffic, own } = parts;
  const { balancer, log } = backEnd;
  const newRequestId = newRequestIdFrom(backEnd.newId);
  const carried = createCarriedSockets();
  const targets = new WeakMap<IncomingMessage, Target>();

  const proxy = createProxyMiddleware({
    target: unrouted,
    changeOrigin: false,
    router: (req) => targets.get(req)?.url ?? unrouted,
    on: {
      proxyReqWs(proxyReq, req, socket) {
        const target = targets.get(req);
        if (target) awaitAnswer(proxyReq, socket, target);
      },
      error(error, req, res) {
        const socket = res as Duplex;
        const target = targets.get(req);
        log.warn("upgrade.failed", errorFields(error));
        // In the middle of a conversation there is nothing more to say in HTTP.
        if (target?.isUpgraded || socket.destroyed) {
          socket.destroy();
          return;
        }
        target?.chosen.trouble(target.isSilent ? "timeout" : "connect");
        refuse(socket, new Refusal(target?.isSilent ? "UPSTREAM_TIMEOUT" : "BAD_UPSTREAM"), target?.tell);
      },
    },
  });

  /** Left alone, an upstream that never answers an upgrade would keep both connections open for ever. */
  function awaitAnswer(proxyReq: ClientRequest, socket: Duplex, target: Target): void {
    const giveUp = () => proxyReq.destroy(new Error("the upgrade was not answered"));
    const timer = setTimeout(() => {
      target.isSilent = true;
      giveUp();
    }, config.upgradeTimeoutMs);
    socket.once("close", giveUp);
    const settle = () => {
      clearTimeout(timer);
      socket.off("close", giveUp);
    };
    proxyReq.once("close", settle).once("response", ({ statusCode = 0 }: IncomingMessage) => {
      settle();
      target.tell({ status: statusCode, upgrade: true });
    });
    proxyReq.once("upgrade", (_answer, upstream: Duplex) => {
      settle();
      // Nobody half-closes a WebSocket: when one side is gone for good, so is the other.
      socket.once("end", () => socket.destroy()).once("close", () => upstream.destroy());
      carried.add(socket, upstream);
      target.isUpgraded = true;
      target.chosen.connected();
      target.tell({ status: 101, upgrade: true });
    });
  }

  function refuse(socket: Duplex, refusal: Refusal, tell?: Tell): void {
    tell?.({ status: refusal.status, code: refusal.code, upgrade: true });
    refuseOn(socket, refusal);
  }

  /**
   * The proxy ends the browser's socket with the first error and cannot be handed it a second time; so whoever
   * was killed and is still in our view is found out, and passed over, before.
   */
  async function whoListens(service: string): Promise<Chosen> {
    const tried = new Set<string>();
    for (;;) {
      const chosen = balancer.choose(service, tried);
      if (!chosen) throw new Refusal(tried.size === 0 ? "NO_INSTANCE" : "BAD_UPSTREAM");
      const { id, host, port, metadata } = chosen.instance;
      const isPublic = metadata.public === "true";
      if (isPublic && (await listens(host, port, connectWithinMs))) return chosen;
      chosen.release();
      if (!isPublic) throw new Refusal("NOT_FOUND");
      chosen.trouble("connect");
      tried.add(id);
    }
  }

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
    if (!route && !goesNowhere) throw new Refusal("NOT_FOUND");
    if (route) refuseClosed(route.rest);
    checkOrigin(req);
    shedding.admit("socket");
    room.take(socket, addressKey(from.address));
    const caller = await whoAsks(backEnd, req.headers, from.address);
    if (!route) {
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
    const chosen = await whoListens(route.service);
    socket.once("close", () => chosen.release());
    if (socket.destroyed) {
      chosen.release();
      return;
    }
    const { host, port } = chosen.instance;
    for (const name of droppedHeaders) delete req.headers[name];
    if (identity !== undefined) req.headers[identityHeader] = identity;
    req.headers["x-forwarded-for"] = from.forwardedFor;
    req.headers["x-forwarded-proto"] = from.proto;
    req.headers["x-forwarded-host"] = from.host ?? "";
    req.headers.via = via;
    // What else it names is about this connection alone.
    req.headers.connection = "Upgrade";
    req.url = `/${route.rest.map(encodeURIComponent).join("/")}/${path.query}`;
    targets.set(req, { url: `http://${host}:${port}`, chosen, tell, isUpgraded: false, isSilent: false });
    proxy.upgrade(
      req as Parameters<typeof proxy.upgrade>[0],
      socket as Parameters<typeof proxy.upgrade>[1],
      head,
    );
  }

  backEnd.server.on("upgrade", (req, socket, head) => {
    socket.on("error", () => socket.destroy());
    const requestId = requestIdOf(req.headers, newRequestId);
    const work = async () => {
      const startedMs = performance.now();
      const line = lineOf(log, req);
      const tell: Tell = (outcome) => {
        line(outcome);
        const { status, code } = outcome;
        traffic.note({ pipeline: "sockets", status, code, tookMs: performance.now() - startedMs, requestId });
      };
      req.headers["x-request-id"] = requestId;
      await upgrade(req, socket, head, tell).catch((error: unknown) => {
        if (!(error instanceof Refusal)) log.error("upgrade.failed", errorFields(error));
        refuse(socket, error instanceof Refusal ? error : new Refusal("INTERNAL"), tell);
      });
    };
    void context.with(traceContextOf(req.headers), () => withIds({ requestId }, work));
  });

  backEnd.meter
    .createObservableGauge("gateway.sockets", { description: "upgraded sockets that are open" })
    .addCallback((gauge) => gauge.observe(room.open.size));

  /** Begun at once and not when the last request is answered: a page may be with another gateway by then. */
  let farewell: Promise<void> | undefined;
  const sayGoodbye = () => {
    farewell ??= carried.sayGoodbye(Math.random).then(() => {
      // Those that no service has answered yet.
      for (const socket of room.open) socket.destroy();
    });
    return farewell;
  };
  backEnd.stopping.addEventListener("abort", () => void sayGoodbye());
  backEnd.stage("upgraded sockets", { stop: sayGoodbye });
}
