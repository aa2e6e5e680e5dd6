import type { Server } from "node:http";
import { type Server as Door, Server as NetServer, type Socket } from "node:net";

export type Doors = {
  /** One more that hands its connections on to the server. */
  add(door: Door): void;
  all(): readonly Door[];
  /** Who is inside, or on the way in, by whichever door. */
  count(): number;
  /** Nobody new is let in; resolves when all who are inside have gone. */
  shut(): Promise<void>;
  /** Cuts every connection off, upgraded ones too, which the server's own closeAllConnections does not know. */
  cutAll(): void;
};

/** All that lets somebody in to one server: the port that it listens on itself, and others, such as one with TLS. */
export function doorsOf(server: Server): Doors {
  const doors: Door[] = [];
  const inside = new Set<Socket>();

  function add(door: Door): void {
    doors.push(door);
    door.on("connection", (socket: Socket) => {
      inside.add(socket);
      socket.once("close", () => inside.delete(socket));
    });
  }
  add(server as Door);

  return {
    add,
    all: () => doors,
    count: () => inside.size,
    async shut() {
      // The http server's own close would end what looks idle, and who has just come in looks so.
      const shut = (door: Door) =>
        new Promise<void>((resolve) => NetServer.prototype.close.call(door, () => resolve()));
      await Promise.all(doors.map(shut));
    },
    cutAll() {
      for (const socket of inside) socket.destroy();
    },
  };
}
