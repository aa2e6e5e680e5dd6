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
  end(code: Goodbye): void;
};

/** So long may a page take to renew its token after it has run out. */
const renewalGraceMs = 15_000;
/** A reader with so many packets unread gets them from the log, when it comes back. */
const mostUnread = 500;
const longestTimerMs = 2 ** 31 - 1;

type Parts = {
  backEnd: BackEnd;
  eventLog: EventLogPort;
  streams: readonly string[];
  onAck?: (stream: string, n: number, admitted: Admitted) => void;
};

/** One open socket: what it may ask, what it is sent, and when it ends. */
export function serveSocket(socket: Socket, admitted: Admitted, parts: Parts): LiveSocket {
  const { backEnd, eventLog, streams } = parts;
  const subscriptions = new Map<string, Subscription>();
  const self: LiveSocket = { admitted, subscriptions, offer, end };
  let expiry: NodeJS.Timeout | undefined;

  function end(code: Goodbye): void {
    socket.emit("goodbye", { code });
    socket.disconnect(true);
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

  function watchExpiry(): void {
    clearTimeout(expiry);
    const leftMs = self.admitted.expiresAtMs + renewalGraceMs - backEnd.now();
    if (leftMs < longestTimerMs) expiry = setTimeout(() => end("TOKEN_EXPIRED"), Math.max(0, leftMs));
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

  on("resume", resumeRequest, async ({ stream, after }) => {
    if (!streams.includes(stream)) return { ok: false, n: 0, code: "FORBIDDEN" };
    subscriptions.get(stream)?.close();
    const from = after ?? (await eventLog.streamHead(stream));
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
    if (streams.includes(stream)) parts.onAck?.(stream, n, self.admitted);
    return { ok: true };
  });

  on("auth.renew", renewRequest, async ({ token }) => {
    try {
      const renewed = await backEnd.people.tokens.verifyAccess(token);
      if (renewed.caller.sub !== self.admitted.caller.sub) return { ok: false, code: "FORBIDDEN" };
      self.admitted = renewed;
      watchExpiry();
      return { ok: true, expiresAt: renewed.expiresAtMs };
    } catch {
      return { ok: false, code: "UNAUTHENTICATED" };
    }
  });

  socket.on("disconnect", () => {
    clearTimeout(expiry);
    for (const subscription of subscriptions.values()) subscription.close();
  });

  const expiresAt = Math.min(admitted.expiresAtMs, Number.MAX_SAFE_INTEGER);
  socket.emit("hello", { streams, expiresAt });
  watchExpiry();
  return self;
}

/** Packets that engine.io has not been able to hand to the network. */
function unreadOf(socket: Socket): number {
  const { writeBuffer } = socket.conn as unknown as { writeBuffer?: unknown[] };
  return writeBuffer?.length ?? 0;
}
