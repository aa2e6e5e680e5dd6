import { ackRequest, renewRequest, resumeRequest } from "@siren/contracts/live";
import { Refusal } from "@siren/contracts/refusal";
import type { Socket } from "socket.io";
import type * as z from "zod/mini";
import type { BackEnd } from "../back-end.ts";
import { errorFields } from "../log.ts";
import type { EventLogPort, LiveRecord } from "../messaging/ports.ts";
import type { Admitted } from "./admission.ts";
import { createBucket } from "./bucket.ts";
import { closeConnection, type Goodbye } from "./guard.ts";
import type { LiveMetrics } from "./live-metrics.ts";
import { packetOf } from "./live-packet.ts";
import type { Rings } from "./rings.ts";
import type { Listener, StreamHub } from "./stream-hub.ts";
import { type Subscription, subscribe } from "./subscription.ts";
import { netSocketOf, unreadBytesOf, whenTaken } from "./unread.ts";

export type LiveSocket = {
  admitted: Admitted;
  end(code: Goodbye): void;
};

/** So much may wait in memory for one reader; the rest waits in the log, and the reader with it. */
const roomBytes = 64 * 1024;
/** A reader who takes nothing for so long is gone: when it comes back, it resumes. */
const takesNothingMs = 8_000;
const mostUnderWay = 16;
/** A page begins once with each connection and goes on after each gap; each time costs reads and a replay. */
const resumes = { atOnce: 20, perS: 1 };
/** socket.io's client comes back by itself after these: it is the connection that closes, not the namespace. */
const comeBackAfter: readonly Goodbye[] = ["DRAINING", "OVERLOADED", "TOKEN_EXPIRED", "TOO_MANY_REQUESTS"];
const requests = ["resume", "ack", "auth.renew"];

type Parts = {
  backEnd: BackEnd;
  eventLog: EventLogPort;
  hub: StreamHub;
  rings: Rings | undefined;
  metrics: Pick<LiveMetrics, "resumes" | "ended">;
  ticks: boolean;
  cutOffSince: () => number | undefined;
  streams: readonly string[];
  streamsOf: (admitted: Admitted) => readonly string[] | Promise<readonly string[]>;
};

