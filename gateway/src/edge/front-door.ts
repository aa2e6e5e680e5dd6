import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { sendProblem } from "@siren/chassis/http/problem-replies";
import { lingerAndCut } from "@siren/chassis/http/server";
import type { Log } from "@siren/chassis/log";
import { problemOf, Refusal } from "@siren/contracts/refusal";
import type { RequestHandler } from "express";

export type DoorLimits = { maxUrlBytes: number; maxHeaders: number };

/** What services speak. CONNECT and TRACE are not among it, nor what WebDAV added. */
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const hostForm = /^(?:[A-Za-z0-9._~-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * The form of a request, before anybody looks for a route: what two readers could take in two ways, or is nothing
 * that a browser sends, goes no further. Node's own parser has refused the worst before this (decision 0030).
 */
export function faultOf(req: IncomingMessage, { maxUrlBytes, maxHeaders }: DoorLimits): Refusal | undefined {
  const { method = "", url = "", rawHeaders } = req;
  if (!methods.has(method)) return new Refusal("METHOD_NOT_ALLOWED");
  // A whole URL, `host:port` or `*` asks a proxy of another kind.
  if (url.charCodeAt(0) !== 47) return new Refusal("BAD_REQUEST", "Only a path may be asked for");
  if (url.length > maxUrlBytes) return new Refusal("URI_TOO_LONG");
  if (rawHeaders.length > 2 * maxHeaders) return new Refusal("HEADERS_TOO_LARGE");
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  const isOld = req.httpVersion === "1.0";
  if (!isOld && req.httpVersion !== "1.1") return new Refusal("BAD_REQUEST", "HTTP/1.1 is spoken here");
  if (hosts > 1 || (hosts === 0 && !isOld)) return new Refusal("BAD_REQUEST", "One Host is needed");
  const { host } = req.headers;
  if (host !== undefined && !hostForm.test(host)) return new Refusal("BAD_REQUEST", "That is no Host");
  if (isOld && req.headers["transfer-encoding"] !== undefined)
    return new Refusal("BAD_REQUEST", "HTTP/1.0 knows no chunks");
  return undefined;
}

/**
 * What a WebSocket begins with and nothing else: an upgrade with a body, or one that the service takes for a plain
 * request, would leave the two sides of us in disagreement about where the next request begins.
 */
export function upgradeFaultOf({ method, httpVersion, headers }: IncomingMessage): Refusal | undefined {
  const { upgrade = "", "sec-websocket-key": key = "", "sec-websocket-version": version } = headers;
  const hasBody = headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
  const isOne =
    method === "GET" &&
    httpVersion === "1.1" &&
    upgrade.toLowerCase() === "websocket" &&
    version !== undefined;
  if (!isOne || hasBody || !/^[A-Za-z0-9+/]{22}==$/.test(key))
    return new Refusal("BAD_REQUEST", "Only a WebSocket of version 13 begins here");
  return version === "13" ? undefined : new Refusal("UPGRADE_REQUIRED", "Version 13 of WebSocket is spoken");
}

/** What Node knows of an answer and does not declare. */
type LastOfMany = ServerResponse & { maxRequestsOnConnectionReached?: boolean };

/** Whoever speaks so may have sent more behind it, that nobody must take for a request of its own. */
export const frontDoor =
  (limits: DoorLimits, log: Log): RequestHandler =>
  (req, res, next) => {
    // Node says it by itself, and then leaves the connection open; what is said here it does.
    if ((res as LastOfMany).maxRequestsOnConnectionReached) res.setHeader("Connection", "close");
    const fault = faultOf(req, limits);
    if (fault === undefined) return next();
    res.setHeader("Connection", "close");
    if (fault.code === "METHOD_NOT_ALLOWED") res.setHeader("Allow", [...methods].join(", "));
    sendProblem(fault, req, res, log);
  };

/** Where there is no response object: the connection was handed over, or never became a request. */
export function refuseOn(socket: Duplex, refusal: Refusal, headers = ""): void {
  if (!socket.writable || socket.destroyed) return;
  const body = JSON.stringify(problemOf(refusal));
  const isForNow = refusal.status === 429 || refusal.status === 503;
  const later = isForNow ? `Retry-After: ${refusal.extra.retryAfterS ?? 1}\r\n` : "";
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? refusal.code}\r\n` +
      `Content-Type: application/problem+json\r\n${headers}${later}` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  lingerAndCut(socket);
}

/** What Node does not give to the app. */
export function guardServer(server: Server, limits: { maxRequestsPerConnection: number }): void {
  // All of them are seen, and more than are allowed refused: Node would drop the rest without a word.
  server.maxHeadersCount = 0;
  // Refused by the door instead, in the words of all other refusals.
  Object.assign(server, { requireHostHeader: false });
  server.maxRequestsPerSocket = limits.maxRequestsPerConnection;
  // What asks for another protocol than a WebSocket's is answered in this one, as HTTP says: curl and Java ask for h2c.
  Object.assign(server, {
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => /\bwebsocket\b/i.test(headers.upgrade ?? ""),
  });
  server.on("connect", (_req: IncomingMessage, socket: Duplex) => {
    socket.on("error", () => socket.destroy());
    refuseOn(socket, new Refusal("METHOD_NOT_ALLOWED"), `Allow: ${[...methods].join(", ")}\r\n`);
  });
}
