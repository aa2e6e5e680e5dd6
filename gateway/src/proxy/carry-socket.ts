import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Chosen } from "@siren/chassis/balancing/balancer";
import { lingerAndCut } from "@siren/chassis/http/server";
import { errorFields, type Log } from "@siren/chassis/log";
import { Refusal } from "@siren/contracts/refusal";
import { createProxyMiddleware } from "http-proxy-middleware";
import { createCarriedSockets } from "./carried-sockets.ts";
import { refuseUpgrade, type Tell } from "./refuse-upgrade.ts";

/** Nothing listens there: an upgrade that was not routed by us fails instead of finding its own way. */
const unrouted = "http://127.0.0.1:1";

/** Where a socket goes, and who wants to hear what became of it. */
export type Destination = { url: string; chosen: Chosen; tell: Tell };
type UnderWay = Destination & { isAnswered: boolean; isSilent: boolean };

/** Carries the bytes of upgrades that were let in, to the one instance that was chosen for each. */
export function createCarrier({ log, upgradeTimeoutMs }: { log: Log; upgradeTimeoutMs: number }) {
  const carried = createCarriedSockets();
  const destinations = new WeakMap<IncomingMessage, UnderWay>();

  const proxy = createProxyMiddleware({
    target: unrouted,
    changeOrigin: false,
    router: (req) => destinations.get(req)?.url ?? unrouted,
    on: {
      proxyReqWs(proxyReq, req, socket) {
        const destination = destinations.get(req);
        if (destination) awaitAnswer(proxyReq, socket, destination);
      },
      error(error, req, res) {
        const socket = res as Duplex;
        const destination = destinations.get(req);
        log.warn("upgrade.failed", errorFields(error));
        // In the middle of an answer or a conversation there is nothing more to say in HTTP.
        if (destination?.isAnswered || socket.destroyed) {
          socket.destroy();
          return;
        }
        const isSilent = destination?.isSilent ?? false;
        destination?.chosen.trouble(isSilent ? "timeout" : "connect");
        refuseUpgrade(socket, new Refusal(isSilent ? "UPSTREAM_TIMEOUT" : "BAD_UPSTREAM"), destination?.tell);
      },
    },
  });

  /** Left alone, an upstream that never answers an upgrade, or never to the end, would keep both connections open for ever. */
  function awaitAnswer(proxyReq: ClientRequest, socket: Duplex, destination: UnderWay): void {
    const giveUp = () => proxyReq.destroy(new Error("the upgrade was not answered"));
    const timer = setTimeout(() => {
      destination.isSilent = true;
      if (destination.isAnswered) socket.destroy();
      giveUp();
    }, upgradeTimeoutMs);
    socket.once("close", giveUp);
    const settle = () => {
      clearTimeout(timer);
      socket.off("close", giveUp);
    };
    proxyReq.once("close", settle);
    // The library hands on whatever is answered. A service's own no may pass; anything else that is no socket was
    // judged by none of the route's steps, and must not be read this way.
    queueMicrotask(() => {
      const handOn = proxyReq.listeners("response");
      proxyReq.removeAllListeners("response").once("response", (answer: IncomingMessage) => {
        const status = answer.statusCode ?? 0;
        if (status >= 400) {
          // The time that is left is for all of it, and then nobody stays.
          destination.isAnswered = true;
          socket.once("finish", () => lingerAndCut(socket));
          destination.tell({ status, upgrade: true });
          for (const listener of handOn) listener.call(proxyReq, answer);
          return;
        }
        settle();
        answer.destroy();
        refuseUpgrade(socket, new Refusal("BAD_UPSTREAM", "No socket is to be had there"), destination.tell);
      });
    });
    proxyReq.once("upgrade", (_answer, upstream: Duplex) => {
      settle();
      // Nobody half-closes a WebSocket: when one side is gone for good, so is the other.
      socket.once("end", () => socket.destroy()).once("close", () => upstream.destroy());
      // Once the library's own listener, which follows, has joined both: who listens before it takes for itself what the
      // service said together with its yes. And before the first byte flows, which is a tick later than this.
      process.nextTick(() => carried.add(socket, upstream));
      destination.isAnswered = true;
      destination.chosen.connected();
      destination.tell({ status: 101, upgrade: true });
    });
  }

  return {
    sayGoodbye: carried.sayGoodbye,
    carry(req: IncomingMessage, socket: Duplex, head: Buffer, destination: Destination): void {
      destinations.set(req, { ...destination, isAnswered: false, isSilent: false });
      proxy.upgrade(
        req as Parameters<typeof proxy.upgrade>[0],
        socket as Parameters<typeof proxy.upgrade>[1],
        head,
      );
    },
  };
}
