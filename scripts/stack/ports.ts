import { createServer } from "node:net";
import { codeOf, messageOf, StackFault } from "./fault.ts";

export type WantedPort = { host: string; port: number; whose: string; option: string };

/** Refuses before anything starts, naming the port and the way round it. */
export async function demandFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const { host, port, whose, option } of wanted) {
    const fault = await tryToListen(host, port);
    if (fault === undefined) continue;
    if (fault.code === "EADDRINUSE") {
      throw new StackFault(`port ${port} of ${whose} is in use: free it, or choose another with ${option} N`);
    }
    throw new StackFault(
      `${whose} cannot listen on ${host} port ${port} (${fault.code ?? fault.message}): choose another with --host ADDRESS or ${option} N`,
    );
  }
}

/** A port that was free a moment ago: for stacks whose addresses must be known before they start. */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, host, () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function tryToListen(host: string, port: number): Promise<{ code?: string; message: string } | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (fault) => resolve({ code: codeOf(fault), message: messageOf(fault) }));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
