import { createServer, type Server as HttpServer, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import { renewRequest } from "@siren/contracts/live";
import { Refusal } from "@siren/contracts/refusal";
import type { Server, Socket } from "socket.io";
import type { BackEnd } from "../back-end.ts";
import { type Admitted, admitSocket, refusedHandshake } from "./admission.ts";
import { closeConnection, type Goodbye, type Guard, guardConnections } from "./guard.ts";
import { createTrust } from "./trust.ts";
import { unreadBytesOf } from "./unread.ts";

type Options = {
  /** Engine.io's path, and the one namespace there. */
  path: string;
  namespace: string;
  /** Throws a Refusal for one who may not hear it. */
  admit(admitted: Admitted): void;
  /** The first reader came, the last one left: what has to be asked for is asked for in between only. */
  onFirst?: () => void;
  onLast?: () => void;
};

export type News = {
  /** To all who are there; nobody gets it later. */
  tell(name: string, data: object): void;
  readers(): number;
  /** Whoever listens for upgrades hands those of this path over. */
  take(req: IncomingMessage, socket: Duplex, head: Buffer): void;
};

const limits = { messageBytes: 8 * 1024, readers: 200, ofOne: 10 };
/** A reader with so much unread is let go; it comes back to what is so then. */
const mostUnreadBytes = 256 * 1024;
const lookEveryMs = 500;

type Door = { io: Server; guard: Guard; server: HttpServer };

/** A socket on which everybody hears the same news, from now on: nothing is numbered, kept or sent again. */
export function serveNews(backEnd: BackEnd, options: Options): News {
  const { log, now, people, stopping } = backEnd;
  const seats = new Map<Socket, { admitted: Admitted; since: number }>();
  const trust = createTrust(backEnd);
  let looking: NodeJS.Timeout | undefined;
  let door: Door | undefined;

  function end(socket: Socket, code: Goodbye): void {
    if (!seats.delete(socket)) return;
    socket.emit("goodbye", { code });
    // socket.io's client comes back by itself when the connection closes, and not when it is told to leave.
    if (code === "UNAUTHENTICATED" || code === "BAD_REQUEST") socket.disconnect();
    closeConnection(socket.conn, code);
    noteLeft();
  }

  function noteLeft(): void {
    if (seats.size > 0) return;
    clearInterval(looking);
    options.onLast?.();
  }

  function isRevoked({ caller }: Admitted): boolean {
    return people.revocations.isRevoked(caller);
  }

  const ownOf = (sub: string) =>
    [...seats.values()].filter(({ admitted }) => admitted.caller.sub === sub).length;

  /** With the first reader: socket.io is 4 MB, and a gateway whose ops page nobody looks at does without. */
  function open(): Door {
    const { Server } = createRequire(import.meta.url)("socket.io") as typeof import("socket.io");
    const io = new Server({
      ...{ path: options.path, transports: ["websocket"], serveClient: false, perMessageDeflate: false },
      ...{
        maxHttpBufferSize: limits.messageBytes,
        pingInterval: 10_000,
        pingTimeout: 8_000,
        connectTimeout: 10_000,
      },
    });
    // It never listens: upgrades come to it from the one listener that has looked at their origin.
    const server = createServer();
    io.attach(server);
    const guard = guardConnections(io, now);
    io.of(options.namespace)
      .use(async (socket, next) => {
        try {
          if (stopping.aborted) throw new Refusal("DRAINING");
          if (seats.size >= limits.readers) throw new Refusal("OVERLOADED");
          const admitted = await admitSocket(backEnd, socket.handshake);
          options.admit(admitted);
          if (ownOf(admitted.caller.sub) >= limits.ofOne) throw new Refusal("TOO_MANY_REQUESTS");
          socket.data = admitted;
          next();
        } catch (error) {
          next(refusedHandshake(error, log));
        }
      })
      .on("connection", (socket) => {
        const admitted = socket.data as Admitted;
        const expiresAt = Math.min(admitted.expiresAtMs, Number.MAX_SAFE_INTEGER);
        socket.emit("hello", { streams: [], expiresAt });
        seats.set(socket, { admitted, since: now() });
        const unseat = guard.seat(socket.conn, (code) => end(socket, code));
        if (seats.size === 1) {
          looking = setInterval(look, lookEveryMs);
          options.onFirst?.();
        }
        socket.use(([name], next) => (name === "auth.renew" ? next() : end(socket, "BAD_REQUEST")));
        socket.on("auth.renew", (payload: unknown, answer: unknown) => void renew(socket, payload, answer));
        socket.on("error", () => end(socket, "BAD_REQUEST"));
        socket.on("disconnect", () => {
          if (seats.delete(socket)) noteLeft();
          unseat();
        });
        // One of many that came at the same moment.
        if (seats.size > limits.readers || ownOf(admitted.caller.sub) > limits.ofOne)
          end(socket, "OVERLOADED");
      });
    return { io, guard, server };
  }

  async function renew(socket: Socket, payload: unknown, answer: unknown): Promise<void> {
    const asked = renewRequest.safeParse(payload);
    if (!asked.success) return end(socket, "BAD_REQUEST");
    const say = (word: object) => void (typeof answer === "function" && answer(word));
    try {
      const renewed = await people.tokens.verifyAccess(asked.data.token);
      const seat = seats.get(socket);
      if (!seat || renewed.caller.sub !== seat.admitted.caller.sub) throw new Refusal("FORBIDDEN");
      options.admit(renewed);
      seat.admitted = renewed;
      say({ ok: true, expiresAt: renewed.expiresAtMs });
    } catch {
      say({ ok: false, code: "UNAUTHENTICATED" });
    }
  }

  function look(): void {
    trust.look();
    for (const [socket, { admitted, since }] of seats) {
      if (isRevoked(admitted)) end(socket, "UNAUTHENTICATED");
      else if (trust.isOver(admitted, since)) end(socket, "TOKEN_EXPIRED");
    }
  }

  backEnd.stage(`news ${options.namespace}`, {
    start() {
      stopping.addEventListener("abort", () => {
        for (const socket of [...seats.keys()]) end(socket, "DRAINING");
      });
    },
    async stop() {
      clearInterval(looking);
      door?.guard.stop();
      for (const socket of seats.keys()) socket.conn.close();
      await door?.io.close();
    },
  });

  return {
    tell(name, data) {
      for (const socket of seats.keys()) {
        if (unreadBytesOf(socket.conn) > mostUnreadBytes) end(socket, "OVERLOADED");
        else socket.emit(name, data);
      }
    },
    readers: () => seats.size,
    take(req, socket, head) {
      // Nothing may be opened that nobody closes any more.
      if (!door && stopping.aborted) return void socket.destroy();
      door ??= open();
      door.server.emit("upgrade", req, socket, head);
    },
  };
}
