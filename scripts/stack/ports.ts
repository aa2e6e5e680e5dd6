import { createServer } from "node:net";
import { freePort as anyFreePort } from "@siren/chassis/free-port";
import { codeOf, messageOf, StackFault } from "./fault.ts";

const highestPort = 65_535;

export type WantedPort = { host: string; port: number; whose: string; option: string };

/** Refuses before anything starts, naming the port and the way round it. */
export async function demandFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const [place, { port, whose, option }] of wanted.entries()) {
    if (port > highestPort)
      throw new StackFault(
        `port ${port} of ${whose} is beyond ${highestPort}: choose a lower one with ${option} N`,
      );
    const other = wanted.slice(0, place).find((earlier) => earlier.port === port);
    if (other)
      throw new StackFault(
        `port ${port} is wanted by both ${other.whose} and ${whose}: choose another with ${option} N`,
      );
  }
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

/** For a stack whose addresses must be known before it starts. */
export async function freePort(host: string): Promise<number> {
  try {
    return await anyFreePort(host);
  } catch (fault) {
    throw new StackFault(messageOf(fault));
  }
}

function tryToListen(host: string, port: number): Promise<{ code?: string; message: string } | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (fault) => resolve({ code: codeOf(fault), message: messageOf(fault) }));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
