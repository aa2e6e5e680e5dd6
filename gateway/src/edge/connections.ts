import type { Server, ServerResponse } from "node:http";
import type { BlockList, Socket } from "node:net";
import { isWithin } from "@siren/chassis/addresses";
import { addressKey, plainAddress } from "./whence.ts";

export type ConnectionLimits = {
  maxConnections: number;
  maxConnectionsPerAddress: number;
  writeStallMs: number;
  answerStallMs: number;
  trustedProxies: BlockList;
};

type Watched = {
  socket: Socket;
  takenBytes: number;
  quietLooks: number;
  /** For how many looks more nothing may come; none while it is busy. */
  idleLooks: number;
  readBytes: number;
};

/** Node keeps there the answer that a connection is busy with; nothing else says so. */
type Busy = Socket & { _httpMessage?: ServerResponse | null };

/** Answers that were cut off because whoever gave them did not go on: it is they who are to blame, not the browser. */
const cutForSilence = new WeakSet<ServerResponse>();
export const isCutForSilence = (res: ServerResponse): boolean => cutForSilence.has(res);

/** Answers that come in pieces, with no telling when the next one does: nobody is to blame for a silence. */
const streams = new WeakSet<ServerResponse>();
export const isStreamed = (res: ServerResponse): boolean => streams.has(res);
export const noteStream = (res: ServerResponse): void => void streams.add(res);

/** Answers that were begun by whoever gives them: their headers go out with the first piece, and it may never come. */
const begun = new WeakSet<ServerResponse>();
export const noteBegun = (res: ServerResponse): void => void begun.add(res);
const isUnderWay = (res: ServerResponse) => !res.writableEnded && (res.headersSent || begun.has(res));

/** Whoever is this much slower than allowed is found out so many times within it. */
const looksPerStall = 4;

/**
 * How many connections there may be, and none that takes nothing of what is ready for it, nor one whose answer was
 * begun and is not gone on with: each holds one of ours and one of a service's. One timer looks at all of them; a
 * request pays nothing.
 */
export function watchConnections(server: Server, limits: ConnectionLimits) {
  const { maxConnections, maxConnectionsPerAddress, writeStallMs, answerStallMs, trustedProxies } = limits;
  const open = new Map<Socket, Watched>();
  const byAddress = new Map<string, number>();
  let count = 0;
  let stalled = 0;
  let unfinished = 0;
  let crowded = 0;
  let looking: NodeJS.Timeout | undefined;

  function watch(socket: Socket): void {
    const watched = { socket, takenBytes: 0, quietLooks: 0, idleLooks: Number.NaN, readBytes: 0 };
    open.set(socket, watched);
    socket.once("close", () => void open.delete(socket));
    const precisely = socket.setTimeout.bind(socket);
    // Node begins one with the end of each answer and ends it with the next request: two timers made for each of them,
    // for something that looks every few seconds tell as well.
    socket.setTimeout = (ms, onTimeout) => {
      if (onTimeout) return precisely(ms, onTimeout);
      watched.idleLooks = ms > 0 ? Math.max(1, Math.floor(ms / lookEveryMs)) : Number.NaN;
      return socket;
    };
  }

  server.maxConnections = maxConnections;
  server.on("connection", (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? "");
    const key = addressKey(address);
    const already = byAddress.get(key) ?? 0;
    // Node counts those of the server's own port alone.
    const isFull = count >= maxConnections;
    if (isFull || (already >= maxConnectionsPerAddress && !isWithin(trustedProxies, address))) {
      crowded += 1;
      socket.destroy();
      return;
    }
    byAddress.set(key, already + 1);
    count += 1;
    watch(socket);
    socket.once("close", () => {
      count -= 1;
      const left = (byAddress.get(key) ?? 1) - 1;
      if (left > 0) byAddress.set(key, left);
      else byAddress.delete(key);
    });
  });
  // Of a server that speaks TLS by itself: what is written lies in this one, and not in the one beneath.
  server.on("secureConnection", watch);
  server.on("drop", () => {
    crowded += 1;
  });

  // In looks and not by the clock: what waited while this process itself had no time is nobody's silence.
  const lookEveryMs = Math.max(10, Math.min(writeStallMs, answerStallMs) / looksPerStall);
  const looksOf = (ms: number) => Math.ceil(ms / lookEveryMs);

  function endIdle(watched: Watched): void {
    const { socket } = watched;
    if (socket.bytesRead !== watched.readBytes) watched.readBytes = socket.bytesRead;
    else if (--watched.idleLooks <= 0) socket.emit("timeout");
  }

  function look(): void {
    for (const watched of open.values()) {
      const { socket } = watched;
      if (watched.idleLooks >= 0) endIdle(watched);
      const takenBytes = socket.bytesWritten - socket.writableLength;
      const answer = (socket as Busy)._httpMessage;
      const isTheirs = socket.writableLength > 0;
      const isOurs = !isTheirs && answer != null && isUnderWay(answer);
      if (takenBytes !== watched.takenBytes || !(isTheirs || isOurs)) {
        watched.takenBytes = takenBytes;
        watched.quietLooks = 0;
        continue;
      }
      watched.quietLooks += 1;
      if (isTheirs && watched.quietLooks >= looksOf(writeStallMs)) {
        stalled += 1;
        socket.destroy();
      } else if (isOurs && watched.quietLooks >= looksOf(answerStallMs) && !isStreamed(answer)) {
        // A status cannot be said any more: that it was not all shows in how the connection ends.
        unfinished += 1;
        cutForSilence.add(answer);
        socket.destroy();
      }
    }
  }

  return {
    open: () => count,
    stalled: () => stalled,
    unfinished: () => unfinished,
    crowded: () => crowded,
    start() {
      looking = setInterval(look, lookEveryMs);
      looking.unref();
    },
    stop: () => clearInterval(looking),
  };
}
