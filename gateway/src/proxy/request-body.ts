import type { IncomingMessage } from "node:http";
import { Refusal } from "@siren/contracts/refusal";
import type { Exchange } from "../policies/exchange.ts";

/** What the services take of anybody. */
export const usualLimitBytes = 64 * 1024;

/** Held whole, so that a second attempt can send the same bytes. */
export async function readRequestBody(
  req: IncomingMessage,
  limitBytes = usualLimitBytes,
): Promise<Buffer | undefined> {
  const { "content-length": length, "transfer-encoding": chunked } = req.headers;
  if (length === undefined && chunked === undefined) return undefined;
  if (Number(length ?? 0) > limitBytes) throw new Refusal("PAYLOAD_TOO_LARGE");
  const parts: Buffer[] = [];
  let size = 0;
  try {
    // Giving up in the middle must leave the connection whole: the refusal has to be sent over it.
    for await (const part of req.iterator({ destroyOnReturn: false })) {
      size += part.length;
      if (size > limitBytes) throw new Refusal("PAYLOAD_TOO_LARGE");
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("BAD_REQUEST", "The body broke off", {}, { cause: error });
  }
  return size === 0 ? undefined : Buffer.concat(parts);
}

/** Nothing was sent and nobody has put anything in its place: there is nothing to wait for. */
export const hasNoBody = ({ body, req: { headers } }: Pick<Exchange, "body" | "req">): boolean =>
  body === undefined ||
  (body === "unread" &&
    headers["content-length"] === undefined &&
    headers["transfer-encoding"] === undefined);

/** For a policy that has to know it, and for the proxy after it: read once. */
export async function bodyOf(exchange: Exchange, limitBytes = usualLimitBytes): Promise<Buffer | undefined> {
  if (exchange.body === "unread") exchange.body = await readRequestBody(exchange.req, limitBytes);
  if (exchange.body !== undefined && exchange.body.length > limitBytes)
    throw new Refusal("PAYLOAD_TOO_LARGE");
  return exchange.body;
}
