import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the range from which systems serve port 0: there nobody else is given it before it is wanted. */
const [lowest, highest] = [12_000, 30_000];

/** For a process that must come back on the same port, or for a port where nobody listens; who can takes port 0. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    const server = createServer().listen({ host: "127.0.0.1", port, exclusive: true });
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