/** One open socket: what it may ask, what it is sent, and when it ends. */
export function serveSocket(socket: Socket, admitted: Admitted, parts: Parts): LiveSocket {
  const { backEnd, eventLog, hub, rings } = parts;
  const { conn } = socket;
  let { streams } = parts;
  let underWay = 0;
  let isOver = false;
  const mayResume = createBucket(resumes, backEnd.now);
  const heard = new Map<string, { subscription: Subscription; leave: () => void }>();
  const self: LiveSocket = { admitted, end };

  function end(code: Goodbye): void {
    if (isOver) return;
    isOver = true;
    parts.metrics.ended.add(code);
    socket.emit("goodbye", { code });
    if (!comeBackAfter.includes(code)) socket.disconnect();
    // Who takes nothing would not see the farewell: it would only lie in memory.
    if (hasRoom()) closeConnection(conn, code);
    else netSocketOf(conn).destroy();
  }

  const hasRoom = () => unreadBytesOf(conn) < roomBytes;

  function room(): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(late);
        conn.removeListener("close", done);
        resolve();
      };
      const late = setTimeout(() => {
        conn.removeListener("close", done);
        reject(new Error("the reader takes nothing"));
      }, takesNothingMs);
      whenTaken(conn, done);
      conn.once("close", done);
    });
  }

  /** Hears one stream from `after` on, for as long as the socket may. */
  function listenTo(stream: string, after: number): Promise<void> {
    stopHearing(stream);
    const ringFor = new Set<number>();
    const subscription = subscribe({
      ...{ stream, after, eventLog, hasRoom, room },
      send(record: LiveRecord) {
        const rings = ringFor.delete(record.n);
        conn.write(packetOf(record, socket.nsp.name, rings), { compress: false });
      },
      onTrouble(error: unknown) {
        backEnd.log.warn("live.stream-not-read", { stream, ...errorFields(error) });
        end("OVERLOADED");
      },
    });
    const listener: Listener = {
      hear: subscription.offer,
      ...(parts.rings && {
        ring(n: number) {
          if (subscription.position() < n) ringFor.add(n);
          else socket.emit("ring", { stream, n });
        },
      }),
      ...(parts.ticks && {
        tick(n: number, at: number) {
          const tell = () => {
            const since = parts.cutOffSince();
            if (!isOver && hasRoom())
              socket.emit("tick", { stream, n, at, ...(since !== undefined && { cutOffSince: since }) });
          };
          // Read before the tail has brought it here: not a gap, but what comes next.
          if (subscription.position() >= n) tell();
          else if (hasRoom()) void subscription.lookFor(n).then(tell);
        },
      }),
    };
    heard.set(stream, { subscription, leave: hub.listen(stream, listener) });
    return subscription.caughtUp;
  }

  function stopHearing(stream: string): void {
    const one = heard.get(stream);
    if (!one) return;
    heard.delete(stream);
    one.subscription.close();
    one.leave();
    rings?.left(stream);
  }

  /** Runs a request of the client; one that is not of the agreed form ends the socket and nothing else. */
  function on<S extends z.ZodMiniType>(
    name: string,
    schema: S,
    work: (request: z.output<S>) => Promise<object>,
  ): void {
    socket.on(name, async (payload: unknown, answer: unknown) => {
      if (isOver) return;
      const request = schema.safeParse(payload);
      if (!request.success) return end("BAD_REQUEST");
      if (underWay >= mostUnderWay) return end("TOO_MANY_REQUESTS");
      underWay += 1;
      try {
        const result = await work(request.data);
        if (typeof answer === "function" && !isOver) answer(result);
      } catch (error) {
        backEnd.log.warn("live.request-failed", { name, ...errorFields(error) });
        end("OVERLOADED");
      } finally {
        underWay -= 1;
      }
    });
  }

  socket.use(([name], next) => {
    if (requests.includes(name)) next();
    else end("BAD_REQUEST");
  });
  // What socket.io cannot decode; without a listener it would be printed.
  socket.on("error", () => end("BAD_REQUEST"));

  /** Not from beyond the head (a backup was restored) nor from before what is still kept. */
  async function canGoOnFrom(stream: string, after: number, head: number): Promise<boolean> {
    if (after >= head) return after === head;
    const [next] = await eventLog.readStream(stream, after, 1);
    return next?.n === after + 1;
  }

  on("resume", resumeRequest, async (asked) => {
    const answer = await resume(asked);
    parts.metrics.resumes.add(answer.ok ? "ok" : answer.code);
    return answer;
  });

  type Resumed = { ok: true; n: number } | { ok: false; n: number; code: string };

  async function resume({ stream, after }: z.output<typeof resumeRequest>): Promise<Resumed> {
    if (!mayResume()) {
      end("TOO_MANY_REQUESTS");
      return { ok: false, n: 0, code: "TOO_MANY_REQUESTS" };
    }
    if (!streams.includes(stream)) return { ok: false, n: 0, code: "FORBIDDEN" };
    const head = await eventLog.streamHead(stream);
    const from = after ?? head;
    if (!(await canGoOnFrom(stream, from, head))) return { ok: false, n: head, code: "CURSOR_GONE" };
    // It may have ended, or lost the stream, while the log was asked.
    if (isOver || !socket.connected || !streams.includes(stream))
      return { ok: false, n: 0, code: "FORBIDDEN" };
    const caughtUp = listenTo(stream, from);
    rings?.joined(stream, head).catch((error: unknown) => {
      backEnd.log.warn("ring.not-looked-up", { stream, ...errorFields(error) });
    });
    await caughtUp;
    return { ok: true, n: heard.get(stream)?.subscription.position() ?? from };
  }

  on("ack", ackRequest, async ({ stream, n }) => {
    // Nobody has shown what they were not sent.
    const sent = heard.get(stream)?.subscription.position() ?? 0;
    if (sent > 0) rings?.acknowledged(stream, Math.min(n, sent));
    return { ok: true };
  });

  on("auth.renew", renewRequest, async ({ token }) => {
    const { people } = backEnd;
    const renewed = await people.tokens.verifyAccess(token).catch(() => undefined);
    if (!renewed) return { ok: false, code: "UNAUTHENTICATED" };
    if (renewed.caller.sub !== self.admitted.caller.sub) return { ok: false, code: "FORBIDDEN" };
    try {
      // The new token may say less than the old one: another store, or none.
      streams = await parts.streamsOf(renewed);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // No longer of the staff, for instance; the old token's word does not outlive the new one's.
      end("UNAUTHENTICATED");
      return { ok: false, code: error.code };
    }
    if (people.revocations.isRevoked(renewed.caller)) {
      end("UNAUTHENTICATED");
      return { ok: false, code: "UNAUTHENTICATED" };
    }
    self.admitted = renewed;
    for (const stream of [...heard.keys()]) if (!streams.includes(stream)) stopHearing(stream);
    return { ok: true, expiresAt: renewed.expiresAtMs };
  });

  socket.on("disconnect", () => {
    isOver = true;
    for (const stream of [...heard.keys()]) stopHearing(stream);
  });

  const expiresAt = Math.min(admitted.expiresAtMs, Number.MAX_SAFE_INTEGER);
  socket.emit("hello", { streams, expiresAt });
  return self;
}
