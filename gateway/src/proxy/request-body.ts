import type { IncomingMessage } from "node:http";
import { Refusal } from "@siren/chassis/refusal";

/** What the services take at most. Held whole, so that a second attempt can send the same bytes. */
const limitBytes = 64 * 1024;

export async function readRequestBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const { "content-length": length, "transfer-encoding": chunked } = req.headers;
  if (length === undefined && chunked === undefined) return undefined;
  if (Number(length ?? 0) > limitBytes) throw new Refusal("PAYLOAD_TOO_LARGE");
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limitBytes) throw new Refusal("PAYLOAD_TOO_LARGE");
    parts.push(part);
  }
  return size === 0 ? undefined : Buffer.concat(parts);
}
