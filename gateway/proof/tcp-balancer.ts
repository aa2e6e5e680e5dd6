import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type TcpBalancer = { url: string; [Symbol.asyncDispose](): Promise<void> };

/** As plain as they come: the next in turn for each connection, another one when it is refused, and then only bytes. */
export async function openTcpBalancer(ports: readonly number[]): Promise<TcpBalancer> {
  const sockets = new Set<Socket>();
  let turn = 0;

  function reach(client: Socket, tries: number): void {
    const upstream = connect(ports[turn++ % ports.length] as number, "127.0.0.1");
    let isConnected = false;
    upstream.once("connect", () => {
      isConnected = true;
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => {
      if (!isConnected && tries < ports.length) reach(client, tries + 1);
      else client.destroy();
    });
    client.once("close", () => upstream.destroy());
    upstream.once("close", () => isConnected && client.destroy());
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    sockets.add(client);
    client.on("error", () => client.destroy());
    client.once("close", () => sockets.delete(client));
    reach(client, 1);
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
