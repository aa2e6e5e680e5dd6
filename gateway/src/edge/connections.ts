import type { Server } from "node:http";
import type { BlockList, Socket } from "node:net";
import { isWithin } from "@siren/chassis/config";
import { addressKey, plainAddress } from "./whence.ts";

export type ConnectionLimits = {
  maxConnections: number;
  maxConnectionsPerAddress: number;
  writeStallMs: number;
  trustedProxies: BlockList;
};

type Watched = { socket: Socket; takenBytes: number; sinceMs: number };

/** Whoever is this much slower than allowed is found out so many times within it. */
const looksPerStall = 4;

/**
 * How many connections there may be, and none that takes nothing of what is ready for it: behind each of those a
 * service's connection waits. One timer looks at all of them; a request pays nothing.
 */
export function watchConnections(server: Server, limits: ConnectionLimits) {
  const { maxConnections, maxConnectionsPerAddress, writeStallMs, trustedProxies } = limits;
  const open = new Map<Socket, Watched>();
  const byAddress = new Map<string, number>();
  let stalled = 0;
  let crowded = 0;
  let looking: NodeJS.Timeout | undefined;

  server.maxConnections = maxConnections;
  server.on("connection", (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? "");
    const key = addressKey(address);
    const already = byAddress.get(key) ?? 0;
    if (already >= maxConnectionsPerAddress && !isWithin(trustedProxies, address)) {
      crowded += 1;
      socket.destroy();
      return;
    }
    byAddress.set(key, already + 1);
    open.set(socket, { socket, takenBytes: 0, sinceMs: performance.now() });
    socket.once("close", () => {
      open.delete(socket);
      const left = (byAddress.get(key) ?? 1) - 1;
      if (left > 0) byAddress.set(key, left);
      else byAddress.delete(key);
    });
  });
  server.on("drop", () => {
    crowded += 1;
  });

  function look(): void {
    const nowMs = performance.now();
    for (const watched of open.values()) {
      const { socket } = watched;
      const takenBytes = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0 || takenBytes !== watched.takenBytes) {
        watched.takenBytes = takenBytes;
        watched.sinceMs = nowMs;
      } else if (nowMs - watched.sinceMs >= writeStallMs) {
        stalled += 1;
        socket.destroy();
      }
    }
  }

  return {
    open: () => open.size,
    stalled: () => stalled,
    crowded: () => crowded,
    start() {
      looking = setInterval(look, Math.max(10, writeStallMs / looksPerStall));
      looking.unref();
    },
    stop: () => clearInterval(looking),
  };
}
