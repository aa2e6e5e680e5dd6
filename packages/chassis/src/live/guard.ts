import type { goodbye } from "@siren/contracts/live";
import type { Server } from "socket.io";
import type * as z from "zod/mini";
import { createBucket } from "./bucket.ts";
import { type Connection, hasUnsent, netSocketOf, unreadBytesOf, webSocketOf } from "./unread.ts";

export type Goodbye = z.infer<typeof goodbye>["code"];

/** What a connection may say: a page that has slept acknowledges a day at once, and says little after that. */
const packets = { atOnce: 300, perS: 50 };
const bytesAtOnce = 512 * 1024;
const bytesPerLook = 32 * 1024;
/** More than any reader who is only slow: what is sent to those waits in the log. */
const mostUnreadBytes = 512 * 1024;
const lookEveryMs = 500;
export const lastWordMs = 500;
/** Of RFC 6455: going away, policy violation, try again later. */
const closeCodes: Record<Goodbye, number> = {
  DRAINING: 1001,
  ...{
    UNAUTHENTICATED: 1008,
    TOKEN_EXPIRED: 1008,
    BAD_REQUEST: 1008,
    TOO_MANY_REQUESTS: 1008,
    OVERLOADED: 1013,
  },
};

type Watched = { mayPass: () => boolean; bytes: number; bytesRead: number; isLeft: boolean };
type Farewell = (code: Goodbye) => void;

export type Guard = {
  /**
   * Who says goodbye on this connection when it is ended; a connection may carry several namespaces, and is closed when
   * the last of them was left.
   */
  seat(connection: Connection, farewell: Farewell): () => void;
  end(connection: Connection, code: Goodbye): void;
  stop(): void;
};

/**
 * Looks at whatever comes in below socket.io, also from those who never open a namespace: what is no packet of a page,
 * and more than a page has to say, ends its connection with a reason and touches no other.
 */
export function guardConnections(io: Server, now: () => number): Guard {
  const watched = new Map<Connection, Watched>();
  const seats = new WeakMap<Connection, Set<Farewell>>();
  // socket.io has it, asked for or not, and would keep whoever comes there for ever.
  io.of("/").use((_socket, next) => {
    next(Object.assign(new Error("NOT_FOUND"), { data: { code: "NOT_FOUND" } }));
  });

  function end(connection: Connection, code: Goodbye): void {
    if (!watched.delete(connection)) return;
    for (const farewell of seats.get(connection) ?? []) farewell(code);
    closeConnection(connection, code);
  }

  function count(connection: Connection, state: Watched): void {
    if (!state.mayPass()) end(connection, "TOO_MANY_REQUESTS");
  }

  io.engine.on("connection", (connection: Connection) => {
    const mayPass = createBucket(packets, now);
    const state: Watched = { mayPass, bytes: bytesAtOnce, bytesRead: 0, isLeft: false };
    watched.set(connection, state);
    connection.on("packet", ({ type, data }: { type: string; data?: unknown }) => {
      count(connection, state);
      // Nobody sends us bytes, and engine.io's own words are said by servers, but for the answer to a ping.
      const isUsual = type === "pong" || type === "close" || (type === "message" && typeof data === "string");
      if (!isUsual) end(connection, "BAD_REQUEST");
    });
    for (const name of ["ping", "pong"] as const)
      webSocketOf(connection)?.on(name, () => count(connection, state));
    connection.once("close", () => {
      watched.delete(connection);
      destroySoon(connection);
    });
  });

  const looking = setInterval(() => {
    for (const [connection, state] of watched) {
      const { bytesRead } = netSocketOf(connection);
      state.bytes = Math.min(bytesAtOnce, state.bytes + bytesPerLook) - (bytesRead - state.bytesRead);
      state.bytesRead = bytesRead;
      if (state.isLeft) end(connection, "BAD_REQUEST");
      else if (state.bytes < 0) end(connection, "TOO_MANY_REQUESTS");
      else if (unreadBytesOf(connection) > mostUnreadBytes) end(connection, "OVERLOADED");
    }
  }, lookEveryMs);

  return {
    end,
    seat(connection, farewell) {
      const farewells = seats.get(connection) ?? new Set();
      seats.set(connection, farewells.add(farewell));
      const state = watched.get(connection);
      if (state) state.isLeft = false;
      return () => {
        farewells.delete(farewell);
        if (state) state.isLeft = farewells.size === 0;
      };
    },
    stop: () => clearInterval(looking),
  };
}

/** After what is on its way to the network, a goodbye above all; whoever does not answer is not waited for. */
export function closeConnection(connection: Connection, code: Goodbye): void {
  const close = () => {
    webSocketOf(connection)?.close(closeCodes[code], code);
    connection.close(true);
  };
  if (hasUnsent(connection)) connection.once("drain", close);
  else close();
  destroySoon(connection);
}

function destroySoon(connection: Connection): void {
  const socket = netSocketOf(connection);
  if (!socket.destroyed) setTimeout(() => socket.destroy(), lastWordMs).unref();
}
