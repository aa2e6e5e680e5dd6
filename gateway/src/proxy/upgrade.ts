import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { BackEnd } from "@siren/chassis/back-end";
import type { Chosen } from "@siren/chassis/balancing/balancer";
import { errorFields } from "@siren/chassis/log";
import { problemOf, Refusal } from "@siren/chassis/refusal";
import { identityHeader } from "@siren/contracts/identity";
import type { ServiceName } from "@siren/contracts/roles";
import { createProxyMiddleware } from "http-proxy-middleware";
import type { OriginCheck } from "../policies/origin.ts";
import { whoAsks } from "../policies/who-asks.ts";
import type { RouteTable } from "../routing/route-table.ts";
import { refuseClosed, safePathOf } from "../routing/safe-path.ts";

const limits = { sockets: 4_000, perAddress: 200, answerWithinMs: 5_000 };
const farewellJitterMs = 250;

/** Nothing listens there: an upgrade that was not routed by us fails instead of finding its own way. */
const unrouted = "http://127.0.0.1:1";

type Target = { url: string; chosen: Chosen };
type Parts = { backEnd: BackEnd; table: RouteTable; checkOrigin: OriginCheck };

/**
 * The one listener for upgrades. It finds the route, asks who is there, picks the instance and answers every
 * refusal itself; http-proxy-middleware then carries the bytes. The token of a socket travels inside it, in the
 * handshake, and is the service's to judge.
 */
export function serveUpgrades({ backEnd, table, checkOrigin }: Parts): void {
  const { balancer, log } = backEnd;
  const open = new Map<Duplex, string>();
  const targets = new WeakMap<IncomingMessage, Target>();

  const proxy = createProxyMiddleware({
    target: unrouted,
    changeOrigin: false,
    router: (req) => targets.get(req)?.url ?? unrouted,
    on: {
      proxyReqWs(_proxyReq, req) {
        targets.get(req)?.chosen.connected();
      },
      error(error, req, socket) {
        targets.get(req)?.chosen.trouble("connect");
        log.warn("upgrade.failed", errorFields(error));
        refuse(socket as Duplex, new Refusal("BAD_UPSTREAM"));
      },
    },
  });

  function refuse(socket: Duplex, refusal: Refusal): void {
    if (!socket.writable || socket.destroyed) return;
    const body = JSON.stringify(problemOf(refusal));
    socket.end(
      `HTTP/1.1 ${refusal.status} ${refusal.code}\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }

  function makeRoom(req: IncomingMessage): string {
    const address = req.socket.remoteAddress ?? "";
    const fromThere = [...open.values()].filter((one) => one === address).length;
    if (open.size >= limits.sockets) throw new Refusal("OVERLOADED");
    if (fromThere >= limits.perAddress) throw new Refusal("TOO_MANY_REQUESTS");
    return address;
  }

  async function upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = safePathOf(req.url ?? "/");
    const route = table.match(path);
    if (!route) throw new Refusal("NOT_FOUND");
    refuseClosed(route.rest);
    checkOrigin(req);
    const address = makeRoom(req);
    const caller = await whoAsks(backEnd, req.headers);
    const chosen = balancer.choose(route.service);
    if (!chosen) throw new Refusal("NO_INSTANCE");
    const { host, port, metadata } = chosen.instance;
    if (metadata.public !== "true") {
      chosen.release();
      throw new Refusal("NOT_FOUND");
    }
    open.set(socket, address);
    socket.once("close", () => {
      open.delete(socket);
      chosen.release();
    });
    delete req.headers[identityHeader];
    delete req.headers.cookie;
    delete req.headers.authorization;
    if (caller.kind !== "anonymous") {
      req.headers[identityHeader] = await backEnd.identity.headerFor(route.service as ServiceName, caller);
    }
    req.headers["x-forwarded-for"] = address;
    req.url = `/${route.rest.map(encodeURIComponent).join("/")}/${path.query}`;
    targets.set(req, { url: `http://${host}:${port}`, chosen });
    giveUpOnSilence(socket);
    proxy.upgrade(
      req as Parameters<typeof proxy.upgrade>[0],
      socket as Parameters<typeof proxy.upgrade>[1],
      head,
    );
  }

  /** An upstream that never answers an upgrade would keep the socket open for ever. */
  function giveUpOnSilence(socket: Duplex): void {
    const bytesWritten = () => ("bytesWritten" in socket ? Number(socket.bytesWritten) : 0);
    const before = bytesWritten();
    const timer = setTimeout(() => {
      if (bytesWritten() === before) refuse(socket, new Refusal("UPSTREAM_TIMEOUT"));
    }, limits.answerWithinMs);
    socket.once("close", () => clearTimeout(timer));
  }

  backEnd.server.on("upgrade", (req, socket, head) => {
    socket.on("error", () => socket.destroy());
    upgrade(req, socket, head).catch((error: unknown) => {
      if (!(error instanceof Refusal)) log.error("upgrade.failed", errorFields(error));
      refuse(socket, error instanceof Refusal ? error : new Refusal("INTERNAL"));
    });
  });

  backEnd.meter
    .createObservableGauge("gateway.sockets", { description: "upgraded sockets that are open" })
    .addCallback((gauge) => gauge.observe(open.size));

  backEnd.stage("upgraded sockets", {
    /** Spread out, so that all pages do not come back to the next gateway in the same instant. */
    async stop() {
      const goodbyes = [...open.keys()].map(
        (socket) =>
          new Promise<void>((resolve) => {
            const close = () => {
              socket.destroy();
              resolve();
            };
            setTimeout(close, Math.random() * farewellJitterMs);
          }),
      );
      await Promise.all(goodbyes);
    },
  });
}
