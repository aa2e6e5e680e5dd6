import { ackRequest, type goodbye, renewRequest, resumeRequest } from "@siren/contracts/live";
import type { Socket } from "socket.io";
import type * as z from "zod/mini";
import type { BackEnd } from "../back-end.ts";
import { errorFields } from "../log.ts";
import type { EventLogPort, LiveRecord } from "../messaging/ports.ts";
import type { Admitted } from "./admission.ts";
import { type Subscription, subscribe } from "./subscription.ts";

type Goodbye = z.infer<typeof goodbye>["code"];

export type LiveSocket = {
  admitted: Admitted;
  subscriptions: Map<string, Subscription>;
  offer(record: LiveRecord): void;
  /** Ends the socket when nobody has renewed its sign-in in time. */
  expire(now: number): void;
  end(code: Goodbye): void;
};

/** So long may a page take to renew its token after it has run out. */
const renewalGraceMs = 15_000;
/** A reader with so many packets unread gets them from the log, when it comes back. */
const mostUnread = 500;
/** socket.io's client comes back by itself after these: it is the connection that closes, not the namespace. */
const comeBackAfter: readonly Goodbye[] = ["DRAINING", "OVERLOADED", "TOKEN_EXPIRED"];
const requests = ["resume", "ack", "auth.renew"];

type Parts = {
  backEnd: BackEnd;
  eventLog: EventLogPort;
  streams: readonly string[];
  streamsOf: (admitted: Admitted) => readonly string[] | Promise<readonly string[]>;
  onAck?: (stream: string, n: number, admitted: Admitted) => void;
};

/** One open socket: what it may ask, what it is sent, and when it ends. */
export function serveSocket(socket: Socket, admitted: Admitted, parts: Parts): LiveSocket {
  const { backEnd, eventLog } = parts;
  let { streams } = parts;
  const subscriptions = new Map<string, Subscription>();
  const self: LiveSocket = { admitted, subscriptions, offer, expire, end };

  function end(code: Goodbye): void {
    socket.emit("goodbye", { code });
    if (comeBackAfter.includes(code)) socket.conn.close();
    else socket.disconnect(true);
  }

  function expire(now: number): void {
    if (now > self.admitted.expiresAtMs + renewalGraceMs) end("TOKEN_EXPIRED");
  }

  function offer(record: LiveRecord): void {
    subscriptions.get(record.stream)?.offer(record);
  }

  function send(record: LiveRecord): void {
    if (unreadOf(socket) > mostUnread) {
      end("OVERLOADED");
      return;
    }
    const { eventId, stream, n, at, traceparent } = record;
    socket.emit(record.name, {
      ...(record.data as object),
      eventId,
      stream,
      n,
      at,
      ...(traceparent && { traceparent }),
    });
  }

  /** Runs a request of the client; one that is not of the agreed form ends the socket and nothing else. */
  function on<S extends z.ZodMiniType>(
    name: string,
    schema: S,
    work: (request: z.output<S>) => Promise<object>,
  ): void {
    socket.on(name, async (payload: unknown, answer: unknown) => {
      const request = schema.safeParse(payload);
      if (!request.success) {
        end("BAD_REQUEST");
        return;
      }
      try {
        const result = await work(request.data);
        if (typeof answer === "function") answer(result);
      } catch (error) {
        backEnd.log.warn("live.request-failed", { name, ...errorFields(error) });
        end("OVERLOADED");
      }
    });
  }

  socket.use(([name], next) => {
    if (requests.includes(name)) next();
    else end("BAD_REQUEST");
  });

  /** Not from beyond the head (a backup was restored) nor from before what is still kept. */
  async function canGoOnFrom(stream: string, after: number, head: number): Promise<boolean> {
    if (after >= head) return after === head;
    const [next] = await eventLog.readStream(stream, after, 1);
    return next?.n === after + 1;
  }

  on("resume", resumeRequest, async ({ stream, after }) => {
    if (!streams.includes(stream)) return { ok: false, n: 0, code: "FORBIDDEN" };
    const head = await eventLog.streamHead(stream);
    const from = after ?? head;
    if (!(await canGoOnFrom(stream, from, head))) return { ok: false, n: head, code: "CURSOR_GONE" };
    subscriptions.get(stream)?.close();
    const onTrouble = (error: unknown) => {
      backEnd.log.warn("live.stream-not-read", { stream, ...errorFields(error) });
      end("OVERLOADED");
    };
    const subscription = subscribe({ stream, after: from, eventLog, send, onTrouble });
    subscriptions.set(stream, subscription);
    await subscription.caughtUp;
    return { ok: true, n: subscription.position() };
  });

  on("ack", ackRequest, async ({ stream, n }) => {
    // Nobody has shown what they were not sent.
    const sent = subscriptions.get(stream)?.position() ?? 0;
    if (sent > 0 && streams.includes(stream)) parts.onAck?.(stream, Math.min(n, sent), self.admitted);
    return { ok: true };
  });

  on("auth.renew", renewRequest, async ({ token }) => {
    try {
      const renewed = await backEnd.people.tokens.verifyAccess(token);
      if (renewed.caller.sub !== self.admitted.caller.sub) return { ok: false, code: "FORBIDDEN" };
      // The new token may say less than the old one: another store, or none.
      streams = await parts.streamsOf(renewed);
      self.admitted = renewed;
      for (const [stream, subscription] of subscriptions) {
        if (streams.includes(stream)) continue;
        subscription.close();
        subscriptions.delete(stream);
      }
      return { ok: true, expiresAt: renewed.expiresAtMs };
    } catch {
      return { ok: false, code: "UNAUTHENTICATED" };
    }
  });

  socket.on("disconnect", () => {
    for (const subscription of subscriptions.values()) subscription.close();
  });

  const expiresAt = Math.min(admitted.expiresAtMs, Number.MAX_SAFE_INTEGER);
  socket.emit("hello", { streams, expiresAt });
  return self;
}

/** Packets that engine.io has not been able to hand to the network. */
function unreadOf(socket: Socket): number {
  const { writeBuffer } = socket.conn as unknown as { writeBuffer?: unknown[] };
  return writeBuffer?.length ?? 0;
}
