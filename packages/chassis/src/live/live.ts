import { once } from "node:events";
import type { Socket as NetSocket } from "node:net";
import { Refusal } from "@siren/contracts/refusal";
import { Server, type Socket } from "socket.io";
import type { BackEnd } from "../back-end.ts";
import type { EventLogPort, LiveRecord } from "../messaging/ports.ts";
import { type Step, tellOf } from "../messaging/trace-of.ts";
import type { Tracing } from "../tracing/tracing.ts";
import { type Admitted, admitSocket, refusedHandshake } from "./admission.ts";
import { type Guard, guardConnections, lastWordMs } from "./guard.ts";
import { measureLive } from "./live-metrics.ts";
import { type LiveSocket, serveSocket } from "./live-socket.ts";
import { createPoll, type Poll } from "./long-poll.ts";
import { createRings, type Ringing } from "./rings.ts";
import { createSeats } from "./seats.ts";
import { createStreamHub, type Listener } from "./stream-hub.ts";
import { startTicking } from "./ticks.ts";
import { createTrust } from "./trust.ts";
import { netSocketOf } from "./unread.ts";

export type LiveNamespace = {
  name: string;
  /** The streams that this caller may hear; throws a Refusal for one who may hear none. */
  streamsOf(
    admitted: Admitted,
    auth: Record<string, unknown>,
  ): readonly string[] | Promise<readonly string[]>;
  /** Sends `tick` with the stream's last `n` every 2 s: silence means that something is wrong. */
  ticks?: boolean;
  /** Since when nothing new can have come into its streams; told with each tick. */
  cutOffSince?: () => number | undefined;
  /** Of the process's sockets, so that what is open to anybody takes no place from those who have to be there. */
  mostSockets?: number;
};

export type Live = {
  /** The same events for requests that wait. */
  poll: Poll;
  /** A page that has no socket has shown everything up to `n`. */
  acknowledged(stream: string, n: number): void;
};

const limits = { messageBytes: 16 * 1024, sockets: 5_000, unadmitted: 500 };
const expiryEveryMs = 500;
/** Clients that are all told to leave at once come back spread over this time. */
const farewellJitterMs = 250;
/** So long an event waits, for the one device that may ring for it, until that is decided. */
const decideWithinMs = 100;

/**
 * Every replica tails its own service's event log and serves the sockets it holds: no shared adapter, no
 * sticky sessions. Websocket only; a browser that cannot asks `GET .../events?after=` instead.
 */
