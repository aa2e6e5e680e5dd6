import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { gzipSync } from "node:zlib";

export type Seen = { from: string; method: string; url: string; headers: IncomingHttpHeaders; body: string };

/** By this header a request is known again behind either gateway. */
export const mark = "x-compat";

const told = (from: string) => JSON.stringify({ ok: true, from, secret: "s", list: [1, 2] });

/** Behind both gateways: notes what comes, and answers as its query says. */
export async function openUpstream(from: string, seen: Map<string, Seen[]>) {
  const sockets = new Set<Duplex>();
  const server = createServer(async (req, res) => {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    const { method = "", url = "", headers } = req;
    const id = String(headers[mark] ?? "none");
    seen.set(id, [
      ...(seen.get(id) ?? []),
      { from, method, url, headers, body: Buffer.concat(parts).toString() },
    ]);
    const say = new URLSearchParams(url.split("?")[1]).get("say");
    const usual = { "content-type": "application/json", "x-up": "1", etag: '"e1"' };
    if (say === "never") return;
    if (say === "304") return void res.writeHead(304, usual).end();
    if (say === "404") return void res.writeHead(404, usual).end(told(from));
    if (say === "text")
      return void res.writeHead(200, { ...usual, "content-type": "text/plain" }).end("plain");
    if (say === "cors") return void res.writeHead(200, { ...usual, vary: "Accept" }).end(told(from));
    if (say === "gzip" && /gzip/.test(String(headers["accept-encoding"])))
      return void res.writeHead(200, { ...usual, "content-encoding": "gzip" }).end(gzipSync(told(from)));
    if (say === "parts") {
      res.writeHead(200, usual).write(told(from).slice(0, 9));
      return void setTimeout(() => res.end(told(from).slice(9)), 20);
    }
    res
      .writeHead(200, { ...usual, "content-length": told(from).length })
      .end(method === "HEAD" ? "" : told(from));
  });
  server.on("upgrade", (_req, socket) => {
    socket.on("error", () => {});
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    // Nobody reads it further: whoever opened it hangs up.
    socket.resume().on("end", () => socket.end());
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
