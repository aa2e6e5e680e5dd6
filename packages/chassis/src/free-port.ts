import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the range from which systems serve port 0: there nobody else is given it before it is wanted. */
const [lowest, highest] = [12_000, 30_000];
/** Where each one fails, the address is not this machine's. */
const mostTries = 50;

/**
 * For whoever has to be told its port before it listens, comes back on the same one, or is not to be there at all; who
 * can takes port 0.
 */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (let tries = 0; tries < mostTries; tries++) {
    const port = randomInt(lowest, highest);
    if (await canListen(host, port)) return port;
  }
  throw new Error(`no free port was found on ${host}`);
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
