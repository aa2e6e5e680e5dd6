import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

/** For a process that must come back on the same port; whoever can takes port 0 instead. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
