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
  const parts = await partsOf(req, limitBytes);
  return parts.length > 1 ? Buffer.concat(parts) : parts[0];
}

const brokenOff = (cause?: Error) => new Refusal("BAD_REQUEST", "The body broke off", {}, { cause });

/** By its events: an iterator over it costs as much as the whole rest of a request. */
function partsOf(req: IncomingMessage, limitBytes: number): Promise<Buffer[]> {
  if (req.destroyed || req.readableEnded) return Promise.reject(brokenOff(req.errored ?? undefined));
  const { promise, resolve, reject } = Promise.withResolvers<Buffer[]>();
  const parts: Buffer[] = [];
  let size = 0;
  const onData = (part: Buffer) => {
    size += part.length;
    if (size <= limitBytes) {
      parts.push(part);
      return;
    }
    // The rest is left where it is, and the connection whole: the refusal has to be sent over it.
    req.pause();
    letGo();
    reject(new Refusal("PAYLOAD_TOO_LARGE"));
  };
  const onEnd = () => {
    letGo();
    resolve(parts);
  };
  const onBreak = (cause?: Error) => {
    letGo();
    reject(brokenOff(cause));
  };
  const letGo = () =>
    void req.off("data", onData).off("end", onEnd).off("error", onBreak).off("close", onBreak);
  req.on("data", onData).on("end", onEnd).on("error", onBreak).on("close", onBreak);
  return promise;
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
