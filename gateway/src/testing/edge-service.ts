import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";

export type Seen = {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The answer is out, or whoever asked has left. */
  isOver: () => boolean;
};
export type Said = {
  status: number;
  headers?: Record<string, string | string[]>;
  /** In pieces, it is sent as each is there. */
  body?: string | Buffer | AsyncIterable<string | Buffer>;
};

/** A service behind the edge that notes what reaches it and says what it is told to. */
export async function startEdgeService() {
  const seen: Seen[] = [];
  const connections = new Set<Socket>();
  const service = {
    port: 0,
    seen,
    upgrades: [] as { url: string; headers: IncomingHttpHeaders; socket: Duplex }[],
    answer: ((_request) => ({ status: 200, body: "{}" })) as (
      request: Seen,
    ) => Said | "never" | Promise<Said>,
    /** Completes the handshake and echoes; "greet" says something with the handshake; "answer" takes it for a request; "never" keeps the other side waiting. */
    onUpgrade: "echo" as "echo" | "never" | "refuse" | "answer" | "greet",
    connections,
    last: () => seen.at(-1),
    stop,
    start,
  };
  let server: Server;

  async function start(): Promise<void> {
    server = createServer(async (req, res) => {
      const parts: Buffer[] = [];
      for await (const part of req) parts.push(part as Buffer);
      const { method = "", url = "", headers } = req;
      const request = {
        method,
        url,
        headers,
        body: Buffer.concat(parts).toString(),
        isOver: () => res.closed,
      };
      if (url !== "/readyz") seen.push(request);
      const said = url === "/readyz" ? { status: 200, body: "{}" } : await service.answer(request);
      if (said === "never") return;
      res.writeHead(said.status, { "content-type": "application/json", ...said.headers });
      if (said.body === undefined || typeof said.body === "string" || Buffer.isBuffer(said.body))
        res.end(said.body);
      else {
        res.flushHeaders();
        await pipeline(said.body, res).catch(() => res.destroy());
      }
    });
    server.on("connection", (socket) => {
      connections.add(socket);
      socket.once("close", () => connections.delete(socket));
    });
    server.on("upgrade", (req, socket) => {
      service.upgrades.push({ url: req.url ?? "", headers: req.headers, socket });
      socket.on("error", () => socket.destroy());
      socket.on("end", () => socket.end());
      if (service.onUpgrade === "never") {
        socket.resume();
        return;
      }
      if (service.onUpgrade === "answer") {
        socket.end("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nSECRET");
        return;
      }
      if (service.onUpgrade === "refuse") {
        socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        return;
      }
      const greeting = service.onUpgrade === "greet" ? "good morning" : "";
      // In one piece: what a service says first may come with its yes.
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${greeting}`,
      );
      socket.on("data", (chunk) => socket.write(chunk));
    });
    await new Promise<void>((resolve) => server.listen(service.port, "127.0.0.1", resolve));
    service.port = (server.address() as AddressInfo).port;
  }

  async function stop(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of connections) socket.destroy();
    await closed;
  }

  await start();
  return service;
}

export type EdgeService = Awaited<ReturnType<typeof startEdgeService>>;
