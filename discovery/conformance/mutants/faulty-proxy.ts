import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

export type Sent = { method: string; path: string; headers: http.IncomingHttpHeaders; body: Buffer };
export type Replied = { status: number; headers: http.IncomingHttpHeaders; body: Buffer };

/** A fault that a server could have, planted between it and the check. Both may change what they are given. */
export type Fault = {
  readonly request?: (request: Sent) => void;
  readonly reply?: (reply: Replied, request: Sent) => void;
};

async function wholeOf(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function framed(headers: http.IncomingHttpHeaders, body: Buffer, isBodiless: boolean) {
  const { "transfer-encoding": _, connection: __, "content-length": length, ...rest } = headers;
  if (isBodiless) return length === undefined ? rest : { ...rest, "content-length": length };
  return { ...rest, "content-length": String(body.length) };
}

export async function faultyProxy(
  upstream: URL,
  fault: Fault,
): Promise<{ url: URL; close(): Promise<void> }> {
  const agent = new http.Agent({ keepAlive: true });
  const forward = async ({ method, path, headers, body }: Sent): Promise<Replied> => {
    const bodiless = body.length === 0 && headers["content-length"] === undefined;
    const request = http.request({
      ...{ host: upstream.hostname, port: upstream.port, agent, method, path },
      headers: framed(headers, body, bodiless),
    });
    request.end(body);
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, body: await wholeOf(response) };
  };
  const serve = async (req: http.IncomingMessage, res: http.ServerResponse): Promise<void> => {
    const { method = "GET", url: path = "/", headers } = req;
    const request: Sent = { method, path, headers: { ...headers }, body: await wholeOf(req) };
    const asAsked = { ...request };
    fault.request?.(request);
    const reply = await forward(request);
    fault.reply?.(reply, asAsked);
    const isBodiless = method === "HEAD" || reply.status === 204;
    res.writeHead(reply.status, framed(reply.headers, reply.body, isBodiless));
    res.end(isBodiless ? undefined : reply.body);
  };
  const server = http.createServer((req, res) => {
    serve(req, res).catch(() => res.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    close: async () => {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
