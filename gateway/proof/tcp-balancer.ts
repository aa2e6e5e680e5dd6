import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type TcpBalancer = { url: string; [Symbol.asyncDispose](): Promise<void> };

/** As plain as they come: the next in turn for each connection, another one when it is refused, and then only bytes. */
export async function openTcpBalancer(ports: readonly number[]): Promise<TcpBalancer> {
  const sockets = new Set<Socket>();
  let turn = 0;

  function reach(client: Socket, first: number, tries = 0): void {
    const upstream = connect(ports[(first + tries) % ports.length] as number, "127.0.0.1");
    let isConnected = false;
    upstream.once("connect", () => {
      isConnected = true;
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => {
      if (!isConnected && tries + 1 < ports.length) reach(client, first, tries + 1);
      else client.destroy();
    });
    client.once("close", () => upstream.destroy());
    // What it said last is still on its way to the client: that is ended by the pipe, and not cut.
    upstream.once("close", (isFault) => isFault && isConnected && client.destroy());
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    sockets.add(client);
    client.on("error", () => client.destroy());
    client.once("close", () => sockets.delete(client));
    reach(client, turn++);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
