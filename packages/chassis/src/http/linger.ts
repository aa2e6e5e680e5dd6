import type { Server } from "node:http";
import { type Server as AnyServer, Server as NetServer } from "node:net";
import { setImmediate as afterPoll, setTimeout as pause } from "node:timers/promises";

/** Of a connection that was taken last: its request is on its way. */
const graceMs = 250;
const lookEveryMs = 20;

/**
 * For a process that is called from outside, by whoever holds a connection and asks no registry. Each answer says by
 * now that it is the connection's last one; so long as there are connections, and no longer than `mostMs`, requests
 * are taken on them and on new ones. Then nobody new is let in, and those who came last may still ask. An idle
 * connection is closed in the end: its next request could not be told from one that is lost. Resolves as soon as
 * nothing comes in any more; the promise inside, when all connections are over.
 */
export async function linger(server: Server, mostMs: number): Promise<{ closed: Promise<void> }> {
  await untilNobody(server, mostMs);
  // Right after the loop has taken in whoever was waiting at the door.
  await afterPoll();
  // The http server's own would end what looks idle, and who has just come in looks so.
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server as AnyServer, () => resolve());
  });
  await untilNobody(server, Math.min(graceMs, mostMs));
  return { closed };
}

async function untilNobody(server: Server, mostMs: number): Promise<void> {
  const endsAt = performance.now() + mostMs;
  while (performance.now() < endsAt && (await connectionsOf(server)) > 0) await pause(lookEveryMs);
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((_fault, count) => resolve(count ?? 0)));
