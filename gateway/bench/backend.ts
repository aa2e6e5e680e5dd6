import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What all of them stand in front of: a bare server, so that what is measured is the way there. It plays member, too,
 * for the gateway wants keys to check tokens with.
 */
const small = JSON.stringify({ text: "a".repeat(502 - '{"text":""}'.length) });
const large = Buffer.alloc(256 * 1024, 97);
const keys = JSON.stringify({ keys: [JSON.parse(process.env.MEMBER_JWK ?? "{}")] });

const server = createServer((req, res) => {
  // Some of them send a bare question mark behind it.
  const [url = ""] = (req.url ?? "").split("?");
  if (req.method === "POST") {
    req.resume();
    req.once("end", () => {
      res.writeHead(201, { "content-type": "application/json", "content-length": small.length });
      res.end(small);
    });
    return;
  }
  if (url.endsWith("/large")) {
    res.writeHead(200, { "content-type": "application/octet-stream", "content-length": large.length });
    res.end(large);
    return;
  }
  // Member's feed waits for news, and there never is any.
  if (url.startsWith("/internal/feed")) return;
  const body = url.startsWith("/.well-known/jwks") ? keys : small;
  res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  res.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ event: "listening", url: `http://127.0.0.1:${port}` })}\n`);
});
