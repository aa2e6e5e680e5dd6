import { once } from "node:events";
import type { Socket as NetSocket } from "node:net";
import { Refusal } from "@siren/contracts/refusal";
import { Server, type Socket } from "socket.io";
import type { BackEnd } from "../back-end.ts";
import { errorFields } from "../log.ts";
import type { EventLogPort } from "../messaging/ports.ts";
import { type Admitted, admitSocket } from "./admission.ts";
import { type LiveSocket, serveSocket } from "./live-socket.ts";

export type LiveNamespace = {
  name: string;
  /** The streams that this caller may hear; throws a Refusal for one who may hear none. */
  streamsOf(
    admitted: Admitted,
    auth: Record<string, unknown>,
  ): readonly string[] | Promise<readonly string[]>;
  /** Sends `tick` with the stream's last `n` every 2 s: silence means that something is wrong. */
  ticks?: boolean;
  onAck?: (stream: string, n: number, admitted: Admitted) => void;
};

const limits = { messageBytes: 16 * 1024, socketsPerCaller: 10, sockets: 5_000 };
const tickEveryMs = 2_000;
const expiryEveryMs = 500;
/** Clients that are all told to leave at once come back spread over this time. */
const farewellJitterMs = 250;
const lastWordMs = 500;

/**
 * Every replica tails its own service's event log and serves the sockets it holds: no shared adapter, no
 * sticky sessions. Websocket only; a browser that cannot asks `GET .../events?after=` instead.
 */
export function serveLive(
  backEnd: BackEnd,
  eventLog: EventLogPort,
  namespaces: readonly LiveNamespace[],
): void {
  const { log } = backEnd;
  const sockets = new Set<LiveSocket>();
  const connections = new Set<NetSocket>();
  const io = new Server({
    path: "/socket.io",
    transports: ["websocket"],
    serveClient: false,
    maxHttpBufferSize: limits.messageBytes,
    perMessageDeflate: false,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: 10_000,
  });
  backEnd.meter
    .createObservableGauge("live.sockets", { description: "open sockets of this process" })
    .addCallback((gauge) => gauge.observe(sockets.size));

  for (const namespace of namespaces) {
    io.of(namespace.name)
      .use(async (socket, next) => {
        try {
          next(await admitTo(namespace, socket));
        } catch (error) {
          next(refusalFor(error));
        }
      })
      .on("connection", (socket) => {
        const { admitted, streams } = socket.data as Seat;
        const live = serveSocket(socket, admitted, {
          backEnd,
          eventLog,
          streams,
          streamsOf: (renewed) => namespace.streamsOf(renewed, socket.handshake.auth),
          ...(namespace.onAck && { onAck: namespace.onAck }),
        });
        // Ended while the streams were being looked up, or one of many that came at the same moment.
        if (backEnd.people.revocations.isRevoked(admitted.caller)) return live.end("UNAUTHENTICATED");
        if (isFull(admitted)) return live.end("OVERLOADED");
        sockets.add(live);
        const connection = socket.request.socket;
        connections.add(connection);
        connection.once("close", () => connections.delete(connection));
        const stopTicking = namespace.ticks ? tick(socket, live) : undefined;
        socket.on("disconnect", () => {
          sockets.delete(live);
          stopTicking?.();
        });
      });
  }

  type Seat = { admitted: Admitted; streams: readonly string[] };

  function isFull({ caller: { kind, sub } }: Admitted): boolean {
    if (kind === "anonymous") return false;
    let own = 0;
    for (const one of sockets) if (one.admitted.caller.sub === sub) own += 1;
    return own >= limits.socketsPerCaller;
  }

  async function admitTo(namespace: LiveNamespace, socket: Socket): Promise<undefined> {
    if (backEnd.stopping.aborted) throw new Refusal("DRAINING");
    if (sockets.size >= limits.sockets) throw new Refusal("OVERLOADED");
    const admitted = await admitSocket(backEnd, socket.handshake);
    if (isFull(admitted)) throw new Refusal("TOO_MANY_REQUESTS");
    const streams = await namespace.streamsOf(admitted, socket.handshake.auth);
    socket.data = { admitted, streams } satisfies Seat;
  }

  /** The code is what a client acts on; anything unexpected stays in our log. */
  function refusalFor(error: unknown): Error & { data: { code: string } } {
    const code = error instanceof Refusal ? error.code : "INTERNAL";
    if (!(error instanceof Refusal)) log.error("live.admission-failed", errorFields(error));
    return Object.assign(new Error(code), { data: { code } });
  }

  function tick(socket: Socket, live: LiveSocket): () => void {
    const timer = setInterval(async () => {
      for (const { stream } of live.subscriptions.values()) {
        try {
          // Asked of the log and not of the subscription: a tick proves that the log can be read.
          socket.emit("tick", { stream, n: await eventLog.streamHead(stream), at: backEnd.now() });
        } catch (error) {
          log.warn("live.tick-missed", { stream, ...errorFields(error) });
        }
      }
    }, tickEveryMs);
    return () => clearInterval(timer);
  }

  /** Begun at once and not when the last request is answered: a page may be on another replica by then. */
  async function sayGoodbye(): Promise<void> {
    const leaving = [...connections];
    await Promise.all([...sockets].map(leaveSoon));
    // A page whose network is gone never closes its side.
    const mute = setTimeout(() => {
      for (const connection of leaving) connection.destroy();
    }, lastWordMs);
    await Promise.all(leaving.map(closed));
    clearTimeout(mute);
  }

  let farewell: Promise<void> | undefined;
  let stopTail = () => {};
  let expiry: NodeJS.Timeout | undefined;
  backEnd.stage("live", {
    start() {
      io.attach(backEnd.server);
      stopTail = eventLog.tail(undefined, (records) => {
        for (const record of records) for (const live of sockets) live.offer(record);
      });
      backEnd.stopping.addEventListener("abort", () => {
        farewell ??= sayGoodbye();
      });
      expiry = setInterval(() => {
        for (const live of sockets) live.expire(backEnd.now());
      }, expiryEveryMs);
      backEnd.people.revocations.onRevoked((memberId, notBefore) => {
        for (const live of sockets) {
          const { kind, sub, authAtMs } = live.admitted.caller;
          if (kind === "member" && sub === memberId && authAtMs < notBefore) live.end("UNAUTHENTICATED");
        }
      });
    },
    async stop() {
      farewell ??= sayGoodbye();
      await farewell;
      clearInterval(expiry);
      stopTail();
      await io.close();
    },
  });
}

function leaveSoon(live: LiveSocket): Promise<void> {
  return new Promise((resolve) => {
    const leave = () => {
      live.end("DRAINING");
      resolve();
    };
    setTimeout(leave, Math.random() * farewellJitterMs);
  });
}

async function closed(connection: NetSocket): Promise<void> {
  if (!connection.destroyed) await once(connection, "close");
}
