import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Dispatcher, Pool } from "undici";

/** The least that a proxy on Node can do: neither route nor policy, and nothing that goes wrong is handled. */
const pool = new Pool(process.env.BACKEND ?? "", { connections: 64, headersTimeout: 0, bodyTimeout: 0 });

const server = createServer((req, res) => {
  const headers: string[] = [];
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i] as string;
    if (!/^(host|connection|keep-alive|transfer-encoding)$/i.test(name))
      headers.push(name, req.rawHeaders[i + 1] as string);
  }
  const method = req.method as Dispatcher.HttpMethod;
  const body = method === "GET" ? null : req;
  pool.dispatch(
    { method, path: req.url ?? "/", headers, body },
    {
      // Paused for somebody who has left, a connection would stay taken for ever.
      onRequestStart: (controller) =>
        void res.once("close", () => res.writableFinished || controller.abort(new Error("the asker left"))),
      onResponseStart: (_controller, status, given) => {
        delete given.connection;
        delete given["keep-alive"];
        res.writeHead(status, given);
      },
      onResponseData: (controller, chunk) => {
        if (res.destroyed || res.write(chunk)) return;
        controller.pause();
        res.once("drain", () => controller.resume());
      },
      onResponseEnd: () => void res.end(),
      onResponseError: () => res.destroy(),
    },
  );
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ event: "listening", url: `http://127.0.0.1:${port}` })}\n`);
});
