import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type Posted = { id: string; keyIds: string[]; body: unknown; raw: string; at: number };

/** The operator's side, written from the description alone: it believes no post whose signature it cannot make. */
export async function startMessageReceiver(secret: Buffer) {
  const posted: Posted[] = [];
  const unsigned: string[] = [];
  let answers: (number | "never" | "drop")[] = [];

  function isOurs(headers: IncomingMessage["headers"], raw: string): boolean {
    const [id, timestamp] = [headers["webhook-id"], headers["webhook-timestamp"]];
    if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > 3 * 86_400) return false;
    const expected = createHmac("sha256", secret).update(`${id}.${timestamp}.${raw}`).digest();
    return String(headers["webhook-signature"])
      .split(" ")
      .some((signature) => {
        const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
  }

  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("error", () => undefined);
    req.on("data", (part: Buffer) => void parts.push(part));
    req.on("end", () => {
      const raw = Buffer.concat(parts).toString();
      if (!isOurs(req.headers, raw)) unsigned.push(raw);
      const id = String(req.headers["webhook-id"]);
      if (req.headers["idempotency-key"] !== id) unsigned.push(`another idempotency key: ${id}`);
      const keyIds = String(req.headers["webhook-key-id"]).split(" ");
      posted.push({ id, keyIds, body: JSON.parse(raw), raw, at: Number(req.headers["webhook-timestamp"]) });
      const [status = 204, ...rest] = answers;
      answers = rest;
      if (status === "drop") return void req.socket.destroy();
      if (status === "never") return;
      res.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    posted,
    /** What it would not have believed. */
    unsigned,
    answer: (...next: typeof answers) => {
      answers = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type MessageReceiver = Awaited<ReturnType<typeof startMessageReceiver>>;