export function serveLive(
  backEnd: BackEnd,
  eventLog: EventLogPort,
  namespaces: readonly LiveNamespace[],
  ringing?: Ringing,
): Live {
  const { log, now, tracing } = backEnd;
  const seats = createSeats(limits.sockets);
  const connections = new Set<NetSocket>();
  const hub = createStreamHub(eventLog);
  const rings = ringing && createRings({ ...ringing, hub, eventLog, log, now });
  let guard: Guard | undefined;
  const io: Server = new Server({
    path: "/socket.io",
    transports: ["websocket"],
    serveClient: false,
    maxHttpBufferSize: limits.messageBytes,
    perMessageDeflate: false,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: 10_000,
    allowRequest(_req, answer) {
      const isFull = io.engine.clientsCount >= limits.sockets + limits.unadmitted;
      answer(isFull ? "OVERLOADED" : null, !isFull);
    },
  });
  const metrics = measureLive(backEnd.meter, () => seats.size());

  for (const namespace of namespaces) {
    io.of(namespace.name)
      .use(async (socket, next) => {
        try {
          next(await admitTo(namespace, socket));
        } catch (error) {
          next(refusedHandshake(error, log));
        }
      })
      .on("connection", (socket) => {
        const { admitted, streams } = socket.data as Seat;
        const live = serveSocket(socket, admitted, {
          ...{ backEnd, eventLog, hub, rings, metrics, streams, ticks: namespace.ticks ?? false },
          cutOffSince: () => namespace.cutOffSince?.(),
          streamsOf: (renewed) => namespace.streamsOf(renewed, socket.handshake.auth),
        });
        // Ended while the streams were being looked up, or one of many that came at the same moment.
        if (backEnd.people.revocations.isRevoked(admitted.caller)) return live.end("UNAUTHENTICATED");
        if (seats.isFull(namespace, admitted.caller)) return live.end("OVERLOADED");
        const leave = seats.take(namespace, live, now());
        const unseat = guard?.seat(socket.conn, live.end);
        const connection = netSocketOf(socket.conn);
        connections.add(connection);
        connection.once("close", () => connections.delete(connection));
        socket.on("disconnect", () => {
          leave();
          unseat?.();
        });
      });
  }

  type Seat = { admitted: Admitted; streams: readonly string[] };

  async function admitTo(namespace: LiveNamespace, socket: Socket): Promise<undefined> {
    if (backEnd.stopping.aborted) throw new Refusal("DRAINING");
    // Asked for again while the first time is still being looked at: no page does that.
    if (!seats.begin(socket.conn, namespace)) {
      guard?.end(socket.conn, "BAD_REQUEST");
      throw new Refusal("BAD_REQUEST");
    }
    try {
      if (seats.isFull(namespace)) throw new Refusal("OVERLOADED");
      const admitted = await admitSocket(backEnd, socket.handshake);
      if (seats.isFull(namespace, admitted.caller)) throw new Refusal("TOO_MANY_REQUESTS");
      const streams = await namespace.streamsOf(admitted, socket.handshake.auth);
      socket.data = { admitted, streams } satisfies Seat;
    } finally {
      seats.begun(socket.conn, namespace);
    }
  }

  /** Whoever may ring hears a moment later than the others, when it is decided, so that the event says so itself. */
  function spread(record: LiveRecord, listeners: ReadonlySet<Listener>): void {
    metrics.told.add("listeners", listeners.size);
    if (tracing) tellOf(record.traceparent, pushStep(tracing, record, listeners.size));
    const first = rings?.hear(record);
    for (const one of listeners) if (one !== first?.candidate) one.hear(record);
    if (!first) return;
    let isTold = false;
    const tell = () => {
      clearTimeout(late);
      if (!isTold) first.candidate.hear(record);
      isTold = true;
    };
    const late = setTimeout(tell, decideWithinMs);
    void first.decided.then(tell);
  }

  const trust = createTrust(backEnd);
  function expire(): void {
    trust.look();
    for (const [{ admitted, end }, since] of seats.all())
      if (trust.isOver(admitted, since)) end("TOKEN_EXPIRED");
  }

  /** Begun at once and not when the last request is answered: a page may be on another replica by then. */
  async function sayGoodbye(): Promise<void> {
    const leaving = [...connections];
    await Promise.all([...seats.all()].map(([live]) => leaveSoon(live)));
    // A page whose network is gone never closes its side.
    const mute = setTimeout(() => {
      for (const connection of leaving) connection.destroy();
    }, lastWordMs);
    await Promise.all(leaving.map(closed));
    clearTimeout(mute);
  }

  let farewell: Promise<void> | undefined;
  let stopTicking = () => {};
  let expiry: NodeJS.Timeout | undefined;
  backEnd.stage("live", {
    start() {
      io.attach(backEnd.server);
      guard = guardConnections(io, now);
      hub.start(spread);
      if (namespaces.some(({ ticks }) => ticks)) stopTicking = startTicking({ hub, eventLog, log, now });
      backEnd.stopping.addEventListener("abort", () => {
        farewell ??= sayGoodbye();
      });
      expiry = setInterval(expire, expiryEveryMs);
      backEnd.people.revocations.onRevoked((memberId, notBefore) => {
        for (const [{ admitted, end }] of seats.all()) {
          const { kind, sub, authAtMs } = admitted.caller;
          if (kind === "member" && sub === memberId && authAtMs < notBefore) end("UNAUTHENTICATED");
        }
      });
    },
    async stop() {
      farewell ??= sayGoodbye();
      await farewell;
      clearInterval(expiry);
      stopTicking();
      guard?.stop();
      rings?.close();
      hub.stop();
      await io.close();
    },
  });

  return {
    poll: createPoll({ hub, eventLog, rings, stopping: backEnd.stopping }),
    acknowledged: (stream, n) => rings?.acknowledged(stream, n),
  };
}

/** Once for all who are sent it: whose stream it is stays between us and them. */
const pushStep = (tracing: Tracing, { stream, name, n }: LiveRecord, listeners: number): Step => ({
  ...{ tracing, name: `push ${name}`, kind: "gives" },
  attributes: { "siren.stream": stream.split(":")[0] ?? "", "siren.n": n, "siren.listeners": listeners },
});

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
